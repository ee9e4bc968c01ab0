# Gateway, console, worker and action server: one image, the command chooses the process.
FROM python:3.12-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends ffmpeg \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 miantan \
 && install -d -o miantan -g miantan -m 700 /home/miantan/data

WORKDIR /srv/miantan
RUN pip install --no-cache-dir uv==0.13.9
COPY docker/requirements.lock docker/requirements-novoice.lock ./
# The speech worker needs the model; build the others with VOICE=0 if their images are to be small.
ARG VOICE=1
RUN uv pip install --system --no-cache --require-hashes \
    -r "$([ "$VOICE" = 0 ] && echo requirements-novoice.lock || echo requirements.lock)"
COPY pyproject.toml README.md ./
COPY channels channels
COPY backend backend
COPY actions actions
COPY simulators simulators
COPY miantan miantan
RUN uv pip install --system --no-cache --no-deps --no-build-isolation .

USER miantan
ENV MIANTAN_HOST=0.0.0.0 MIANTAN_DATA_DIR=/home/miantan/data
ENTRYPOINT ["miantan"]
CMD ["gateway"]

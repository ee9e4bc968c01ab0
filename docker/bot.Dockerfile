# Rasa alone, with the model trained at build time: every server of one release understands alike.
FROM python:3.10-slim

RUN useradd --create-home --uid 10001 rasa
WORKDIR /srv/miantan
RUN pip install --no-cache-dir uv==0.13.9
COPY bot/requirements.lock bot/
RUN uv pip install --system --no-cache --require-hashes -r bot/requirements.lock
COPY bot bot
COPY domain domain
COPY data data
RUN python bot/train.py && mv var/rasa/*.tar.gz var/rasa/model.tar.gz && chown -R rasa var

USER rasa
ENTRYPOINT ["python", "bot/run.py", "--model", "var/rasa/model.tar.gz", "--host", "0.0.0.0"]

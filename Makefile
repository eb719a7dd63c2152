# Each target sets up .venv by itself; nothing is needed but python3.11 and make.
PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check audit gate lock benchmark benchmark-batches peers peers-environment clean

demo: $(READY)
	$(BIN)/extractor demo

test: $(READY)
	$(BIN)/python -m pytest --cov --cov-report=term

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/pip check
	$(BIN)/python tests/lock.py
	$(BIN)/python tests/startup.py

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# Where PYTHONDONTWRITEBYTECODE is set, as in many containers, every start would compile the sources: twice the CPU.
	$(BIN)/python -m compileall -q extractor schemas prompts evals
	touch $(READY)

gate: $(READY)
	$(BIN)/evals gate

# Not part of check: it needs the network, and what it says changes without a change here.
audit: $(READY)
	$(BIN)/python -m tests.audit

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --output-file requirements.lock
	uv pip compile evals/peers/requirements.in --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --output-file evals/peers/requirements.txt

# The table of the seeds needs no environment of the peers: their answers are in the repository.
peers: $(READY)
	$(BIN)/python -m evals.peers table

peers-environment: .venv-peers/.ready

.venv-peers/.ready: evals/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r evals/peers/requirements.txt
	touch $@

benchmark: $(READY)
	$(BIN)/python -m evals.benchmarks.replay

# A target of its own: it takes some ten minutes. `make peers-environment` adds langextract.
benchmark-batches: $(READY)
	$(BIN)/python -m evals.benchmarks.batches

clean:
	rm -rf .venv .venv-peers out

# Two commands are enough: `make demo` and `make test`. Everything is installed into .venv, nothing outside the folder
# except Debian's Chromium for the browser tests.

PYTHON ?= python3.11
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
CPU_WHEELS := https://download.pytorch.org/whl/cpu

.PHONY: demo test check bench reliability mutate i18n clean

## demo: install, seed and serve on http://127.0.0.1:$(PORT) with one-click sign-in (OPENLAB_HOME=… for another data folder)
demo: $(BIN)/.installed
	@$(BIN)/openlab demo --port $(PORT) $(if $(RESET),--reset)

## test: install everything, then lint, types, import contracts and all tests, browser, PostgreSQL and model included
test: $(BIN)/.installed-dev chromium
	$(BIN)/ruff check openlab tests
	$(BIN)/ruff format --check openlab tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m openlab.i18n check
	$(BIN)/python -m pytest -n auto --dist loadscope $(ARGS)

## check: the same without installing
check:
	$(MAKE) test

## bench: measure and print a table, peers beside (ONLY=name,name; QUICK=1 leaves out a million and takes minutes)
bench: $(VENV)/peers/.installed
	$(VENV)/peers/bin/python -m tests.benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick)

## reliability: prove what is promised, each line with its negative control (ONLY=R5,R20 LONG=1)
reliability: $(BIN)/.installed-dev
	$(BIN)/python -m tests.reliability $(if $(ONLY),--only $(ONLY)) $(if $(LONG),--long)

## mutate: take every guard away in turn and list those whose loss the access matrix would not notice
mutate: $(BIN)/.installed-dev
	$(BIN)/python -m tests.access.mutate

## i18n: list texts without English
i18n: $(BIN)/.installed-dev
	$(BIN)/python -m openlab.i18n check

clean:
	rm -rf $(VENV) static/vendor build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade pip

# PyPI's newest torch for Linux pulls gigabytes of CUDA, so a small CPU build comes first: from its own index when that
# can be reached at once, else the pinned version from wherever pip looks.
$(BIN)/.torch: | $(BIN)/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --retries 0 --timeout 3 --no-compile --index-url $(CPU_WHEELS) $(TORCH) 2>/dev/null \
	  || $(BIN)/pip install --quiet --disable-pip-version-check --no-compile $(TORCH)
	@touch $@

$(BIN)/.installed: pyproject.toml static/package-lock.json $(BIN)/.torch
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --editable .
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@touch $@

# Peers live in an environment over this one, so that tests and users never meet them.
$(VENV)/peers/.installed: $(BIN)/.installed-dev tests/benchmarks/peers/install.py
	$(BIN)/python -m tests.benchmarks.peers.install $(VENV)/peers
	@touch $@

# The browser journeys need Chromium and Korean glyphs; both come from Debian.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then run=; else run=sudo; fi; \
	  $$run apt-get update -qq && $$run apt-get install -y -qq --no-install-recommends chromium fonts-nanum; }

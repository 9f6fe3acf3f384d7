# Each target is enough by itself: it makes the virtual environment when it is not there or out of date.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT := out

.DEFAULT_GOAL := help
.PHONY: help setup demo test bench docs lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(STAMP) ## install the pinned dependencies and détente itself into .venv
	@echo "ready: $(BIN)/detente"

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "détente needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@echo "setup: making $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(VENV)
	@echo "setup: installing what requirements.lock pins (some minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@echo "setup: installing détente from this folder"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## code the example dispatches and write a dossier on China and North Korea
	@mkdir -p $(OUT)
	@echo "demo: reading examples/dispatches into $(OUT)/demo.duckdb"
	@$(BIN)/detente read examples/dispatches --store $(OUT)/demo.duckdb
	@echo "demo: writing the dossier"
	@$(BIN)/detente dossier CHN PRK --store $(OUT)/demo.duckdb -o $(OUT)/dossier-CHN-PRK.html
	@echo "demo: open $(CURDIR)/$(OUT)/dossier-CHN-PRK.html in a browser"

test: $(STAMP) ## check format, style, types and architecture, then run the tests
	@echo "test: ruff (format, style)"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@echo "test: mypy (types)"
	@$(BIN)/mypy
	@echo "test: lint-imports (architecture)"
	@$(BIN)/lint-imports
	@echo "test: pytest"
	@$(BIN)/pytest -n 2

# Another corpus: make bench CORPUS="kcna.jsonl.gz --map text=story,published=date --publisher KCNA"
bench: $(STAMP) ## measure coding beside parsing alone, on the examples or on CORPUS
	@echo "bench: coding with the sieve beside parsing everything (benchmarks/coding.py)"
	@$(BIN)/python benchmarks/coding.py $(CORPUS)

docs: $(STAMP) ## write the pages of docs/ that are made from the code
	@echo "docs: writing docs/cli.md from --help"
	@$(BIN)/python docs/reference.py

# The newest versions that pyproject.toml allows, for Python 3.11 and later on all systems, with hashes and no address.
lock: ## choose versions anew and write requirements.lock
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --extra dev \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.lock

clean: ## remove what demo, test and docs leave behind (not .venv)
	@rm -rf $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

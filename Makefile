# Cutroom. `make demo` and `make test` need nothing but a Debian-like machine with Python 3.11 or newer.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := .venv-torch
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
INSTALL = $(BIN)/uv pip install -q --python $(BIN)/python

.PHONY: help setup setup-dev demo gallery test test-torch bench check lint types contracts format run doctor lock clean

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cutroom needs Python 3.11 or newer; set PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { echo python3-venv > .venv-package; bash docker/packages.sh .venv-package; rm -f .venv-package; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(BIN)/uv
	@bash docker/packages.sh docker/apt-runtime.txt
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@bash docker/packages.sh docker/apt-runtime.txt docker/apt-test.txt
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.runtime ## Make .venv with everything that Cutroom runs on.

setup-dev: $(VENV)/.dev ## The same, with what tests and checks need.

demo: setup ## Send real wishes in three languages through the chat's own path; results in out/.
	@$(BIN)/cutroom demo --out out

run: setup ## Start everything for good: web chat on http://127.0.0.1:8080, bots with a token in .env.
	@exec $(BIN)/cutroom run

doctor: setup ## Say what was found here and what would unlock the rest.
	@$(BIN)/cutroom doctor

test: setup-dev ## Run the tests, two files at a time.
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

$(TORCH)/.ready: requirements-torch.txt
	@$(PYTHON) -m venv $(TORCH)
	@$(TORCH)/bin/python -m pip install -q -r requirements-torch.txt
	@touch $@

test-torch: $(TORCH)/.ready ## Run the tests of the torch engines, on tiny models, in a room of their own.
	@$(TORCH)/bin/python -m pytest tests/torch

gallery: setup ## Make one measured example of each capability; the page is out/gallery/index.html.
	@$(BIN)/python -m benchmarks.gallery --out out/gallery

bench: setup ## Measure reading, planning and rendering, each against its alternatives; takes half an hour.
	@$(BIN)/python -m benchmarks.composition --run
	@$(BIN)/python -m benchmarks.reflection
	@$(BIN)/python -m benchmarks.render
	@$(BIN)/python -m benchmarks.smartcut
	@$(BIN)/python -m benchmarks.survey --long
	@$(BIN)/python -m benchmarks.retrieval
	@$(BIN)/python -m benchmarks.intents
	@$(BIN)/python -m benchmarks.burst

check: setup-dev lint types contracts test ## The single gate: format, lint, types, import contracts, tests.

lint: setup-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: setup-dev
	@$(BIN)/pyright

contracts: setup-dev
	@$(BIN)/lint-imports

format: setup-dev ## Put the code into its form.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: setup-dev ## Resolve the dependencies anew: versions and hashes, no addresses.
	@PATH=$(BIN):$$PATH; \
	$(COMPILE) --extra bot --extra worker --extra postgres --group build pyproject.toml -o requirements.lock; \
	$(COMPILE) --extra dev --group build --group uv --no-emit-package cutroom -c requirements.lock pyproject.toml -o requirements-dev.lock; \
	$(COMPILE) --extra bot --extra postgres --group build -c requirements.lock pyproject.toml -o requirements-bot.lock; \
	$(COMPILE) --extra worker --extra postgres --extra gpu --group build -c requirements.lock pyproject.toml -o requirements-gpu.lock; \
	$(COMPILE) --group pyproject.toml:uv -o requirements-uv.lock

clean: ## Remove what was made here.
	@rm -rf $(VENV) $(TORCH) out data

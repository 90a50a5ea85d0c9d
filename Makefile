# Cutroom. `make demo` and `make test` need nothing but a Debian-like machine with Python 3.11.
SHELL := bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv

.PHONY: setup lock
lock: ## Resolve the dependencies anew: versions and hashes, no addresses.
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra bot --extra worker --extra postgres pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-emit-package cutroom --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

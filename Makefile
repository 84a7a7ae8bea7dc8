# Two commands matter:  make run   and   make test
PYTHON := $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
# No addresses of archives in what is pinned.
QUIETLY := --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help setup run test check browser pages messages lock clean

help:
	@echo "make run    start Hearten with a demo insurer on http://127.0.0.1:8000 (Ctrl-C stops all)"
	@echo "make test   all that CI runs: style, types, floors, tests on PostgreSQL and in a browser"
	@echo "make setup  virtual environment, packages, pages, message catalogues"
	@echo "make lock   pin the packages named in requirements/*.in anew"

setup: .venv/base.stamp node_modules/pages.stamp messages

run: setup
	@exec $(BIN)/hearten up --demo

# What Python has compiled is kept, whatever the environment says: tests start many processes. In the order of folders
# the quick ones without a database come last, so both workers end together.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup .venv/dev.stamp browser
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

.venv/base.stamp: requirements/base.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older."; exit 1; }
	@echo "Preparing the virtual environment (once)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements/base.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/base.stamp
	@echo "Adding what tests need (once)…"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/pages.stamp: package-lock.json .venv/base.stamp
	@echo "Fetching what the pages are made of (once)…"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

pages: node_modules/pages.stamp

messages: .venv/base.stamp
	@$(BIN)/python -m hearten.config.messages

browser:
	@scripts/install_for_tests

lock: .venv/dev.stamp
	@$(PIP) pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header $(QUIETLY) -o requirements/base.txt requirements/base.in
	$(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header $(QUIETLY) -o requirements/dev.txt requirements/dev.in

clean:
	rm -rf .venv node_modules var build dist

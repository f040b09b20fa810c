# Verbs of Rose Ash. `make` alone lists them.

SHELL := /bin/sh
BIN := .venv/bin
# Another engine runner to compare with, if it is there (see bench/README.md).
PEERS ?= $(wildcard ../shared/bench)

# The pages, in one layout.
SX := app/components app/pages bench/pages

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run setup test check lint types seams unit laws long conformance bad components e2e servers \
	bench fmt release lock clean

help: ## list these verbs
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: .venv/ready ## serve the site on http://127.0.0.1:8000 (first time: install, migrate, demo content)
	@exec $(BIN)/rose-ash serve --prepare --reload

setup: .venv/ready .venv/ready-dev ## make .venv with everything for development

test: check e2e ## everything that must pass, browser included; installs what it needs

check: servers setup lint types seams unit laws conformance components ## everything but the browser

lint: setup ## faults and format of the Python, format of the SX
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/python -m app.sx fmt --check $(SX)

types: setup ## mypy, strict
	@$(BIN)/mypy

seams: setup ## import-linter: who may import whom
	@PYTHONPATH=. $(BIN)/lint-imports --no-logo

# `make unit T=tests/unit/db` tells which; of a path the slow ones run, too.
unit: setup ## unit tests that are quick, or all at the path T
	@$(BIN)/python -m pytest -q $(if $(T),$(T),-m 'not slow and not long' --numprocesses auto --dist worksteal)

laws: setup ## unit tests that take longer: laws over cases, random histories, hostile values
	@$(BIN)/python -m pytest -q -m 'slow and not long' --numprocesses auto --dist worksteal

long: servers setup ## all of what the other lanes run a sample: kills, storms, races, long histories
	@tools/install_test_servers.sh chromium
	@$(BIN)/python -m pytest -q tests/unit tests/e2e -m long --numprocesses auto --dist worksteal

conformance: setup ## the language, as data
	@$(BIN)/python -m app.sx test tests/unit/sx/conformance

bad: setup ## how each bad program's report reads
	@$(BIN)/python -m tests.unit.sx.bad_programs

components: setup ## compile every .sx of the site, run its tests and examples
	@$(BIN)/python -m app.sx check
	@$(BIN)/python -m app.sx test

e2e: setup ## the site in a real browser
	@tools/install_test_servers.sh chromium postgresql redis
	@$(BIN)/python -m pytest -q tests/e2e --numprocesses 3 --dist worksteal

servers:
	@tools/install_test_servers.sh postgresql redis strace

bench: setup ## time the engine beside its peers, and the server's pages
	@$(BIN)/python -m bench $(if $(PEERS),--peers $(PEERS))

fmt: setup ## format the Python and the SX, renew the tables in docs/
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format
	@$(BIN)/python -m app.sx fmt $(SX)
	@$(BIN)/python -m app.sx doc --markdown docs/language.md
	@$(BIN)/rose-ash routes > docs/routes.md

release: ## check all, tag the version, pack it into dist/ (pushes nothing)
	@tools/release.sh

lock: .venv/ready ## renew requirements.txt and requirements-dev.txt
	@tools/lock.sh

clean: ## remove .venv and caches; the data in instance/ stays
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment: made once, again when a lock file changes ---------------------------------------

.venv/locked: requirements.txt
	@echo "Installing into .venv (once)..."
	@python=$$(tools/find_python.sh) && "$$python" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/ready: .venv/locked pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

.venv/ready-dev: requirements-dev.txt .venv/locked
	@$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

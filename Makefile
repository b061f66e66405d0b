# Everything a newcomer types. `make` alone lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
HBM := .venv/bin/hbm

.PHONY: help setup demo serve test faults lint format lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv, install what is locked, build translations and the front end
	@bash scripts/setup.sh

demo: setup ## Replay a real crisis and serve it at http://localhost:8000
	@$(HBM) demo $(ARGS)

serve: setup ## Make this machine's own home if there is none, and serve it
	@$(HBM) init && $(HBM) serve $(ARGS)

test: setup ## Run every check and test, on SQLite and on PostgreSQL
	@bash scripts/test.sh $(ARGS)

faults: setup ## Do a thousand faults and 10,000 stories of three nodes: about 10 minutes
	@HBM_FAULTS=full bash scripts/test.sh faults faults_postgresql

lint: setup ## Run the quick checks only: style, types, layers, rules of the house
	@bash scripts/test.sh style types layers architecture

format: setup ## Put the code into the project's style
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .

lock: setup ## Write the lock files anew from pyproject.toml and package.json
	@bash scripts/lock.sh

clean: ## Remove what setup and the tests made
	@rm -rf .venv node_modules var src/openhbm/web/static/build .pytest_cache .mypy_cache .ruff_cache \
	  .hypothesis .import_linter_cache && find src -name '*.mo' -delete

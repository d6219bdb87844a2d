# The two commands of a newcomer are `make demo` and `make test`; both set everything up first.
SHELL := /bin/bash
PORT ?= 8000
VENV := .venv
UV := $(VENV)/bin/uv
RUN := $(UV) run --no-sync
STAMPS := $(VENV)/.stamps
WEB := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null | sed 's/ /\\ /g')
MIGRATIONS := $(shell find src -path '*/migrations/*.py') src/stadtkern/town/content/layout.py src/stadtkern/town/content/roles.py
DEMO := demo/town

.PHONY: help setup system demo test check bench format docs clean
.DEFAULT_GOAL := help

help: ## show this
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t12

setup: $(STAMPS)/python $(STAMPS)/registry $(STAMPS)/web ## set up Python and the web parts (demo and test do it too)

$(UV):
	@echo "· Python environment"
	@python3 -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check uv

$(STAMPS)/python: pyproject.toml uv.lock | $(UV)
	@echo "· Python packages"
	@mkdir -p $(STAMPS)
	@$(UV) sync --frozen --quiet
	@touch $@

$(STAMPS)/registry: $(STAMPS)/python $(MIGRATIONS)
	@echo "· empty registry"
	@$(RUN) python -m stadtkern.front.migrated
	@touch $@

$(STAMPS)/node: web/package-lock.json
	@echo "· web packages"
	@mkdir -p $(STAMPS)
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/web: $(STAMPS)/node $(WEB)
	@echo "· web build"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@

system: ## install the Debian packages that tests use (root)
	@apt-get update -q
	@DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium gdal-bin fonts-dejavu-core

demo: setup ## open the made-up town at http://127.0.0.1:8000
	@$(RUN) python -m demo $(DEMO) --port $(PORT)

test: setup ## run all tests
	@$(RUN) pytest -n auto -q --ignore tests/e2e
	@$(RUN) pytest tests/e2e -q
	@cd web && npm test --silent

check: setup ## lint, types, imports, dead code, licences, translations
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) lint-imports
	@STADTKERN_TOWN=tests/check $(RUN) mypy
	@$(RUN) vulture
	@$(RUN) deptry src
	@$(RUN) djlint --lint --quiet src
	@$(RUN) python scripts/licences.py
	@cd web && npm run --silent check

bench: setup ## measure the figures of the README, beside peers
	@$(UV) sync --frozen --quiet --group bench
	@$(RUN) python -m bench

format: setup ## format Python and TypeScript
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .
	@cd web && npm run --silent format

docs: setup ## build the documentation into site/
	@$(RUN) mkdocs build --strict --quiet

clean: ## remove what was built, and the demo town
	rm -rf $(VENV) web/node_modules src/stadtkern/town/assets $(DEMO) site

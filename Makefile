.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
TEMPLATES := --line-length 120 --indent-width 2 --extend-exclude plan.html templates
UV_COMPILE := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes -q

unexport PYTHONDONTWRITEBYTECODE  # Else each process compiles Django and Wagtail anew: five seconds.

.PHONY: help setup demo test drills mutants lint format bench lock

help: ## Cette aide
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup:
	@bash scripts/bootstrap.sh

demo: setup ## Installer tout, charger la démonstration, servir sur PORT (8000)
	@bash scripts/demo.sh

test: setup ## Installer tout, puis lancer tous les essais (SQLite, puis PostgreSQL)
	@bash scripts/test.sh

drills: setup ## Rejouer les pannes (processus tués, base ou cache absents, surcharge) sur de vrais processus, six minutes
	@DATABASE_URL=sqlite:///:memory: DJANGO_SETTINGS_MODULE=site_metiers.settings.test $(PYTHON) -m pytest -q -m drills tests/drills

mutants: setup ## Changer un détail à la fois des règles (droits, délais, recherche…) : les essais doivent le voir, une heure
	@$(PYTHON) scripts/mutants.py

lint: export DATABASE_URL = sqlite:///:memory:
lint: export DJANGO_SETTINGS_MODULE = site_metiers.settings.test
lint: setup ## Style et cohérence
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports > /dev/null || .venv/bin/lint-imports
	@$(PYTHON) scripts/architecture.py --check
	@.venv/bin/djlint templates --lint --quiet
	@.venv/bin/djangofmt --check --quiet $(TEMPLATES)
	@.venv/bin/biome check --error-on-warnings static
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@$(PYTHON) manage.py lintmigrations --include-apps $(patsubst %/migrations,%,$(wildcard */migrations))

format: setup ## Mettre en forme code, gabarits, styles et scripts
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djangofmt --quiet $(TEMPLATES)
	@.venv/bin/biome check --write static

bench: setup ## Mesurer ce que promettent les budgets (dix minutes ; SIZES="1000 10000" en prend trois)
	@bash scripts/bench.sh

lock: setup ## Verrouiller à nouveau les dépendances
	@$(UV_COMPILE) pyproject.toml -o requirements/base.txt
	@$(UV_COMPILE) --extra dev pyproject.toml -o requirements/dev.txt
	@$(UV_COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt

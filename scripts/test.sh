#!/usr/bin/env bash
# The whole suite on SQLite, then on PostgreSQL: TEST_DATABASE_URL, else a server on 5432, else the embedded wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=site_metiers.settings.test

echo "== Essais sur SQLite"
DATABASE_URL="sqlite:///:memory:" .venv/bin/python -m pytest -n auto "$@"

echo "== Essais sur PostgreSQL"
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -n auto "$@"

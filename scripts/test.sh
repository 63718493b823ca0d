#!/usr/bin/env bash
# The whole suite on SQLite, then on PostgreSQL (TEST_DATABASE_URL, else a server on 5432, else the embedded wheel),
# then in a browser. What cannot run is said loudly; with REQUIRE_SERVICES=1 it fails.
set -euo pipefail
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=site_metiers.settings.test

echo "== Essais sur SQLite"
coverage=(--cov --cov-report=)  # It prints the share of lines and branches, and fails under the floor of pyproject.toml.
if [ $# -gt 0 ] || [ "${COVERAGE:-}" = 0 ]; then coverage=(); fi  # It costs half as much time again.
DATABASE_URL="sqlite:///:memory:" .venv/bin/python -m pytest -n auto ${coverage[@]+"${coverage[@]}"} "$@"

echo "== Essais sur PostgreSQL"
.venv/bin/python scripts/with_postgres.py .venv/bin/python -m pytest -n auto "$@"

echo "== Essais dans le navigateur"
if bash scripts/chromium.sh; then
  .venv/bin/python -m pytest -m e2e tests/e2e  # One by one: two at a time save two minutes, and are not proved steady yet.
elif [ "${REQUIRE_SERVICES:-}" = 1 ]; then
  exit 1
else
  printf '\n!! AUCUN NAVIGATEUR : les essais de tests/e2e n’ont pas tourné.\n\n' >&2
fi

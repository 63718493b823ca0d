#!/usr/bin/env bash
# What the budgets promise: pages and servers on a demonstration, then finding among SIZES offers on both databases.
# Exits with 1 when a budget is not held.
set -uo pipefail
cd "$(dirname "$0")/.."
read -ra sizes <<<"${SIZES:-1000 10000 100000}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
held=0
.venv/bin/python tests/bench/run.py || held=1
echo
DATABASE_URL="sqlite:///$folder/bench.sqlite3" .venv/bin/python tests/bench/search.py "${sizes[@]}" || held=1
echo
.venv/bin/python scripts/with_postgres.py .venv/bin/python tests/bench/in_scratch_database.py tests/bench/search.py "${sizes[@]}" || held=1
echo
VAR_DIR="$folder/judged" DJANGO_SETTINGS_MODULE=site_metiers.settings.dev .venv/bin/python scripts/with_postgres.py \
  .venv/bin/python tests/bench/in_scratch_database.py -m tests.judged --load || held=1
echo
DATABASE_URL="sqlite:///$folder/costs.sqlite3" VAR_DIR="$folder/var" DJANGO_SETTINGS_MODULE=site_metiers.settings.dev \
  .venv/bin/python -m tests.bench.costs "${sizes[-1]}" || held=1
exit $held

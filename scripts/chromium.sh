#!/usr/bin/env bash
# Make sure that a Chromium is there for the browser tests: found, from Debian's packages, or by Playwright.
# Exits with 1 when there is none to be had.
set -euo pipefail
cd "$(dirname "$0")/.."
found() { [ -n "${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null 2>&1; }
found && exit 0
echo "Aucun Chromium : installation…"
mkdir -p var
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >var/chromium.log 2>&1 || true
fi
found || .venv/bin/python -m playwright install chromium >>var/chromium.log 2>&1 || { echo "Chromium n’a pas pu être installé ; détail : var/chromium.log" >&2; exit 1; }

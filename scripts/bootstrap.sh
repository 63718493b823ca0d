#!/usr/bin/env bash
# Make .venv hold exactly requirements/dev.txt. Does nothing when it already does.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { echo "$1" >&2; exit 2; }
command -v python3 >/dev/null || fail "Python 3.11 ou plus récent est nécessaire : la commande python3 est introuvable."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 ou plus récent est nécessaire ; python3 est $(python3 --version)."
stamp=.venv/.installed-$(cat requirements/*.txt | sha256sum | cut -c1-16)
[ -e "$stamp" ] && exit 0
[ -x .venv/bin/python ] || python3 -m venv .venv || fail "L’environnement virtuel .venv n’a pas pu être créé (sous Debian : paquet python3-venv)."
log=.venv/install.log
{ .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt \
  && .venv/bin/uv pip sync -q -p .venv/bin/python --require-hashes requirements/dev.txt requirements/bootstrap.txt; } >"$log" 2>&1 \
  || fail "L’installation des dépendances a échoué : le réseau est-il accessible ? Détail : $log"
rm -f .venv/.installed-*
touch "$stamp"

#!/usr/bin/env bash
# Set up the demonstration and serve it on PORT until Ctrl-C; a second run keeps the data.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
.venv/bin/python - "$port" <<'PYTHON'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(f"Le port {sys.argv[1]} est déjà pris : choisissez-en un autre, par exemple PORT=8001 make demo.")
PYTHON
export DJANGO_SETTINGS_MODULE=site_metiers.settings.dev
.venv/bin/python manage.py migrate -v 0
.venv/bin/python manage.py load_demo
.venv/bin/python manage.py build_assets
.venv/bin/python manage.py collectstatic --noinput -v 0
echo "Le portail est servi sur http://localhost:$port (Ctrl-C pour l’arrêter)."
exec .venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$port" --workers 1 --blocking-threads 4 --log-level warning site_metiers.wsgi:application

#!/usr/bin/env bash
# Set up the demonstration and serve it on PORT until Ctrl-C; a second run keeps the data.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077  # What it writes holds accounts and applications, of invented people here and maybe not elsewhere.
fail() { echo "$1" >&2; exit 2; }
export PORT=${PORT:-8000}
[[ $PORT =~ ^[0-9]{1,5}$ ]] && ((10#$PORT > 0 && 10#$PORT < 65536)) || fail "PORT doit être un nombre entre 1 et 65535, pas « $PORT »."
.venv/bin/python - "$PORT" <<'PYTHON' || fail "Le port $PORT ne peut pas être utilisé (déjà pris ?) : choisissez-en un autre, par exemple PORT=8001 make demo."
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        sys.exit(1)
PYTHON
mkdir -p var
[ -s var/secret_key ] || (umask 077 && .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))' >var/secret_key)
SECRET_KEY=$(cat var/secret_key)
export SECRET_KEY DJANGO_SETTINGS_MODULE=site_metiers.settings.production HTTPS=0
export SECURITY_CONTACT=${SECURITY_CONTACT:-mailto:securite@exemple.invalid}
export ALLOWED_HOSTS=${ALLOWED_HOSTS:-localhost,127.0.0.1} BASE_URL=${BASE_URL:-http://localhost:$PORT}
.venv/bin/python manage.py prepare_demo
echo "Le portail est servi sur http://localhost:$PORT (Ctrl-C pour l’arrêter)."
exec .venv/bin/python -m site_metiers.serve --port "$PORT"

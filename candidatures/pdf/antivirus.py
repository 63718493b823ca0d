"""The optional ClamAV antivirus (`CLAMAV_URL`: tcp://host:port or unix:///path). If it fails, files are refused."""

import io
import logging
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError

logger = logging.getLogger(__name__)
SECONDS = 10
DEFAULT_PORT = 3310


def _client() -> ClamdNetworkSocket:
    url = urlsplit(settings.CLAMAV_URL)
    if url.scheme == "unix" and url.path:
        return ClamdUnixSocket(url.path, timeout=SECONDS)
    if url.scheme == "tcp" and url.hostname:
        return ClamdNetworkSocket(url.hostname, url.port or DEFAULT_PORT, timeout=SECONDS)
    raise ImproperlyConfigured("CLAMAV_URL s’écrit tcp://hôte:port ou unix:///chemin.")


def scan(content: bytes) -> None:
    """Scan a file, if an antivirus is configured. Raises ValidationError for a virus, or if the antivirus fails."""
    if not settings.CLAMAV_URL:
        return
    try:
        status, _name = _client().instream(io.BytesIO(content))["stream"]
    except (ClamdError, OSError, KeyError) as error:
        logger.error("L’antivirus ne répond pas : %s.", type(error).__name__)
        status = "ERROR"
    if status == "FOUND":
        raise ValidationError("L’antivirus a refusé ce fichier. Envoyez-en un autre.")
    if status != "OK":
        raise ValidationError(
            "Le contrôle antivirus ne répond pas : le fichier n’a pas pu être pris. Réessayez dans quelques minutes, "
            "le reste est gardé."
        )

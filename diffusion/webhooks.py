"""Sends webhook events, signed after « Standard Webhooks » (HMAC-SHA256). `core.outbox` queues and retries them."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import socket
from urllib.parse import urlsplit

import certifi
import urllib3
from django.conf import settings
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from core.outbox import NotDelivered

from .models import Abonnement, EvenementPublic, Livraison

RETRIED_FOR = dt.timedelta(hours=18)
TIMEOUT = urllib3.Timeout(connect=5, read=10)
NOWHERE = "Cette adresse ne mène à aucun serveur public."
"""The same message for an unknown host and an internal one, so that the form reveals nothing about our network."""
TRANSLATED = [
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "192.88.99.0/24")
]
"""IPv6 ranges that lead to IPv4 (NAT64, RFC 6052 and 8215; IPv4-compatible, RFC 4291; 6to4 relays, RFC 7526)."""


class Unreachable(NotDelivered):
    """The URL cannot be called or did not answer 2xx. The message, in French, gives the reason."""


def payload(evenement: EvenementPublic, key: int, content: dict) -> dict:
    """The JSON body of an event: type, time, title, and the URLs of the page and of the API resource."""
    kind = evenement.value.partition(".")[0]
    base = get_admin_base_url()
    collection = {"offre": "offres", "vitrine": "entites"}[kind]
    return {
        "type": evenement.value,
        "timestamp": timezone.now().isoformat(),
        "data": {
            "id": key,
            "titre": content["titre"],
            "html_url": f"{base}{urlsplit(content['adresse']).path}",
            "detail_url": f"{base}/api/v2/{collection}/{key}/",
        },
    }


def test_payload(abonnement: Abonnement) -> dict:
    """The JSON body of a test event, sent when an entity's manager asks for it in the CMS."""
    content = {"entite": abonnement.vitrine.title, "message": "Ceci est un essai demandé depuis le CMS."}
    return {"type": EvenementPublic.ESSAI.value, "timestamp": timezone.now().isoformat(), "data": content}


def signature(secret: str, *, key: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`, which signs the delivery's id, Unix time in seconds and body."""
    signed = f"{key}.{timestamp}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, and does not translate to another network."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved or any(parsed in one for one in TRANSLATED):
        return False
    return parsed.version == 4 or not (parsed.ipv4_mapped or parsed.sixtofour or parsed.teredo or parsed.is_site_local)


def resolve(url: str) -> tuple[str, str, int, bool]:
    """Resolve `url` to its IP address, host name, port, and whether it uses TLS.

    The caller connects to this address, so a second DNS answer cannot redirect the call (DNS rebinding).

    Raises:
        Unreachable: the host is unknown or in an internal network, or the URL is not https.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    if not secure and not settings.WEBHOOKS_INSIDE:
        raise Unreachable("L’adresse doit être en https.")
    try:
        port = parts.port or (443 if secure else 80)
        infos = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError):
        raise Unreachable(NOWHERE) from None
    addresses = [str(info[4][0]) for info in infos]
    if not settings.WEBHOOKS_INSIDE and not all(is_public(address) for address in addresses):
        raise Unreachable(NOWHERE)
    return addresses[0], str(parts.hostname), port, secure


def _pool(address: str, host: str, port: int, secure: bool) -> urllib3.HTTPConnectionPool:
    if not secure:
        return urllib3.HTTPConnectionPool(address, port, timeout=TIMEOUT, retries=False)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=TIMEOUT,
        retries=False,
        server_hostname=host,
        assert_hostname=host,
        ca_certs=certifi.where(),
    )


def send(livraison: Livraison) -> str:
    """POST the delivery once and return the status as a text. Raises Unreachable for all but a 2xx."""
    abonnement = livraison.abonnement
    address, host, port, secure = resolve(abonnement.url)
    body = json.dumps(livraison.payload, ensure_ascii=False).encode()
    key, timestamp = str(livraison.key), int(timezone.now().timestamp())
    parts = urlsplit(abonnement.url)
    headers = {
        "Host": host if parts.port is None else f"{host}:{parts.port}",
        "Content-Type": "application/json",
        "User-Agent": "site-metiers-webhooks",
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(abonnement.secret, key=key, timestamp=timestamp, body=body),
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _pool(address, host, port, secure) as pool:
        try:
            response = pool.urlopen("POST", target, body=body, headers=headers, redirect=False, preload_content=False)
            status = response.status
            response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"Pas de réponse : {type(error).__name__}.") from error
    if not 200 <= status < 300:
        raise Unreachable(f"Réponse {status}.")
    return f"Réponse {status}."

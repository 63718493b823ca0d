"""Where a request comes from, behind as many trusted proxies as the settings say."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; the peer's own where there is none (`NUM_PROXIES`).

    What stands further left in X-Forwarded-For was written by the client, and is not believed.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.NUM_PROXIES and len(seen) >= settings.NUM_PROXIES:
        return seen[-settings.NUM_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def client_network(request: HttpRequest) -> str:
    """The network to count requests by: the address itself, or the /64 that one IPv6 customer has whole."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def network_address(request: HttpRequest) -> str | None:
    """The first address of `client_network`; None where it is not known."""
    address = client_network(request).partition("/")[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None

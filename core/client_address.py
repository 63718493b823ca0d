"""The client's IP address, behind `NUM_PROXIES` trusted proxies."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address added by the outermost trusted proxy, or the peer's own without one (`NUM_PROXIES`).

    Entries further left in X-Forwarded-For come from the client and are not trusted.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.NUM_PROXIES and len(forwarded) >= settings.NUM_PROXIES:
        return forwarded[-settings.NUM_PROXIES]
    return request.META.get("REMOTE_ADDR", "")


def client_network(request: HttpRequest) -> str:
    """The network by which requests are counted: the IPv4 address, or the /64 prefix of an IPv6 address."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def network_address(request: HttpRequest) -> str | None:
    """The first address of `client_network`; None when the client's address is not a valid IP address."""
    address = client_network(request).partition("/")[0]
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None

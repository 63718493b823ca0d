"""Telling search engines at once which addresses have changed (IndexNow protocol), where a key is configured."""

import urllib3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

from .announcing import News

MOST = 10_000
"""Addresses a call, as the protocol says."""
TIMEOUT = urllib3.Timeout(connect=5, read=20)


def key_file(request: HttpRequest, key: str) -> HttpResponse:
    """The file by which the site proves that the key is its own."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(settings.INDEXNOW_KEY, content_type="text/plain; charset=utf-8")


def tell(news: list[News]) -> None:
    """Have the addresses of `news` told, in the background; nothing where no key is configured."""
    if not settings.INDEXNOW_KEY or not news:
        return
    base = get_admin_base_url()
    addresses = list(dict.fromkeys(f"{base}{one.told['adresse']}" for one in news))
    for start in range(0, len(addresses), MOST):
        ping.enqueue(addresses[start : start + MOST])


@task()
def ping(addresses: list[str]) -> None:
    """Raises for an answer that is no success, which stays in the task's result."""
    base = get_admin_base_url()
    told = {
        "host": base.partition("://")[2],
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{base}/{settings.INDEXNOW_KEY}.txt",
        "urlList": addresses,
    }
    response = urllib3.request("POST", settings.INDEXNOW_URL, json=told, timeout=TIMEOUT, retries=False)
    if response.status not in (200, 202):
        raise RuntimeError(f"IndexNow : réponse {response.status}.")

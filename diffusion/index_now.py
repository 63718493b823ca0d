"""Submits changed URLs to search engines by the IndexNow protocol, if a key is configured."""

import urllib3
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

from .announcing import News

MOST = 10_000
"""Maximum number of URLs per call, set by the protocol."""
TIMEOUT = urllib3.Timeout(connect=5, read=20)


def key_file(request: HttpRequest, key: str) -> HttpResponse:
    """The key file, which proves to search engines that the key belongs to this site; 404 for another key."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(settings.INDEXNOW_KEY, content_type="text/plain; charset=utf-8")


def submit(news: list[News]) -> None:
    """Enqueue the submission of the URLs of `news`; does nothing without a configured key."""
    if not settings.INDEXNOW_KEY or not news:
        return
    base = get_admin_base_url()
    addresses = list(dict.fromkeys(f"{base}{one.content['adresse']}" for one in news))
    for start in range(0, len(addresses), MOST):
        ping.enqueue(addresses[start : start + MOST])


@task()
def ping(addresses: list[str]) -> None:
    """Submit URLs to IndexNow. Raises RuntimeError, stored in the task's result, unless the status is 200 or 202."""
    base = get_admin_base_url()
    payload = {
        "host": base.partition("://")[2],
        "key": settings.INDEXNOW_KEY,
        "keyLocation": f"{base}/{settings.INDEXNOW_KEY}.txt",
        "urlList": addresses,
    }
    response = urllib3.request("POST", settings.INDEXNOW_URL, json=payload, timeout=TIMEOUT, retries=False)
    if response.status not in (200, 202):
        raise RuntimeError(f"IndexNow : réponse {response.status}.")

"""The liveness probe, `/sante/vivant/`. It uses neither Django, nor the database, nor the page cache."""

from collections.abc import Callable, Iterable

PATH = "/sante/vivant/"
BODY = b'{"etat": "vivant"}'
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY))), ("Cache-Control", "no-store")]


class Liveness:
    """WSGI middleware that answers the liveness probe and passes other requests to `application`."""

    def __init__(self, application: Callable) -> None:
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return self.application(environ, start_response)
        start_response("200 OK", HEADERS)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [BODY]

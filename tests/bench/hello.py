"""The least a server can do: HELLO_BYTES bytes, whatever is asked."""

import os

BODY = b"x" * int(os.environ.get("HELLO_BYTES", "1000"))


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    return [BODY]

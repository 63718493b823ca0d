"""Serves the files written by `whole_files`. A request never generates one."""

import gzip

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from .models import Fichier
from .whole_files import BOARDS

FIRST_FILE_WITHIN = 3600
"""Retry-After in seconds, before the first file is published."""


def serve(request: HttpRequest, name: str, media_type: str, *, compressed: bool = False) -> HttpResponseBase:
    """The last published version of a file, with conditional requests; 503 before the first publication."""
    fichier = Fichier.objects.filter(name=name).first()
    if fichier is None:
        message = "Ce fichier est en préparation.\n"
        soon = HttpResponse(message, content_type="text/plain; charset=utf-8", status=503)
        soon["Retry-After"] = str(FIRST_FILE_WITHIN)
        return soon
    etag, modified = f'"{fichier.checksum[:32]}"', int(fichier.made_at.timestamp())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        file = fichier.file.open("rb")
        content = gzip.GzipFile(fileobj=file) if compressed and not takes_gzip else file
        response = FileResponse(content, filename=name, content_type=media_type)
        if compressed and takes_gzip:
            response["Content-Encoding"] = "gzip"
        response["Last-Modified"] = http_date(modified)
    if compressed:
        patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    return response


def board(request: HttpRequest, name: str) -> HttpResponseBase:
    """The XML feed of a job board, gzipped for clients that accept it."""
    return serve(request, name, BOARDS[name].media_type, compressed=True)

"""Serving the files of `whole_files` as files: none is made for whoever asks."""

import gzip

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from .models import Fichier
from .whole_files import BOARDS

FIRST_COMES_WITHIN = 3600
"""Seconds after which the first file is to be asked for again."""


def serve(request: HttpRequest, name: str, media_type: str, *, compressed: bool = False) -> HttpResponseBase:
    """The file as it was last written; 503 before it ever was."""
    found = Fichier.objects.filter(name=name).first()
    if found is None:
        told = "Ce fichier est en préparation.\n"
        soon = HttpResponse(told, content_type="text/plain; charset=utf-8", status=503)
        soon["Retry-After"] = str(FIRST_COMES_WITHIN)
        return soon
    etag, modified = f'"{found.checksum[:32]}"', int(found.made_at.timestamp())
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        file = found.file.open("rb")
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
    """The feed of a job board."""
    return serve(request, name, BOARDS[name].media_type, compressed=True)

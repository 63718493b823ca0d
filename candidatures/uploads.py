"""Files that are too large are dropped while they arrive; what was typed beside them is kept."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .pdf.checks import LARGEST

_TOO_LARGE = "candidatures.too_large"


class DropTooLarge(FileUploadHandler):
    """First of a request's handlers: nothing of a file beyond the limit is written anywhere."""

    request: HttpRequest  # It is made with one.

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST:
            self.request.META[_TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # The next handler has it.


def was_too_large(request: HttpRequest) -> bool:
    return _TOO_LARGE in request.META

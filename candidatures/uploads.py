"""An upload handler that drops too large files during the upload and keeps the other form fields."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .pdf.checks import LARGEST

_TOO_LARGE = "candidatures.too_large"


class DropTooLarge(FileUploadHandler):
    """Insert it before the other handlers, so that none stores the bytes beyond the limit."""

    request: HttpRequest  # Always passed to the constructor.

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST:
            self.request.META[_TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # The next handler creates the file.


def was_too_large(request: HttpRequest) -> bool:
    """Whether DropTooLarge has dropped a file of this request."""
    return _TOO_LARGE in request.META

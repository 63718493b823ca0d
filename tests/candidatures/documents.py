"""PDFs of every kind that a stranger may send."""

import io
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

PEAK = 1 << 29
"""Bytes that the bomb would be, once inflated."""


def pdf(pages: int = 1, *, change=None, **options) -> bytes:
    """A PDF of blank pages, with what `change` does to it; the same bytes whenever it is made."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    if change:
        change(document)
    written = io.BytesIO()
    document.save(written, deterministic_id="encryption" not in options, **options)
    return written.getvalue()


def bomb() -> bytes:
    """A small file whose objects stand in a stream that inflates without end."""
    deflate, blank = zlib.compressobj(9), b" " * (1 << 20)
    packed = b"".join(deflate.compress(blank) for _ in range(PEAK // len(blank))) + deflate.flush()
    body = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    second = len(body)
    body += b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed)
    body += packed + b"\nendstream\nendobj\n"
    rows = [(0, 0, 65535), (1, 9, 0), (2, 5, 0), (0, 0, 0), (0, 0, 0), (1, second, 0)]
    table = b"".join(kind.to_bytes(1, "big") + a.to_bytes(4, "big") + b.to_bytes(2, "big") for kind, a, b in rows)
    start = len(body)
    body += b"6 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(table)
    return body + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def upload(content: bytes | None = None, name: str = "Mon CV.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")

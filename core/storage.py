"""Detects an outage of the file storage: the disk or the S3 server."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage


class StorageUnavailable(Exception):
    """The storage cannot read or write files now."""


def _errors() -> tuple[type[Exception], ...]:
    if "boto3" not in sys.modules:  # Without S3, the import would waste memory.
        return (OSError,)
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    return OSError, BotoCoreError, ClientError, Boto3Error


@contextlib.contextmanager
def reaching_storage() -> Iterator[None]:
    """Raise StorageUnavailable instead of any storage error of the code inside."""
    try:
        yield
    except _errors() as error:
        raise StorageUnavailable(f"Le stockage ne répond pas : {error}") from error


def check(storage: Storage) -> None:
    """Raise StorageUnavailable if `storage` does not respond or a local folder is not writable. Leaves no file."""
    with reaching_storage():
        if isinstance(storage, FileSystemStorage):
            folder = Path(storage.location)
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"sante")
            return
        try:
            storage.exists("sante")
        except Exception as error:
            answer = getattr(error, "response", {}).get("ResponseMetadata", {})
            if answer.get("HTTPStatusCode") != 403:  # 403: the server responds, but denies looking up a missing file.
                raise

"""Files that cannot be written or read now: the disk or the S3 server is away."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, Storage


class StorageUnavailable(Exception):
    """The storage does not take or give a file now."""


def _errors() -> tuple[type[Exception], ...]:
    if "boto3" not in sys.modules:  # No S3: not worth its memory.
        return (OSError,)
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    return OSError, BotoCoreError, ClientError, Boto3Error


@contextlib.contextmanager
def reaching_storage() -> Iterator[None]:
    """Raises StorageUnavailable for whatever keeps the code inside from writing or reading a file."""
    try:
        yield
    except _errors() as error:
        raise StorageUnavailable(f"Le stockage ne répond pas : {error}") from error


def check(storage: Storage) -> None:
    """Raises StorageUnavailable where `storage` takes no file now; leaves nothing in it."""
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
            if answer.get("HTTPStatusCode") != 403:  # Not allowed to look for what is not there: it answers.
                raise

"""Keys of objects as they come in addresses and forms: anything a stranger may write."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

LARGEST = 2**63 - 1
"""The largest whole number that the databases hold."""


def object_key(text: str) -> int | None:
    """The whole number that `text` is; None where it is none, or none that an object may have."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    return number if (number := int(text)) <= LARGEST else None


def object_keys(texts: Iterable[str]) -> list[int]:
    """Those of `texts` that are keys."""
    return [number for text in texts if (number := object_key(text)) is not None]


def search_beyond(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """An execute wrapper for SQLite, which cannot even be asked for a larger number: no object has it.

    Questions only; what is to be stored is refused by its field's validators, and by SQLite after them.
    """
    if params and not many and sql.startswith("SELECT"):
        params = tuple(min(max(p, -LARGEST), LARGEST) if type(p) is int else p for p in params)
    return execute(sql, params, many, context)


def connect(*, connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Receiver of `connection_created`."""
    if connection.vendor == "sqlite" and search_beyond not in connection.execute_wrappers:
        connection.execute_wrappers.append(search_beyond)

"""Parses object keys from URLs and forms: untrusted input."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

LARGEST = 2**63 - 1
"""The largest integer that the databases store."""


def object_key(text: str) -> int | None:
    """`text` as an integer key; None when it is not one, or larger than `LARGEST`."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST))):
        return None
    return number if (number := int(text)) <= LARGEST else None


def object_keys(texts: Iterable[str]) -> list[int]:
    """The valid keys of `texts`, as integers; other texts are skipped."""
    return [number for text in texts if (number := object_key(text)) is not None]


def clamp_parameters(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
    """Execute wrapper for SQLite, which raises OverflowError for larger integers: clamps them to `LARGEST`.

    Only for SELECT. Values to store are rejected by the field's validators, then by SQLite.
    """
    if params and not many and sql.startswith("SELECT"):
        params = tuple(min(max(p, -LARGEST), LARGEST) if type(p) is int else p for p in params)
    return execute(sql, params, many, context)


def connect(*, connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Receiver of `connection_created`: adds `clamp_parameters` to SQLite connections."""
    if connection.vendor == "sqlite" and clamp_parameters not in connection.execute_wrappers:
        connection.execute_wrappers.append(clamp_parameters)

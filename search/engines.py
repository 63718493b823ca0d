"""The two full-text engines, SQLite FTS5 and PostgreSQL tsvector, behind one interface.

Both search the same tokens with equivalent queries, so they return the same documents in the same order: only the query
syntax differs. A document's tokens carry a level (see `documents.tokens`).
"""

import sys
from array import array
from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model

from .models import OffreDocument
from .queries import Groups, parse

LEVELS = (1, 2, 3, 4)
"""From the title, the most relevant, to any text of a document; see `documents.tokens`."""
Keys = Sequence[int]
TITLE, ANYWHERE = LEVELS[0], LEVELS[-1]


def at_level(token: str, level: int) -> str:
    """The indexed form of `token` for a document that holds it at `level` or a more relevant one."""
    return token if level == ANYWHERE else f"{level}:{token}"


class SqliteEngine:
    """SQLite's FTS5, as an external-content index over the table of tokens."""

    condition = "SELECT group_concat(rowid) FROM {table}_fts WHERE {table}_fts MATCH %s"

    @staticmethod
    def expression(groups: Groups, level: int) -> str:
        return " AND ".join("(" + " OR ".join(f'"{at_level(t, level)}"' for t in group) + ")" for group in groups)

    @staticmethod
    def keys(result: Any) -> Keys:
        """Parse the database's result: keys separated by commas, or None."""
        return [int(key) for key in result.split(",")] if result else []

    def ask(self, table: str, searches: list[tuple[Groups, int]]) -> list[Keys]:
        """For each of `searches`, the keys of the documents with a token of each group at its level, in one query."""
        select = " UNION ALL ".join([self.condition.format(table=table)] * len(searches))
        with connection.cursor() as cursor:
            cursor.execute(select, [self.expression(*search) for search in searches])
            return [self.keys(result) for (result,) in cursor.fetchall()]


class PostgresEngine(SqliteEngine):
    """PostgreSQL's tsvector, built from the tokens without a dictionary. A migration creates its SQL functions."""

    condition = "SELECT {table}_keys(%s::tsquery)"

    @staticmethod
    def expression(groups: Groups, level: int) -> str:
        return " & ".join("(" + " | ".join(f"'{at_level(t, level)}'" for t in group) + ")" for group in groups)

    @staticmethod
    def keys(result: Any) -> Keys:
        """Parse the database's result: big-endian integers of four bytes, or None."""
        keys = array("i", bytes(result or b""))
        if sys.byteorder == "little":
            keys.byteswap()
        return keys


def engine() -> SqliteEngine:
    """The engine of the default database; all of them have the methods of `SqliteEngine`."""
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()


def in_order(model: type[Model], text: str) -> list[int]:
    """Keys of the documents of `model` that match `text`, the most relevant first, in one query: for a small table."""
    query = parse(text)
    if not query.groups:
        return []
    exact = [list(group.tokens[:1]) for group in query.groups]
    searches = [(variant, level) for level in LEVELS for variant in (exact, query.tokens)]
    return list(dict.fromkeys(chain(*engine().ask(model._meta.db_table, searches))))


def titled(groups: Groups) -> Keys:
    """Keys of the offers whose title contains a token of each group."""
    return engine().ask(OffreDocument._meta.db_table, [(groups, TITLE)])[0]

"""The two engines of full text, behind one interface and one set of tests.

Both look at the same tokens and are asked the same questions, so they find the same things in the same order: what
differs is how a question is written. A thing's words carry the level at which it says them (see `documents.tokens`);
relevance is the first level at which all words of a question are said, the words themselves before their synonyms.
"""

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Model

from .models import OffreDocument
from .queries import Groups, Query, parse
from .spelling import corrected

LEVELS = (1, 2, 3, 4)
"""From what names a thing to whatever it says; see `documents.tokens`."""
Keys = Sequence[int]
TITLE, ANYWHERE = LEVELS[0], LEVELS[-1]


def at_level(token: str, level: int) -> str:
    """The token that stands for `token` said at `level` or above it."""
    return token if level == ANYWHERE else f"{level}:{token}"


class SqliteEngine:
    """SQLite's FTS5, over the table of tokens."""

    condition = "SELECT group_concat(rowid) FROM {table}_fts WHERE {table}_fts MATCH %s"

    @staticmethod
    def question(groups: Groups, level: int) -> str:
        return " AND ".join("(" + " OR ".join(f'"{at_level(t, level)}"' for t in group) + ")" for group in groups)

    @staticmethod
    def keys(found: Any) -> Keys:
        """From what the database answers: numbers with commas between them."""
        return [int(key) for key in found.split(",")] if found else []

    def ask(self, table: str, asked: list[tuple[Groups, int]]) -> list[Keys]:
        """Keys of the documents that say a token of each group at its level, for several such questions at once."""
        select = " UNION ALL ".join([self.condition.format(table=table)] * len(asked))
        with connection.cursor() as cursor:
            cursor.execute(select, [self.question(*question) for question in asked])
            return [self.keys(told) for (told,) in cursor.fetchall()]


class PostgresEngine(SqliteEngine):
    """PostgreSQL's tsvector, built of the tokens as they are. Its functions are those of the migration."""

    condition = "SELECT {table}_keys(%s::tsquery)"

    @staticmethod
    def question(groups: Groups, level: int) -> str:
        return " & ".join("(" + " | ".join(f"'{at_level(t, level)}'" for t in group) + ")" for group in groups)

    @staticmethod
    def keys(found: Any) -> Keys:
        """From what the database answers: four bytes a number, the first the highest."""
        keys = array("i", bytes(found or b""))
        if sys.byteorder == "little":  # The network's order is the other one.
            keys.byteswap()
        return keys


def engine() -> SqliteEngine:
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()


class Described:
    """What a question finds among the documents of a model: all of it at once, its finer order when asked."""

    def __init__(self, model: type[Model], query: Query) -> None:
        self.table, self.query = model._meta.db_table, query
        self.steps = engine().ask(self.table, [(query.exact, TITLE), (query.groups, ANYWHERE)])
        """Keys of all that is found, what says the words themselves in its title first."""

    def ranked(self) -> Iterator[Keys]:
        """The keys after those of the title, in finer groups, the best first. A key may stand in several groups.

        Most lists are filled by their first group or two: the others are asked for when a list gets there.
        """
        meant, exact = self.query
        for levels in (
            [(meant, TITLE), (exact, 2), (meant, 2)],
            [(exact, 3), (meant, 3), (exact, ANYWHERE)],
        ):
            yield from engine().ask(self.table, levels)


def described(model: type[Model], text: str) -> Described | None:
    """What `text` describes among the documents of `model`; None where it says nothing that can be searched."""
    query = parse(text)
    return Described(model, query) if query.groups else None


def in_order(model: type[Model], text: str) -> list[int]:
    """Keys of the documents of `model` that `text` describes, the best first, in one question: for a small model."""
    meant, exact = parse(text)
    if not meant:
        return []
    asked = [(groups, level) for level in LEVELS for groups in (exact, meant)]
    return list(dict.fromkeys(chain(*engine().ask(model._meta.db_table, asked))))


def titled(groups: Groups) -> Keys:
    """Keys of the offers whose title says a token of each group."""
    return engine().ask(OffreDocument._meta.db_table, [(groups, TITLE)])[0]


class OffreSearch:
    """What `emplois.finding` asks."""

    def described(self, text: str) -> Described | None:
        return described(OffreDocument, text)

    def corrected(self, text: str) -> str:
        return corrected(text)

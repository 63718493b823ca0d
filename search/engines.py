"""The two engines of full text, behind one interface and one set of tests.

Both look at the same tokens and are asked the same questions, so they find the same offers in the same order: what
differs is how a question is written. Relevance is by where the words stand: the title, then with the métier and its
family, then with entity, places and profile, then anywhere; at each step, the words themselves before their synonyms.
"""

from django.db import connections
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from .queries import Phrase, parse
from .spelling import corrected

COLUMNS = ("title", "metier", "context", "body")
STEPS = [COLUMNS[:end] for end in range(1, len(COLUMNS) + 1)]
"""The columns that a step of relevance looks at, the narrowest first."""


class SqliteEngine:
    """SQLite's FTS5, over the table of tokens."""

    select = "SELECT rowid FROM search_offre_fts WHERE search_offre_fts MATCH %s"

    @staticmethod
    def question(groups: list[list[Phrase]], columns: tuple[str, ...]) -> str:
        asked = " AND ".join("(" + " OR ".join(f'"{" ".join(phrase)}"' for phrase in group) + ")" for group in groups)
        return f"{{{' '.join(columns)}}} : ({asked})"


class PostgresEngine:
    """PostgreSQL's tsvector, weighted A to D, in the configuration that changes nothing."""

    select = "SELECT offre_id FROM search_offredocument WHERE document @@ %s::tsquery"

    @staticmethod
    def question(groups: list[list[Phrase]], columns: tuple[str, ...]) -> str:
        weights = "ABCD"[: len(columns)]

        def written(phrase: Phrase) -> str:
            return " <-> ".join(f"'{token}':{weights}" for token in phrase)

        return " & ".join("(" + " | ".join(f"({written(phrase)})" for phrase in group) + ")" for group in groups)


ENGINES = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}


class OffreSearch:
    """What `emplois.finding` asks."""

    def matching(self, queryset: QuerySet, text: str) -> QuerySet:
        query = parse(text)
        if not query.groups:
            return queryset.annotate(relevance=Value(0))
        engine = ENGINES[connections[queryset.db].vendor]

        def found(groups: list[list[Phrase]], columns: tuple[str, ...]) -> RawSQL:
            return RawSQL(engine.select, [engine.question(groups, columns)])  # noqa: S611  tokens are letters and digits

        steps = [
            When(pk__in=found(groups, columns), then=Value(2 * number + second))
            for number, columns in enumerate(STEPS[:-1])
            for second, groups in enumerate((query.exact, query.groups))
        ]
        relevance = Case(*steps, default=Value(2 * len(STEPS)), output_field=IntegerField())
        return queryset.filter(pk__in=found(query.groups, COLUMNS)).annotate(relevance=relevance)

    def corrected(self, text: str) -> str:
        return corrected(text)

"""The two engines of full text, behind one interface and one set of tests.

Both look at the same tokens and are asked the same questions, so they find the same offers in the same order: what
differs is how a question is written. Relevance is by where the words stand: the title, then with the métier and its
family, then with entity, places and profile, then anywhere; at each step, the words themselves before their synonyms.
"""

from django.db import connections
from django.db.models import BooleanField, Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from .queries import Phrase, parse
from .spelling import corrected

COLUMNS = ("title", "metier", "context", "body")
STEPS = range(1, len(COLUMNS) + 1)
"""How many of the columns a step of relevance looks at, the fewest first."""
Groups = list[list[Phrase]]


class SqliteEngine:
    """SQLite's FTS5, over the table of tokens."""

    @staticmethod
    def question(groups: Groups, step: int = len(COLUMNS)) -> str:
        asked = " AND ".join("(" + " OR ".join(f'"{" ".join(phrase)}"' for phrase in group) + ")" for group in groups)
        return f"{{{' '.join(COLUMNS[:step])}}} : ({asked})"

    def holds(self, groups: Groups, step: int = len(COLUMNS)) -> Q:
        select = "SELECT rowid FROM search_offre_fts WHERE search_offre_fts MATCH %s"
        return Q(pk__in=RawSQL(select, [self.question(groups, step)]))  # noqa: S611  tokens are letters and digits


class PostgresEngine:
    """PostgreSQL's tsvector, in the configuration that changes nothing. Its columns are those of the migration."""

    VECTORS = ("head", "named", "known", "document")

    @staticmethod
    def question(groups: Groups) -> str:
        def written(phrase: Phrase) -> str:
            return "(" + " <-> ".join(f"'{token}'" for token in phrase) + ")"

        return " & ".join("(" + " | ".join(map(written, group)) + ")" for group in groups)

    def holds(self, groups: Groups, step: int = len(COLUMNS)) -> RawSQL:
        """Asked of the row that `document__isnull=False` joins."""
        condition = f"search_offredocument.{self.VECTORS[step - 1]} @@ %s::tsquery"
        return RawSQL(condition, [self.question(groups)], output_field=BooleanField())  # noqa: S611  As above.


ENGINES = {"sqlite": SqliteEngine(), "postgresql": PostgresEngine()}


class OffreSearch:
    """What `emplois.finding` asks."""

    def matching(self, queryset: QuerySet, text: str) -> QuerySet:
        query = parse(text)
        if not query.groups:
            return queryset.annotate(relevance=Value(0))
        engine = ENGINES[connections[queryset.db].vendor]
        steps = [
            When(engine.holds(groups, step), then=Value(2 * step + second))
            for step in STEPS[:-1]
            for second, groups in enumerate((query.exact, query.groups))
        ]
        relevance = Case(*steps, default=Value(2 * len(STEPS)), output_field=IntegerField())
        found = queryset.filter(document__isnull=False).filter(engine.holds(query.groups))
        return found.annotate(relevance=relevance)

    def corrected(self, text: str) -> str:
        return corrected(text)

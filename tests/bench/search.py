"""Finding at scale: so many offers (10,000 unless told) in the scratch database that DATABASE_URL names, and fills.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python tests/bench/search.py 1000 10000 100000

For each size, medians and 95th percentiles in milliseconds of what visitors ask, beside a floor: the same in SQL
written by hand. At the end, how much the largest size costs in terms of the smallest, and alerts against new offers.
Exits with 1 when a budget of PostgreSQL is not held.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_metiers.settings.test")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402

from emplois.browsing import offer_index  # noqa: E402
from emplois.browsing.results import find  # noqa: E402
from search.engines import engine  # noqa: E402
from search.profile import match  # noqa: E402
from search.queries import parse  # noqa: E402
from search.suggestions import suggest  # noqa: E402
from tests.bench import applications  # noqa: E402
from tests.bench.many import add_alerts, grow, publish_new  # noqa: E402

WORDS = [
    "développeur",
    "chef de projet",
    "cybersécurité",
    "data scientist",
    "administratrice système",
    "réseaux rennes",
]
FILTERS = "&contrat=CDI&teletravail=PARTIEL&salaire_min=30000"
TYPED = ["dé", "chef", "renn", "cyber", "dir", "data sci"]
PLACES = ["rennes", "lyon", "paris", "marseille", "lille", "toulouse"]
SKILLS = "Python, SQL, Linux, Java, tests automatisés, gestion de projet, rédaction, réseaux"
ROUNDS = 20
BUDGET_MS, BUDGET_GROWTH, BUDGET_SUGGESTIONS_MS, BUDGET_ALERTS_S = 50, 3, 100, 30
FACETS = ("teletravail", "contracts", "metier_id", "vitrine_id", "experience")
failures: list[str] = []


def listed(query: str) -> tuple:
    """What the list shows: the total, the first page and the counts of all ten facets."""
    results = find(QueryDict(query))
    return len(results), results[:20], results.facets


def last_page(query: str) -> list:
    results = find(QueryDict(query))
    return results[max(len(results) - 20, 0) : len(results)]


def by_hand(words: str) -> list:
    """The same words and filters in SQL written by hand: the total, the first page and the counts of five facets."""
    now, question = "CURRENT_DATE", engine().expression(parse(words).tokens, 4)
    described = {
        "postgresql": "o.id IN (SELECT offre_id FROM search_offredocument WHERE document @@ %s::tsquery)",
        "sqlite": "o.id IN (SELECT rowid FROM search_offredocument_fts WHERE search_offredocument_fts MATCH %s)",
    }[connection.vendor]
    live = {"postgresql": "o.live", "sqlite": "o.live = 1"}[connection.vendor]
    materialized = {"postgresql": "MATERIALIZED ", "sqlite": ""}[connection.vendor]
    counts = " UNION ALL ".join(
        f"SELECT '{name}', CAST({name} AS text), COUNT(*) FROM hit GROUP BY {name}"  # noqa: S608
        for name in FACETS
    )
    sql = f"""
        WITH hit AS {materialized}(
            SELECT o.* FROM emplois_offre o
            WHERE {live} AND o.filled_on IS NULL AND (o.deadline IS NULL OR o.deadline >= {now})
              AND (o.contracts LIKE %s) AND o.teletravail = 'PARTIEL' AND o.pay_max >= 30000 AND {described})
        SELECT 'total', '', COUNT(*) FROM hit UNION ALL {counts} UNION ALL
        SELECT 'page', CAST(id AS text), 0 FROM (SELECT id FROM hit ORDER BY first_published_at DESC LIMIT 20) p
    """  # noqa: S608  Constants only.
    with connection.cursor() as cursor:
        cursor.execute(sql, ["%|CDI|%", question])
        return cursor.fetchall()


def timed(ask: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of each question asked several times, in turns."""
    for question in questions:
        ask(question)
    taken = []
    for _ in range(ROUNDS):
        for question in questions:
            began = time.perf_counter()
            ask(question)
            taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def say(label: str, told: str, *, held: bool | None = None) -> None:
    print(f"  {({None: ' ', True: '✓', False: '✗'})[held]} {label:44} {told}", flush=True)
    if held is False:
        failures.append(label)


def measure(size: int) -> dict[str, tuple[float, float]]:
    """By question, its median and 95th percentile."""
    filtered = [f"q={words}{FILTERS}" for words in WORDS]
    asked: dict[str, tuple[Callable, list[str]]] = {
        "mots, trois filtres, dix facettes": (listed, filtered),
        "  plancher : SQL à la main, cinq facettes": (by_hand, WORDS),
        "mots, dix facettes": (listed, [f"q={words}" for words in WORDS]),
        "rayon de 50 km, dix facettes": (listed, [f"commune={place}&rayon=50" for place in PLACES]),
        "dernière page de tout": (last_page, ["", "tri=salaire"]),
        "suggestions": (suggest, TYPED),
        "selon les compétences": (match, [SKILLS]),
    }
    found = {label: timed(*question) for label, question in asked.items()}
    strict = connection.vendor == "postgresql"
    for label, (median, late) in found.items():
        held = None
        if strict and label == "mots, trois filtres, dix facettes":
            held = late <= BUDGET_MS
        elif label == "suggestions":
            held = late <= BUDGET_SUGGESTIONS_MS
        say(label, f"médiane {median:7.1f} ms, p95 {late:7.1f} ms", held=held)
    return found


def alerts() -> None:
    from alertes.digests import prepare

    publish_new(1000)
    add_alerts(10_000)
    began = time.perf_counter()
    made = prepare()
    taken = time.perf_counter() - began
    label = f"10 000 alertes, 1 000 offres nouvelles : {made} envois"
    say(label, f"{taken:.1f} s (budget : {BUDGET_ALERTS_S} s)", held=taken <= BUDGET_ALERTS_S)


def main() -> int:
    settings.CONTENT_IS_CACHED = True
    call_command("migrate", verbosity=0)
    sizes = [int(size) for size in sys.argv[1:] if size.isdecimal()] or [10_000]
    found = {}
    for size in sizes:
        print(f"{connection.vendor}, {size} offres", flush=True)
        say("indexées", f"{grow(size):.1f} s")
        offer_index.offer_index.forget()
        began = time.perf_counter()
        offer_index.offer_index.current()
        say("faits relus", f"{time.perf_counter() - began:.2f} s")
        found[size] = measure(size)
    if len(sizes) > 1:
        print(f"{connection.vendor}, de {sizes[0]} à {sizes[-1]} offres : combien de fois plus (médianes)")
        for label, (median, _late) in found[sizes[-1]].items():
            growth = median / found[sizes[0]][label][0]
            strict = connection.vendor == "postgresql" and label == "mots, trois filtres, dix facettes"
            say(label, f"{growth:.1f} fois", held=growth <= BUDGET_GROWTH if strict else None)
    alerts()
    applications.measure(sizes[-1], say)
    if failures:
        print(f"Budgets non tenus : {', '.join(label.strip() for label in failures)}.", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

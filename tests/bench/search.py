"""The search at scale: so many offers (10,000 unless told) in the scratch database that DATABASE_URL names.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python tests/bench/search.py 1000 10000

For each size: words with three filters and the total, as the list asks them, beside a hand-written floor: the same
words asked of the database's index alone. Medians and 95th percentiles, in milliseconds.
"""

import itertools
import os
import random
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
from django.utils import timezone  # noqa: E402
from wagtail.models import Page  # noqa: E402

from emplois.browsing import facts  # noqa: E402
from emplois.browsing.results import find  # noqa: E402
from emplois.models import Lieu, Offre  # noqa: E402
from home.demonstration.source_files import rows, texts  # noqa: E402
from referentiels.models import Commune, Metier  # noqa: E402
from search.documents import rebuild  # noqa: E402
from search.engines import described  # noqa: E402
from search.models import OffreDocument  # noqa: E402
from vitrines.models import VitrinePage  # noqa: E402

WORDS = [
    "développeur",
    "chef de projet",
    "cybersécurité",
    "data scientist",
    "administratrice système",
    "réseaux rennes",
]
FILTERS = "&contrat=CDI&teletravail=PARTIEL&salaire_min=30000"
ROUNDS = 12


def grow(size: int) -> None:
    """Add offers until there are `size`, out of the demonstration's titles and sentences."""
    chance = random.Random(size)  # noqa: S311
    vitrine = VitrinePage.objects.first() or Page.get_first_root_node().add_child(
        instance=VitrinePage(title="Direction du numérique", slug="direction")
    )
    titles = itertools.cycle(row["intitule"] for row in rows("intitules_2021.csv"))
    sentences = [sentence for kind in texts("offres")["kinds"] for sentence in [*kind["missions"], *kind["skills"]]]
    metiers, communes = list(Metier.objects.all()), list(Commune.objects.order_by("-population")[:200])
    start = Offre.objects.count()
    while (done := Offre.objects.count()) < size:
        batch = [
            Offre(
                title=f"{next(titles)} {number}",
                slug=f"offre-{number}",
                vitrine=vitrine,
                metier=chance.choice(metiers),
                contracts=[chance.choice(["CDI", "CDD"])],
                teletravail=chance.choice(["PARTIEL", "TOTAL", "SUR_SITE"]),
                pay_min=30_000,
                pay_max=chance.randrange(31_000, 70_000),
                apply_email="recrutement@exemple.invalid",
                live=True,
                first_published_at=timezone.now(),
                missions="".join(f"<p>{sentence}</p>" for sentence in chance.sample(sentences, 14)),
            )
            for number in range(done, min(size, done + 2000))
        ]
        made = Offre.objects.bulk_create(batch)
        Lieu.objects.bulk_create(Lieu(offre=offre, commune=chance.choice(communes), sort_order=0) for offre in made)
    began = time.perf_counter()
    rebuild(missing=True)
    print(f"  {size - start} offres indexées en {time.perf_counter() - began:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(ask) -> list[float]:
    ask()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def listed(query: str) -> tuple:
    """What the list shows: the total, the first page and the counts of all facets."""
    results = find(QueryDict(query))
    return len(results), results[:20], results.facets


def floor(words: str) -> list:
    """The same words asked of the database's index alone."""
    return described(OffreDocument, words).steps


def say(label: str, ask: Callable[[str], object]) -> None:
    taken = [ms for words in WORDS for ms in timed(lambda: ask(words))]  # noqa: B023  Asked at once.
    late = statistics.quantiles(taken, n=20)[-1]
    print(f"  {label:24} médiane {statistics.median(taken):7.1f} ms, p95 {late:7.1f} ms", flush=True)


def main() -> None:
    settings.CONTENT_IS_KEPT = True
    call_command("migrate", verbosity=0)
    for size in map(int, sys.argv[1:] or ["10000"]):
        print(f"{connection.vendor}, {size} offres", flush=True)
        grow(size)
        facts.kept.forget()
        say("mots", lambda words: listed(f"q={words}"))
        say("mots et trois filtres", lambda words: listed(f"q={words}{FILTERS}"))
        say("plancher : index seul", floor)


if __name__ == "__main__":
    main()

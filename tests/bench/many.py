"""Many offers and alerts, out of the demonstration's titles and sentences; the same each time."""

import itertools
import random
import time
from datetime import timedelta

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import Page

from alertes.models import Alerte
from emplois.browsing.criteria import Criteria
from emplois.browsing.offer_index import offer_index
from emplois.models import Lieu, Offre
from home.demonstration.source_files import rows, texts
from referentiels.models import Commune, Metier
from search.documents import rebuild
from vitrines.models import VitrinePage

ENTITIES = 60
BATCH = 2000


def entities() -> list[VitrinePage]:
    root = Page.get_first_root_node()
    for number in range(VitrinePage.objects.count(), ENTITIES):
        root.add_child(instance=VitrinePage(title=f"Direction du numérique {number}", slug=f"direction-{number}"))
        root.refresh_from_db()
    return list(VitrinePage.objects.all())


def grow(size: int, *, published=None) -> float:
    """Add offers until there are `size`; how many seconds indexing took."""
    chance = random.Random(size)  # noqa: S311
    vitrines, metiers = entities(), list(Metier.objects.all())
    titles = itertools.cycle(row["intitule"] for row in rows("intitules_2021.csv"))
    sentences = [sentence for kind in texts("offres")["kinds"] for sentence in [*kind["missions"], *kind["skills"]]]
    communes = list(Commune.objects.select_related("departement").order_by("-population")[:200])
    now = published or timezone.now() - timedelta(days=40)
    while (done := Offre.objects.count()) < size:
        batch = [
            Offre(
                title=f"{next(titles)} {number}",
                slug=f"offre-{number}",
                vitrine=chance.choice(vitrines),
                metier=chance.choice(metiers),
                contracts=[chance.choice(["CDI", "CDD"])],
                categories=[chance.choice(["A", "B"])],
                experience=chance.choice(["DEBUTANT", "CONFIRME", "EXPERT"]),
                versant="FPE",
                teletravail=chance.choice(["PARTIEL", "TOTAL", "SUR_SITE"]),
                pay_min=30_000,
                pay_max=chance.randrange(31_000, 70_000),
                apply_email="recrutement@exemple.invalid",
                live=True,
                first_published_at=now + timedelta(seconds=number % 86_400),
                missions="".join(f"<p>{sentence}</p>" for sentence in chance.sample(sentences, 14)),
            )
            for number in range(done, min(size, done + BATCH))
        ]
        made = Offre.objects.bulk_create(batch)
        places = [(offre, chance.choice(communes)) for offre in made]
        Lieu.objects.bulk_create(
            Lieu(
                offre=offre,
                commune=commune,
                departement_id=commune.departement_id,
                region_id=commune.departement.region_id,
                sort_order=0,
            )
            for offre, commune in places
        )
    began = time.perf_counter()
    rebuild(missing=True)
    taken = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return taken


def publish_new(count: int) -> None:
    """So many more offers, published an hour ago."""
    grow(Offre.objects.count() + count, published=timezone.now() - timedelta(days=1, hours=1))
    offer_index.forget()


def add_alerts(count: int) -> None:
    """So many running alerts, each of a search of its own, all due now."""
    chance = random.Random(count)  # noqa: S311
    words = ["développeur", "chef de projet", "cybersécurité", "data", "python linux", "administrateur système", ""]
    communes = list(Commune.objects.order_by("-population")[:300])
    since = timezone.now() - timedelta(days=3)
    queries = []
    for _ in range(count):
        query = QueryDict(mutable=True)
        query["q"] = chance.choice(words)
        query["commune"] = str(chance.choice(communes))
        query["rayon"] = str(chance.randrange(10, 200))
        query.setlist("contrat", chance.sample(["CDI", "CDD"], chance.randrange(3)))
        query["salaire_min"] = str(chance.randrange(30_000, 60_000, 500))
        queries.append(query)
    Alerte.objects.all().delete()
    facts = offer_index.current()
    Alerte.objects.bulk_create(
        Alerte(
            email=f"{number}@exemple.invalid",
            criteria=Criteria(query, facts).lasting,
            query=query.urlencode(),
            label="Essai",
            expires_at=timezone.now() + timedelta(days=300),
            next_at=timezone.now() - timedelta(minutes=1),
            since=since,
        )
        for number, query in enumerate(queries)
    )

"""Applications at scale: what the form costs a candidate, and the CMS's lists those who recruit."""

import itertools
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from candidatures.models import Candidature, Dossier
from emplois.models import Offre
from equipes.enums import Role
from equipes.roles import create_entity_roles
from home.models import HomePage
from tests.candidatures.conftest import filled
from vitrines.models import VitrinePage

BATCH = 5000
ROUNDS = 10
PUBLIC_QUERIES, CMS_QUERIES = 12, 26
"""At most. Half of a CMS page's are Wagtail's own."""
STATES = ("RECUE", "A_LETUDE", "ENTRETIEN", "RETENUE", "NON_RETENUE")
Say = Callable[..., None]


def add(size: int) -> None:
    """Received applications until there are `size`, spread over the offers."""
    offers = itertools.cycle(Offre.objects.order_by("pk").values_list("pk", "vitrine", "title")[:2000])
    now = timezone.now()
    while (done := Candidature.objects.count()) < size:
        numbers = range(done, min(size, done + BATCH))
        dossiers = Dossier.objects.bulk_create(
            Dossier(
                key=uuid.UUID(int=number + 1),
                fingerprint=f"{number:064d}",
                name=f"Personne {number}",
                folded=f"personne {number}",
                email=f"p{number}@exemple.invalid",
                motivation="Je voudrais ce poste. " * 40,
                sent_at=now - timedelta(minutes=number),
                confirmed_at=now,
            )
            for number in numbers
        )
        Candidature.objects.bulk_create(
            Candidature(
                dossier=dossier,
                offre_id=offre,
                vitrine_id=vitrine,
                offer_title=title,
                etat=STATES[number % len(STATES)],
                received_at=dossier.sent_at,
                decided_at=now,
            )
            for number, dossier, (offre, vitrine, title) in zip(numbers, dossiers, offers, strict=False)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people() -> dict[str, Client]:
    """Someone of one entity, and someone who reads everything."""
    if not HomePage.objects.exists():
        home = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil"))
        Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
    users = get_user_model().objects
    vitrine = VitrinePage.objects.filter(candidatures__isnull=False).first()
    recruiter = users.create_user(f"recruteur-{uuid.uuid4().hex[:6]}", password="x")
    recruiter.groups.add(create_entity_roles(vitrine)[Role.RECRUTEURS.value])
    assert Group.objects.exists()
    everyone = users.create_superuser(f"admin-{uuid.uuid4().hex[:6]}", password="x")
    clients = {}
    for name, user in (("une entité", recruiter), ("tout", everyone)):
        clients[name] = Client()
        clients[name].force_login(user)
    return clients


def _timed(ask: Callable[[int], object], expected: int) -> tuple[float, int]:
    """Median milliseconds, and the queries of one."""
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        assert ask(number).status_code == expected
        taken.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as captured:
        ask(ROUNDS)
    return statistics.median(taken), len(captured)


def measure(size: int, say: Say) -> None:
    """Say what is asked of the site with `size` applications, against the budgets of queries."""
    add(size)
    offre = Offre.objects.public().first()
    Offre.objects.filter(pk=offre.pk).update(apply_here=True)
    people, url = _people(), f"/emplois/{offre.slug}/candidater/"
    print(f"{connection.vendor}, {size} candidatures", flush=True)

    def apply(number: int):
        told = filled(email=f"{uuid.uuid4().hex}@exemple.invalid")
        return Client().post(url, told, REMOTE_ADDR=f"198.51.{number}.{uuid.uuid4().int % 250}")

    asked = {"formulaire, affiché": (lambda _n: Client().get(url), 200, PUBLIC_QUERIES)}
    asked["formulaire, envoyé (CV contrôlé)"] = (apply, 302, None)
    for name, client in people.items():
        for label, path in (("liste", ""), ("liste filtrée", "?etat=a-repondre&q=personne"), ("tableau", "tableau/")):
            address = f"/admin/candidatures/{path}"
            asked[f"{label}, {name}"] = (lambda _n, c=client, a=address: c.get(a), 200, CMS_QUERIES)
    for label, (ask, expected, budget) in asked.items():
        median, queries = _timed(ask, expected)
        say(label, f"médiane {median:7.1f} ms, {queries} requêtes", held=queries <= budget if budget else None)

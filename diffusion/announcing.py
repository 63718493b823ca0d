"""What has become public, has changed or has closed since the last look, whoever or whatever did it.

The look compares what is public now with what was announced last: an import, a deadline that passes at midnight, a
recruiter in the CMS, all are seen alike, and what a stop has missed is told the next time.
"""

import datetime as dt
import hashlib
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from core import page_cache
from core.pages import paths_down_to
from emplois.models import Offre
from vitrines.models import VitrinePage

from .models import Abonnement, Annonce, Evenement, Livraison

Kind = Annonce.Kind
BATCH = 1000


class News(NamedTuple):
    evenement: Evenement
    key: int
    told: dict
    """Title, path and place in the tree (`path` of the entity) of what it is about."""


def look() -> list[News]:
    """What is news since the last look; kept as announced, with a delivery for each subscriber it concerns.

    The first look of all announces nothing: everything was there before anyone could subscribe.
    """
    stamp = page_cache.stamp()
    mark = Annonce.objects.filter(kind=Kind.REPERE).first()
    if mark and mark.digest == stamp:
        return []
    with transaction.atomic():
        news = [*_of(Kind.OFFRE, _offers()), *_of(Kind.VITRINE, _vitrines())]
        Annonce.objects.update_or_create(kind=Kind.REPERE, key=0, defaults={"digest": stamp})
        if mark is None:
            return []
        _hand_over(news)
    return news


def _offers() -> dict[int, tuple[str, dict]]:
    """By key, the digest of each public offer and what is told of it."""
    rows = (
        Offre.objects.public()
        .order_by()
        .values_list("pk", "title", "slug", "vitrine__path", "last_published_at", "deadline", "places")
    )
    return {
        pk: (
            _digest(title, last, deadline, places),
            {"titre": title, "adresse": reverse("emplois:offre", args=[slug]), "arbre": path},
        )
        for pk, title, slug, path, last, deadline, places in rows
    }


def _vitrines() -> dict[int, tuple[str, dict]]:
    vitrines = VitrinePage.objects.live().only("pk", "title", "path", "url_path", "last_published_at", "depth", "slug")
    return {
        vitrine.pk: (
            _digest(vitrine.title, vitrine.last_published_at),
            {"titre": vitrine.title, "adresse": vitrine.url, "arbre": vitrine.path},
        )
        for vitrine in vitrines
        if vitrine.url
    }


def _digest(*parts: object) -> str:
    text = "|".join(part.isoformat() if isinstance(part, dt.date) else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _of(kind: str, now: dict[int, tuple[str, dict]]) -> list[News]:
    """The news of one kind; what is announced now is kept as such."""
    before = dict(Annonce.objects.filter(kind=kind).values_list("key", "digest"))
    fresh = [key for key in now if key not in before]
    changed = [key for key in now if key in before and before[key] != now[key][0]]
    gone = [key for key in before if key not in now]
    Annonce.objects.bulk_create(
        [Annonce(kind=kind, key=key, digest=now[key][0], told=now[key][1]) for key in fresh + changed],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["digest", "told"],
    )
    last: dict[int, dict] = {}
    for start in range(0, len(gone), BATCH):
        ended = Annonce.objects.filter(kind=kind, key__in=gone[start : start + BATCH])
        last |= dict(ended.values_list("key", "told"))
        ended.delete()
    return [
        *(News(Evenement(f"{kind}.publiee"), key, now[key][1]) for key in fresh),
        *(News(Evenement(f"{kind}.modifiee"), key, now[key][1]) for key in changed),
        *(News(Evenement(f"{kind}.fermee"), key, last[key]) for key in gone),
    ]


def _hand_over(news: list[News]) -> None:
    """Make a delivery of each piece of news for every subscriber whose entity it is of, or one above it."""
    from .webhooks import enqueue, payload

    subscribers: dict[str, list[Abonnement]] = {}
    for abonnement in Abonnement.objects.filter(is_active=True).select_related("vitrine"):
        subscribers.setdefault(abonnement.vitrine.path, []).append(abonnement)
    if not subscribers:
        return
    made = [
        Livraison(abonnement=abonnement, evenement=one.evenement, payload=payload(one))
        for one in news
        for path in paths_down_to(one.told["arbre"])
        for abonnement in subscribers.get(path, ())
    ]
    Livraison.objects.bulk_create(made, batch_size=BATCH)
    transaction.on_commit(lambda: [enqueue(livraison) for livraison in made])

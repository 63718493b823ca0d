"""What has become public, has changed or has closed since the last look, whoever or whatever did it.

The look compares what is public now with what was announced last: an import, a deadline that passes at midnight, a
recruiter in the CMS, all are seen alike, and what a stop has missed is told the next time.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Set
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.urls import reverse

from core import outbox, page_cache
from core.pages import paths_down_to
from emplois.models import Offre
from vitrines.models import VitrinePage

from .models import Abonnement, Annonce, Evenement, Livraison
from .webhooks import payload

Kind = Annonce.Kind
BATCH = 1000
SHOWN_OF_OFFERS = ("title", "last_published_at", "deadline", "places")
"""What of an offer is a change when it changes."""


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
        news = [*_offers(), *_vitrines()]
        Annonce.objects.update_or_create(kind=Kind.REPERE, key=0, defaults={"digest": stamp})
        if mark is None:
            return []
        _hand_over(news)
    return news


def _offers() -> list[News]:
    """The news of offers. The database compares them: none that is unchanged is read."""
    text, bar = TextField(), Value("|", output_field=TextField())
    parts = [Coalesce(Cast(name, text), Value(""), output_field=text) for name in SHOWN_OF_OFFERS]
    digest = MD5(Concat(*(piece for part in parts for piece in (part, bar)), output_field=text))
    announced = Annonce.objects.filter(kind=Kind.OFFRE)
    public = Offre.objects.public().order_by().annotate(digest=digest)
    same = announced.filter(key=OuterRef("pk"), digest=OuterRef("digest"))
    changed = public.filter(~Exists(same)).values_list("pk", "digest", "title", "slug", "vitrine__path")
    now = {
        pk: (digest, {"titre": title, "adresse": reverse("emplois:offre", args=[slug]), "arbre": path})
        for pk, digest, title, slug, path in changed.iterator(BATCH)
    }
    before: set[int] = set()
    for keys in batched(now, BATCH):
        before.update(announced.filter(key__in=keys).values_list("key", flat=True))
    gone = announced.filter(~Exists(Offre.objects.public().filter(pk=OuterRef("key"))))
    return _news(Kind.OFFRE, now, before, list(gone.values_list("key", flat=True)))


def _vitrines() -> list[News]:
    vitrines = VitrinePage.objects.live().only("pk", "title", "path", "url_path", "last_published_at", "depth", "slug")
    shown = {
        vitrine.pk: (
            _digest(vitrine.title, vitrine.last_published_at),
            {"titre": vitrine.title, "adresse": vitrine.url, "arbre": vitrine.path},
        )
        for vitrine in vitrines
        if vitrine.url
    }
    before = dict(Annonce.objects.filter(kind=Kind.VITRINE).values_list("key", "digest"))
    now = {key: told for key, told in shown.items() if before.get(key) != told[0]}
    return _news(Kind.VITRINE, now, before.keys() & now.keys(), [key for key in before if key not in shown])


def batched(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    """`itertools.batched` of Python 3.12."""
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def _digest(*parts: object) -> str:
    text = "|".join(part.isoformat() if isinstance(part, dt.date) else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _news(kind: str, now: dict[int, tuple[str, dict]], before: Set[int], gone: list[int]) -> list[News]:
    """The news of one kind, kept as announced: `now` differs from what was, `before` was announced already."""
    fresh, changed = [key for key in now if key not in before], [key for key in now if key in before]
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
    subscribers: dict[str, list[Abonnement]] = {}
    for abonnement in Abonnement.objects.filter(is_active=True).select_related("vitrine"):
        subscribers.setdefault(abonnement.vitrine.path, []).append(abonnement)
    if not subscribers:
        return
    made = [
        Livraison(abonnement=abonnement, evenement=one.evenement, payload=payload(*one))
        for one in news
        for path in paths_down_to(one.told["arbre"])
        for abonnement in subscribers.get(path, ())
    ]
    Livraison.objects.bulk_create(made, batch_size=BATCH)
    outbox.send_on_commit(*made)

"""Detects the offers and vitrines that were published, changed or closed since the last run, whatever the cause.

It compares the public content with the last announced content (`Annonce`). So it covers imports, deadlines that pass at
midnight and edits in the CMS alike, and the next run catches up after an interruption.
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

from .models import Abonnement, Annonce, EvenementPublic, Livraison
from .webhooks import payload

Kind = Annonce.Kind
BATCH = 1000
COMPARED_FIELDS = ("title", "last_published_at", "deadline", "places")
"""The fields of an offer whose change is announced."""


class News(NamedTuple):
    evenement: EvenementPublic
    key: int
    content: dict
    """Title (`titre`), URL path (`adresse`) and tree path of the entity (`arbre`)."""


def announce_changes() -> list[News]:
    """Record the changes since the last run as announced, queue their webhook deliveries, and return them.

    The first run announces nothing: it only records the current content.
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
        _queue_deliveries(news)
    return news


def _offers() -> list[News]:
    """The news of offers. The database compares digests, so unchanged offers are not loaded."""
    text, bar = TextField(), Value("|", output_field=TextField())
    parts = [Coalesce(Cast(name, text), Value(""), output_field=text) for name in COMPARED_FIELDS]
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
    public = {
        vitrine.pk: (
            _digest(vitrine.title, vitrine.last_published_at),
            {"titre": vitrine.title, "adresse": vitrine.url, "arbre": vitrine.path},
        )
        for vitrine in vitrines
        if vitrine.url
    }
    before = dict(Annonce.objects.filter(kind=Kind.VITRINE).values_list("key", "digest"))
    now = {key: row for key, row in public.items() if before.get(key) != row[0]}
    return _news(Kind.VITRINE, now, before.keys() & now.keys(), [key for key in before if key not in public])


def batched(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    """Lists of at most `size` keys; replaces `itertools.batched`, new in Python 3.12."""
    rest = iter(keys)
    while batch := list(islice(rest, size)):
        yield batch


def _digest(*parts: object) -> str:
    text = "|".join(part.isoformat() if isinstance(part, dt.date) else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _news(kind: str, now: dict[int, tuple[str, dict]], before: Set[int], gone: list[int]) -> list[News]:
    """Record and return the news of one kind.

    `now` maps changed keys to (digest, content), `before` holds the keys already announced, `gone` those to close.
    """
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
        *(News(EvenementPublic(f"{kind}.publiee"), key, now[key][1]) for key in fresh),
        *(News(EvenementPublic(f"{kind}.modifiee"), key, now[key][1]) for key in changed),
        *(News(EvenementPublic(f"{kind}.fermee"), key, last[key]) for key in gone),
    ]


def _queue_deliveries(news: list[News]) -> None:
    """Create and queue a delivery of each news for the subscribers of its entity and of the entities above."""
    subscribers: dict[str, list[Abonnement]] = {}
    for abonnement in Abonnement.objects.filter(is_active=True).select_related("vitrine"):
        subscribers.setdefault(abonnement.vitrine.path, []).append(abonnement)
    if not subscribers:
        return
    deliveries = [
        Livraison(abonnement=abonnement, evenement=one.evenement, payload=payload(*one))
        for one in news
        for path in paths_down_to(one.content["arbre"])
        for abonnement in subscribers.get(path, ())
    ]
    Livraison.objects.bulk_create(deliveries, batch_size=BATCH)
    outbox.send_on_commit(*deliveries)

"""The comparison of entities, and what they say of themselves in it."""

from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.french import number
from core.text import fold

from .comparison import MOST_COMPARED, Row, comparison, titled
from .models import ProjetPage, VitrinePage

MOST_TECHNOLOGIES = 8


def own_rows(entities: list[VitrinePage]) -> list[Row]:
    """What the entities say of themselves."""
    return [
        Row("Ce qu’elle fait", [entity.accroche for entity in entities]),
        Row("Agents", ["" if (count := entity.agents_count) is None else number(count) for entity in entities]),
        Row("Part de femmes", [_percent(entity.women_share) for entity in entities]),
        Row("Implantation principale", [str(entity.place or "") for entity in entities]),
        Row("Technologies de ses projets", _technologies(entities)),
    ]


def _percent(share: int | None) -> str:
    return "" if share is None else f"{share}\u202f%"


def _technologies(entities: list[VitrinePage]) -> list[str]:
    """Those that the live projects of each entity, and of those below it, name."""
    within = reduce(or_, (Q(path__startswith=entity.path) for entity in entities))
    projets = ProjetPage.objects.live().filter(within).exclude(technologies="").order_by("path")
    rows = list(projets.values_list("path", "technologies"))
    return [_most_named(text for path, text in rows if path.startswith(entity.path)) for entity in entities]


def _most_named(texts: Iterable[str]) -> str:
    """The most frequent names of these comma-separated lists, each in its first spelling."""
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    spelled = {fold(name): name for name in reversed(names)}
    return ", ".join(spelled[key] for key, _count in Counter(map(fold, names)).most_common(MOST_TECHNOLOGIES))


def comparer(request: HttpRequest) -> HttpResponse:
    """A table of up to MOST_COMPARED entities, named by `entite` in the query string: it can be shared."""
    keys = [key.replace("\x00", "") for key in dict.fromkeys(request.GET.getlist("entite")) if key]
    live = VitrinePage.objects.live().select_related("place").defer("body", "figures")
    by_key = {entity.public_key: entity for entity in live.filter(public_key__in=keys[:MOST_COMPARED])}
    entities = [by_key[key] for key in keys[:MOST_COMPARED] if key in by_key]
    titles = [entity.short_name for entity in entities]
    others = VitrinePage.objects.live().exclude(pk__in=[entity.pk for entity in entities])
    context = {
        "entities": entities,
        "lost": len(keys[:MOST_COMPARED]) - len(entities),
        "left_out": max(len(keys) - MOST_COMPARED, 0),
        "things": [(entity.url, entity.title) for entity in entities],
        "rows": titled([*own_rows(entities), *comparison(entities)], titles) if entities else [],
        "without": [
            (entity, urlencode([("entite", other.public_key) for other in entities if other is not entity]))
            for entity in entities
        ],
        "others": sorted(others.values_list("public_key", "title"), key=lambda row: fold(row[1])),
        "most": MOST_COMPARED,
        "trail": [("Entités", "/institutions/")],
        "trail_end": "Comparer",
    }
    return render(request, "vitrines/comparer.html", context)

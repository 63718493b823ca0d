"""The search across the whole site: offers, entities, métiers, projects, testimonials, pages."""

from typing import NamedTuple

from django.http import QueryDict
from django.utils.safestring import SafeString
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page

from core.pages import paths_down_to
from emplois.browsing.results import Results, find
from emplois.models import Offre
from vitrines.models import VitrinePage

from .analysis import analyse
from .engines import in_order
from .extracts import extract, marked, readable, wanted
from .models import Kind, PageDocument
from .queries import parse

OFFERS = ("offres", "Offres")
A_FEW = 4
"""So many of a kind are shown, with the way to all."""


class Hit(NamedTuple):
    title: SafeString
    url: str
    whose: str
    extract: SafeString


class Group(NamedTuple):
    code: str
    label: str
    total: int
    hits: list[Hit]


def offers(text: str) -> Results:
    """The offers that `text`, or its nearest spelling, describes."""
    query = QueryDict(mutable=True)
    query["q"] = text
    return find(query)


def offer_group(results: Results, text: str) -> Group:
    tokens, keys = wanted(parse(text)), results.keys(A_FEW)
    needed = ("title", "slug", "places", "missions", "profile", "vitrine__title")
    found = Offre.objects.public().select_related("vitrine").only(*needed).in_bulk(keys)
    hits = [
        Hit(
            marked(offre.title, tokens),
            offre.get_absolute_url(),
            " · ".join(filter(None, [offre.vitrine.title, offre.places])),
            extract(readable(f"{offre.missions} {offre.profile}"), tokens),
        )
        for offre in (found[key] for key in keys if key in found)
    ]
    return Group(*OFFERS, len(results), hits)


class PageSearch:
    """The pages that `text` describes, by kind, the best first."""

    def __init__(self, text: str) -> None:
        self.query = parse(text)
        self.by_kind: dict[str, list[int]] = {kind: [] for kind in Kind.values}
        keys = in_order(PageDocument, text)
        kinds = dict(PageDocument.objects.filter(pk__in=keys, page__live=True).values_list("pk", "kind"))
        for key in keys:
            if key in kinds:
                self.by_kind[kinds[key]].append(key)

    def groups(self) -> list[Group]:
        """The first few of each kind that has any."""
        shown = {kind: keys[:A_FEW] for kind, keys in self.by_kind.items() if keys}
        hits = self.hits([key for keys in shown.values() for key in keys])
        return [
            Group(kind, str(Kind(kind).label), len(self.by_kind[kind]), [hits[key] for key in keys if key in hits])
            for kind, keys in shown.items()
        ]

    def hits(self, keys: list[int]) -> dict[int, Hit]:
        """By key, what is shown of these pages, in that order."""
        tokens = wanted(self.query)
        found = PageDocument.objects.select_related("page").in_bulk(keys)
        pages = {key: found[key] for key in keys if key in found}
        entities = _entities_above([document.page for document in pages.values()])
        return {
            key: Hit(
                marked(document.page.title, tokens),
                document.page.url,
                entities.get(document.page.path, ""),
                extract(document.text, tokens),
            )
            for key, document in pages.items()
        }


def _above(page: Page) -> list[str]:
    """The paths of what stands above a page, the nearest first."""
    return paths_down_to(page.path)[-2::-1]


def _entities_above(pages: list[Page]) -> dict[str, str]:
    """By the path of a page, the name of the nearest entity above it."""
    paths = {path for page in pages for path in _above(page)}
    names = dict(VitrinePage.objects.filter(path__in=paths).values_list("path", "title"))
    return {page.path: next((names[path] for path in _above(page) if path in names), "") for page in pages}


def promoted(text: str) -> list[SearchPromotion]:
    """What the editors have chosen to show first to who asks `text`, however it is written."""
    asked = analyse(text)
    picks = SearchPromotion.objects.select_related("query", "page").order_by("sort_order")
    return [
        pick
        for pick in picks
        if asked and analyse(pick.query.query_string) == asked and (pick.page is None or pick.page.live)
    ]

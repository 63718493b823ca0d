"""The search across the whole site: offers, entities, métiers, projects, testimonials and pages."""

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
from .models import PageDocument, PageKind
from .queries import parse

OFFERS = ("offres", "Offres")
A_FEW = 4
"""Maximum results of a kind on the first page, before the link to all results of that kind."""


class Hit(NamedTuple):
    title: SafeString
    url: str
    whose: str
    """The name of the entity; for an offer, its places too."""
    extract: SafeString


class HitGroup(NamedTuple):
    code: str
    label: str
    total: int
    hits: list[Hit]


def offers(query: QueryDict) -> Results:
    """The public offers that match `query`, with the parameters of the list of offers, or its corrected spelling."""
    return find(query)


def offer_group(results: Results, text: str) -> HitGroup:
    """The first few offers of `results`, with the words of `text` highlighted."""
    tokens, keys = wanted(parse(text)), results.keys(A_FEW)
    needed = ("title", "slug", "places", "missions", "profile", "vitrine__title")
    offres = Offre.objects.public().select_related("vitrine").only(*needed).in_bulk(keys)
    hits = [
        Hit(
            marked(offre.title, tokens),
            offre.get_absolute_url(),
            " · ".join(filter(None, [offre.vitrine.title, offre.places])),
            extract(readable(f"{offre.missions} {offre.profile}"), tokens),
        )
        for offre in (offres[key] for key in keys if key in offres)
    ]
    return HitGroup(*OFFERS, len(results), hits)


class PageSearch:
    """The live pages that match `text`, by kind, the most relevant first."""

    def __init__(self, text: str) -> None:
        self.query = parse(text)
        self.by_kind: dict[str, list[int]] = {kind: [] for kind in PageKind.values}
        keys = in_order(PageDocument, text)
        kinds = dict(PageDocument.objects.filter(pk__in=keys, page__live=True).values_list("pk", "kind"))
        for key in keys:
            if key in kinds:
                self.by_kind[kinds[key]].append(key)

    def groups(self) -> list[HitGroup]:
        """The first few pages of each kind; kinds without any are left out."""
        first_keys = {kind: keys[:A_FEW] for kind, keys in self.by_kind.items() if keys}
        hits = self.hits([key for keys in first_keys.values() for key in keys])
        return [
            HitGroup(
                kind, str(PageKind(kind).label), len(self.by_kind[kind]), [hits[key] for key in keys if key in hits]
            )
            for kind, keys in first_keys.items()
        ]

    def hits(self, keys: list[int]) -> dict[int, Hit]:
        """The hits of these pages by key, in the order of `keys`; keys without a document are left out."""
        tokens = wanted(self.query)
        by_key = PageDocument.objects.select_related("page").in_bulk(keys)
        documents = {key: by_key[key] for key in keys if key in by_key}
        entities = _entities_above([document.page for document in documents.values()])
        return {
            key: Hit(
                marked(document.page.title, tokens),
                document.page.url,
                entities.get(document.page.path, ""),
                extract(document.text, tokens),
            )
            for key, document in documents.items()
        }


def _above(page: Page) -> list[str]:
    """The paths of the ancestors of a page, the nearest first."""
    return paths_down_to(page.path)[-2::-1]


def _entities_above(pages: list[Page]) -> dict[str, str]:
    """By the path of each page, the name of its nearest ancestor entity; empty when there is none."""
    paths = {path for page in pages for path in _above(page)}
    names = dict(VitrinePage.objects.filter(path__in=paths).values_list("path", "title"))
    return {page.path: next((names[path] for path in _above(page) if path in names), "") for page in pages}


def promoted(text: str) -> list[SearchPromotion]:
    """The promoted results whose query has the same tokens as `text`, without unpublished pages."""
    tokens = analyse(text)
    picks = SearchPromotion.objects.select_related("query", "page").order_by("sort_order")
    return [
        pick
        for pick in picks
        if tokens and analyse(pick.query.query_string) == tokens and (pick.page is None or pick.page.live)
    ]

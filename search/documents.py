"""Builds, writes and updates the indexed documents of offers and pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search.index import SearchField

from emplois.fields import SEARCHED, TEXTS
from emplois.models import MetierPage, Offre
from referentiels import competences
from relecture.wording import plain
from vitrines.models import ProjetPage, TemoignagePage, VitrinePage

from . import metier_names
from .analysis import fingerprint
from .engines import ANYWHERE, TITLE, at_level
from .extracts import readable
from .models import Document, IndexState, OffreDocument, PageDocument, PageKind
from .queries import Phrase, known_phrases, skill_token, tokens_and_phrases

KINDS = {
    VitrinePage: PageKind.ENTITES,
    MetierPage: PageKind.METIERS,
    ProjetPage: PageKind.PROJETS,
    TemoignagePage: PageKind.TEMOIGNAGES,
}
"""The kind of each page type in search results; other types are `PageKind.PAGES`."""
BATCH = 500
NO_TOKENS: Mapping[int, Iterable[str]] = {}


def tokens(texts: Sequence[str], known: Sequence[Phrase], own: Mapping[int, Iterable[str]] = NO_TOKENS) -> str:
    """The tokens of a document, one space apart, from its texts by decreasing weight.

    A word of the n-th text, one of the `known` phrases or a token of `own` for n is indexed at level n and at all
    levels after it.
    """
    leveled: dict[str, None] = {}
    for first, text in enumerate(texts, 1):
        text_tokens = [*tokens_and_phrases(text, known), *own.get(first, ())]
        for level in range(first, len(texts) + 1):
            leveled |= dict.fromkeys(at_level(token, level) for token in text_tokens)
    return " ".join(leveled)


def offre_document(offre: Offre, known: Sequence[Phrase]) -> OffreDocument:
    """The unsaved document of an offer. The levels of its fields come from `emplois.fields.SEARCHED`."""
    metier = offre.metier
    texts = (
        _words(offre, 1),
        f"{metier.name} {metier.famille.name} {_words(offre, 2)}" if metier else _words(offre, 2),
        f"{offre.vitrine.title} {offre.vitrine.sigle} {offre.places} {_words(offre, 3)}",
        _words(offre, 4),
    )
    skills = offre.named_skills
    in_title = competences.vocabulary.current().named_in(offre.title)
    own = {
        TITLE: [skill_token(skill.slug) for skill in in_title],
        metier_names.LEVEL: [metier_names.token(metier.slug)] if metier else [],
        ANYWHERE: [skill_token(skill.slug) for skill in skills],
    }
    return OffreDocument(offre=offre, tokens=tokens(texts, known, own), skills=" ".join(skill.slug for skill in skills))


def _words(offre: Offre, level: int) -> str:
    """The text of the fields of a level, without HTML tags."""
    return " ".join(_words_of(offre, name) for name in SEARCHED[level])


def _words_of(offre: Offre, name: str) -> str:
    label = getattr(offre, f"get_{name}_display", None)
    words = str(label() if label else getattr(offre, name))
    return plain(words) if name in TEXTS else words


def searchable(page: Page) -> list[str]:
    """The values of the page's `search_fields`, except its title; empty values are left out."""
    fields = [f for f in page.get_searchable_search_fields() if isinstance(f, SearchField) and f.field_name != "title"]
    values = (field.get_value(page) for field in fields)
    return [" ".join(map(str, value)) if isinstance(value, list) else str(value) for value in values if value]


def skills_of_offers() -> Iterator[tuple[int, list[str]]]:
    """The primary key of each offer that names skills, with their slugs."""
    rows = OffreDocument.objects.exclude(skills="").values_list("offre", "skills")
    return ((offre, slugs.split()) for offre, slugs in rows)


def kind(page: Page) -> PageKind:
    """The group of search results that a specific page belongs to; `PageKind.PAGES` by default."""
    return next((kind for model, kind in KINDS.items() if isinstance(page, model)), PageKind.PAGES)


def page_document(page: Page, known: Sequence[Phrase]) -> PageDocument:
    """The unsaved document of a specific page: its title at the first level, its other fields at the last."""
    own = {metier_names.LEVEL: [metier_names.token(page.metier.slug)]} if isinstance(page, MetierPage) else NO_TOKENS
    text = " ".join(readable(value) for value in searchable(page))
    texts = (f"{page.title} {getattr(page, 'sigle', '')}", "", "", text)
    return PageDocument(page_id=page.pk, kind=kind(page), text=text, tokens=tokens(texts, known, own))


def write(documents: Sequence[Document]) -> int:
    """Insert or update `documents`, all of one model. Returns how many there are."""
    if documents:
        model = type(documents[0])
        model._default_manager.bulk_create(
            documents,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=[model._meta.pk.name],
            update_fields=[field.name for field in model._meta.fields if not field.primary_key],
        )
    return len(documents)


def index(offers: Iterable[Offre]) -> int:
    """Write the documents of `offers`. Returns how many."""
    known = known_phrases()
    return write([offre_document(offre, known) for offre in offers])


def index_pages(pages: Iterable[Page]) -> int:
    """Write the documents of `pages`, which must be specific. Returns how many."""
    known = known_phrases()
    return write([page_document(page, known) for page in pages])


def indexed_pages() -> PageQuerySet:
    """The pages that belong in the index: all live pages below the home page."""
    return Page.objects.live().filter(depth__gt=2)


def rebuild(*, missing: bool = False) -> int:
    """Write all documents, or only the `missing` ones. Returns how many offers and pages were written.

    An index written with another `fingerprint()` is always rebuilt in full. Works in batches; searches still run.
    """
    current = fingerprint()
    missing = missing and IndexState.objects.filter(fingerprint=current).exists()
    offers = Offre.objects.select_related("vitrine", "metier__famille").order_by("pk")
    written = _rebuild(offers, index, missing) + _rebuild(
        indexed_pages().order_by("pk").specific(), index_pages, missing
    )
    if not missing:
        IndexState.objects.update_or_create(pk=1, defaults={"fingerprint": current})
    return written


def _rebuild(objects: QuerySet, write_batch: Callable[[list], int], missing: bool) -> int:
    if missing:
        objects = objects.filter(document=None)
    done, last = 0, 0
    while batch := list(objects.filter(pk__gt=last)[:BATCH]):
        done, last = done + write_batch(batch), batch[-1].pk
    return done


def index_changed_offers(*, offres: Sequence[Offre], **_signal: object) -> None:
    """Receiver of `finding.offers_changed`: updates the documents of the saved offers."""
    index(offres)


def index_published_page(*, instance: Page, **_signal: object) -> None:
    """Receiver of `page_published`: indexes the page, and an entity's offers, which are indexed under its name."""
    index_pages([instance])
    index(Offre.objects.filter(vitrine=instance.pk).select_related("vitrine", "metier__famille"))


def remove_unpublished_page(*, instance: Page, **_signal: object) -> None:
    """Receiver of `page_unpublished`: removes the page from the index."""
    PageDocument.objects.filter(page=instance.pk).delete()

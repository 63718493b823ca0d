"""From an offer or a page to its tokens, kept up with what it says."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search.index import SearchField

from emplois.fields import SEARCHED, TEXTS
from emplois.models import MetierPage, Offre
from relecture.wording import plain
from vitrines.models import ProjetPage, TemoignagePage, VitrinePage

from .analysis import fingerprint
from .engines import at_level
from .extracts import readable
from .models import Document, IndexState, Kind, OffreDocument, PageDocument
from .queries import Phrase, known_phrases, said

KINDS = {
    VitrinePage: Kind.ENTITES,
    MetierPage: Kind.METIERS,
    ProjetPage: Kind.PROJETS,
    TemoignagePage: Kind.TEMOIGNAGES,
}
"""What a page is about by its type; any other is a page."""
BATCH = 500


def tokens(texts: Sequence[str], known: Sequence[Phrase]) -> str:
    """The tokens of a thing whose words weigh by the text they stand in, the heaviest text first.

    A word of the n-th text, or one of the `known` phrases, is said at level n and at all levels after it.
    """
    told: dict[str, None] = {}
    analysed = [said(text, known) for text in texts]
    for first, found in enumerate(analysed, 1):
        for level in range(first, len(texts) + 1):
            told |= dict.fromkeys(at_level(token, level) for token in found)
    return " ".join(told)


def offre_document(offre: Offre, known: Sequence[Phrase]) -> OffreDocument:
    metier = offre.metier
    told = (
        _words(offre, 1),
        f"{metier.name} {metier.famille.name} {_words(offre, 2)}" if metier else _words(offre, 2),
        f"{offre.vitrine.title} {offre.vitrine.sigle} {offre.places} {_words(offre, 3)}",
        _words(offre, 4),
    )
    return OffreDocument(offre=offre, tokens=tokens(told, known))


def _words(offre: Offre, level: int) -> str:
    """The words of the fields of a level, texts without their tags."""
    return " ".join(_words_of(offre, name) for name in SEARCHED[level])


def _words_of(offre: Offre, name: str) -> str:
    label = getattr(offre, f"get_{name}_display", None)
    words = str(label() if label else getattr(offre, name))
    return plain(words) if name in TEXTS else words


def searchable(page: Page) -> list[str]:
    """What the page's type says of itself in its `search_fields`, its title left out."""
    fields = [f for f in page.get_searchable_search_fields() if isinstance(f, SearchField) and f.field_name != "title"]
    values = (field.get_value(page) for field in fields)
    return [" ".join(map(str, told)) if isinstance(told, list) else str(told) for told in values if told]


def kind(page: Page) -> Kind:
    return next((kind for model, kind in KINDS.items() if isinstance(page, model)), Kind.PAGES)


def page_document(page: Page, known: Sequence[Phrase]) -> PageDocument:
    text = " ".join(readable(told) for told in searchable(page))
    told = tokens((f"{page.title} {getattr(page, 'sigle', '')}", "", "", text), known)
    return PageDocument(page_id=page.pk, kind=kind(page), text=text, tokens=told)


def write(documents: Sequence[Document]) -> int:
    """Keep `documents`, of one kind, new or changed; how many there were."""
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
    known = known_phrases()
    return write([offre_document(offre, known) for offre in offers])


def index_pages(pages: Iterable[Page]) -> int:
    known = known_phrases()
    return write([page_document(page, known) for page in pages])


def found_pages() -> PageQuerySet:
    """The pages that the search finds: all live ones below the home page."""
    return Page.objects.live().filter(depth__gt=2)


def rebuild(*, missing: bool = False) -> int:
    """Write all documents again, or those that are `missing`; how many offers and pages were written.

    All of them too when the index was written by another analysis. Works a batch at a time; searches go on meanwhile.
    """
    current = fingerprint()
    missing = missing and IndexState.objects.filter(fingerprint=current).exists()
    offers = Offre.objects.select_related("vitrine", "metier__famille").order_by("pk")
    written = _rebuild(offers, index, missing) + _rebuild(found_pages().order_by("pk").specific(), index_pages, missing)
    if not missing:
        IndexState.objects.update_or_create(pk=1, defaults={"fingerprint": current})
    return written


def _rebuild(things: QuerySet, write_batch: Callable[[list], int], missing: bool) -> int:
    if missing:
        things = things.filter(document=None)
    done, last = 0, 0
    while batch := list(things.filter(pk__gt=last)[:BATCH]):
        done, last = done + write_batch(batch), batch[-1].pk
    return done


def index_changed_offers(*, offres: Sequence[Offre], **_signal: object) -> None:
    index(offres)


def index_published_page(*, instance: Page, **_signal: object) -> None:
    """A published page is found by what it says now; an entity's offers by the name it may have changed."""
    index_pages([instance])
    index(Offre.objects.filter(vitrine=instance.pk).select_related("vitrine", "metier__famille"))


def remove_unpublished_page(*, instance: Page, **_signal: object) -> None:
    PageDocument.objects.filter(page=instance.pk).delete()

"""From an offer to its tokens, kept up with what it says."""

from collections.abc import Iterable

from emplois.models import Offre
from vitrines.wording import plain

from .analysis import analyse
from .models import OffreDocument

TEXTS = ("context", "missions", "team", "benefits", "special_conditions", "process")
BATCH = 500


def document(offre: Offre) -> OffreDocument:
    metier = offre.metier
    told = {
        "title": offre.title,
        "metier": f"{metier.name} {metier.famille.name}" if metier else "",
        "context": f"{offre.vitrine.title} {offre.vitrine.sigle} {offre.places} {plain(offre.profile)}",
        "body": " ".join(plain(getattr(offre, name)) for name in TEXTS),
    }
    return OffreDocument(offre=offre, **{name: " ".join(analyse(text)) for name, text in told.items()})


def index(offers: Iterable[Offre]) -> int:
    """Write the tokens of `offers`, new or changed; how many there were."""
    documents = [document(offre) for offre in offers]
    OffreDocument.objects.bulk_create(
        documents,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["offre"],
        update_fields=["title", "metier", "context", "body"],
    )
    return len(documents)


def rebuild(*, missing: bool = False) -> int:
    """Write them all again, or those that are `missing`, a batch at a time."""
    offers = Offre.objects.select_related("vitrine", "metier__famille").order_by("pk")
    if missing:
        offers = offers.filter(document=None)
    done, last = 0, 0
    while batch := list(offers.filter(pk__gt=last)[:BATCH]):
        done, last = done + index(batch), batch[-1].pk
    return done


def offre_told(*, offre: Offre, **_signal) -> None:
    index([offre])


def vitrine_published(*, instance, **_signal) -> None:
    """An entity may have changed its name, which its offers are found by."""
    index(Offre.objects.filter(vitrine=instance.pk).select_related("vitrine", "metier__famille"))

"""The least that is valid."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import Mock

import factory
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model
from django.test import override_settings
from django.utils import timezone
from modelsearch import index, signal_handlers
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from candidatures.models import Candidature, Dossier, Piece
from emplois.browsing.offer_index import offer_index
from emplois.models import Offre
from home.models import HomePage
from referentiels.competences import vocabulary
from referentiels.correspondances import correspondances
from reperes.glossary import glossary
from reperes.net_pay import scale
from search.queries import synonym_terms
from vitrines.models import InstitutionsPage, VitrinePage


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Save without updating the indexes of the CMS (search, references): a sixth of the time of all tests.

    Those that search in the CMS, or ask what refers to what, call `index_for_the_cms`.
    """
    handlers, signal_handlers.insert_or_update_object_task = signal_handlers.insert_or_update_object_task, Mock()
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        signal_handlers.insert_or_update_object_task = handlers


@contextmanager
def cached_content() -> Iterator[None]:
    """Cache what is read of the content, as in production; for code that only reads. Empty before and after."""
    caches = (offer_index, vocabulary, correspondances, synonym_terms, glossary, scale)
    with override_settings(CONTENT_IS_CACHED=True):
        for cache in caches:
            cache.forget()
        yield
        for cache in caches:
            cache.forget()


def index_for_the_cms(*objects: Model) -> None:
    """Bring the indexes of the CMS up to date with `objects`."""
    for one in objects:
        index.insert_or_update_object(one)
        ReferenceIndex.create_or_update_for_object(one)


def add_page(parent: Page, page: Page) -> Page:
    with without_indexes():
        return parent.add_child(instance=page)


def add_home() -> HomePage:
    """The site's root, as a new portal has it."""
    page = add_page(Page.get_first_root_node(), HomePage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
    return page


def add_institutions(home: HomePage) -> InstitutionsPage:
    return add_page(home, InstitutionsPage(title="Institutions", slug="institutions"))


def add_vitrine(parent: Page, title: str, **fields) -> VitrinePage:
    return add_page(parent, VitrinePage(title=title, **fields))


class OffreFactory(factory.django.DjangoModelFactory):
    """A live offer with no deadline. Needs a vitrine."""

    class Meta:
        model = Offre

    title = factory.Sequence(lambda n: f"Développeuse ou développeur {n}")
    apply_email = "recrutement@exemple.invalid"
    live = True
    first_published_at = factory.LazyFunction(lambda: dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with without_indexes():
            return super()._create(model_class, *args, **kwargs)


class DossierFactory(factory.django.DjangoModelFactory):
    """What a person sent and confirmed."""

    class Meta:
        model = Dossier

    key = factory.LazyFunction(uuid.uuid4)
    name = "Camille Essai"
    email = factory.Sequence(lambda n: f"camille{n}@exemple.invalid")
    motivation = "Je voudrais rendre les démarches plus simples."
    confirmed_at = factory.LazyFunction(timezone.now)


def dossier_of(*, content: bytes = b"", **fields) -> Dossier:
    """A dossier, with a CV where there is `content`."""
    dossier = DossierFactory(**fields)
    if content:
        told = {"name": "cv.pdf", "size": len(content), "pages": 1, "digest": "0" * 64}
        Piece.objects.create(dossier=dossier, form_key=dossier.key, file=ContentFile(content, "cv.pdf"), **told)
    return dossier


def received(*, offre: Offre | None = None, vitrine: VitrinePage | None = None, confirmed: bool = True, **fields):
    """An application to `offre`, else spontaneous to `vitrine`, as its entity received it."""
    own = {name: fields.pop(name) for name in ("etat", "received_at", "answered_at", "decided_at") if name in fields}
    dossier = dossier_of(**fields, **({} if confirmed else {"confirmed_at": None}))
    to = {"vitrine": offre.vitrine, "offre": offre, "offer_title": offre.title} if offre else {"vitrine": vitrine}
    at = own.pop("received_at", timezone.now()) if confirmed else None
    return Candidature.objects.create(
        dossier=dossier, spontaneous=offre is None, received_at=at, last_activity_at=at or timezone.now(), **to, **own
    )

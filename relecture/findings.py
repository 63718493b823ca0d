"""The checklist of a review, and the findings about an offer or a page, from its own method or its texts and images."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import CharField, Model, TextField
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, WorkflowMixin
from wagtail.rich_text import RichText

from core.pages import paths_down_to
from vitrines.models import VitrinePage

from . import sigles, wording
from .wording import Correction, Finding, Risk

QUESTIONS = {
    Risk.PAY: "La rémunération est donnée",
    Risk.WORDING: "Intitulé au féminin et au masculin, sans capitales ; sigles et mots anglais",
    Risk.DATES: "Date limite plausible",
    Risk.CONTRADICTION: "Contrat, télétravail, encadrement et astreintes : champs et textes concordent",
    Risk.PERSONAL: "Adresses et numéros de personnes",
    Risk.CRITERION: "Critères interdits les plus courants",
    Risk.ACCESS: "Ordre des titres dans les textes",
}
"""The checks of an offer, by risk."""
OF_A_PAGE = {
    Risk.WORDING: "Titre sans capitales ; sigles et mots anglais",
    Risk.PERSONAL: QUESTIONS[Risk.PERSONAL],
    Risk.CRITERION: QUESTIONS[Risk.CRITERION],
    Risk.ACCESS: "Textes alternatifs des images, ordre des titres",
}
FIRST_HEADING = 2
"""The first heading level in the texts of a page: its title has level 1."""


class Check(NamedTuple):
    """A check with its findings. `is_relevant` is False when the object has nothing to check."""

    question: str
    findings: list[Finding]
    is_relevant: bool = True


def findings(obj: Model) -> list[Finding]:
    """The findings about `obj`: from its own `findings()` if it has this method, else from its texts and images."""
    return obj.findings() if hasattr(obj, "findings") else list(_of_page(obj))


def checklist(obj: Model) -> list[Check]:
    """The checks of `obj`, by risk, each with its findings."""
    all_findings = findings(obj)
    return [
        Check(question, [finding for finding in all_findings if finding.risk == risk], _has_something(obj, risk))
        for risk, question in (OF_A_PAGE if isinstance(obj, Page) else QUESTIONS).items()
    ]


def _has_something(obj: WorkflowMixin, risk: Risk) -> bool:
    """Whether `obj` has any content that the check of `risk` applies to."""
    if risk == Risk.DATES:
        return obj.deadline is not None
    if risk != Risk.ACCESS:
        return True
    return any(checked_values(obj))


def checked_values(obj: Model) -> Iterator[bool]:
    """One boolean per image and per text of `obj`; True if accessibility checks apply to it."""
    for field in obj._meta.get_fields():
        if isinstance(field, StreamField):
            yield from (True for value in _values(getattr(obj, field.name)) if _is_checked(value))
        elif isinstance(field, RichTextField):
            yield "<h" in (getattr(obj, field.name) or "")


def _is_checked(value: object) -> bool:
    return isinstance(value, get_image_model()) or (isinstance(value, RichText) and "<h" in value.source)


def _values(value: object) -> Iterator[object]:
    """The leaf values of a block, at any depth."""
    if isinstance(value, blocks.StreamValue):
        for child in value:
            yield from _values(child.value)
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value:
            yield from _values(child)
    elif isinstance(value, blocks.StructValue):
        for child in value.values():
            yield from _values(child)
    else:
        yield value


def risks(obj: Model) -> list[Risk]:
    """The distinct risks of the findings about `obj`, displayed as tags in the queue."""
    return list(dict.fromkeys(finding.risk for finding in findings(obj)))


def _of_page(page: Page) -> Iterator[Finding]:
    yield from wording.capitals("title", page.title)
    meanings = sigles.meanings(_own_sigles(page))
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _of_value(field.name, getattr(page, field.name), meanings)
        elif isinstance(field, RichTextField):
            yield from _of_text(field.name, getattr(page, field.name) or "", meanings)
        elif isinstance(field, (CharField, TextField)) and field.model is type(page) and not field.choices:
            yield from _of_value(field.name, getattr(page, field.name) or "", meanings)


def _own_sigles(page: Page) -> str:
    """The sigles of the page's entity and of the entities above, which need no explanation on the page."""
    above = VitrinePage.objects.filter(path__in=paths_down_to(page.path or "")).values_list("sigle", flat=True)
    return " ".join([getattr(page, "sigle", ""), *above])


def _of_value(field: str, value: object, meanings: dict[str, str]) -> Iterator[Finding]:
    for leaf in _values(value):
        if isinstance(leaf, RichText):
            yield from _of_text(field, leaf.source, meanings)
        elif isinstance(leaf, get_image_model()):
            yield from _of_image(field, leaf)
        elif isinstance(leaf, str):
            yield from wording.personal_data(field, leaf)
            yield from wording.forbidden_criteria(field, leaf)


def _of_image(field: str, image: AbstractImage) -> Iterator[Finding]:
    text = getattr(image, "contextual_alt_text", None) or ""
    if getattr(image, "decorative", False) or (text and not wording.is_file_name(text)):
        return
    described, key = image.description, str(image.pk)
    if wording.is_file_name(described):
        described = ""
    if text:
        yield Finding(
            Risk.ACCESS,
            field,
            f"Le texte alternatif « {text} » est un nom de fichier.",
            "Qui ne voit pas l’image l’entend épeler, et n’apprend rien de ce qu’elle montre.",
            Correction(f"Écrire « {described} »", described, key, beside="alt_text", was=text) if described else None,
        )
        return
    yield Finding(
        Risk.ACCESS,
        field,
        f"L’image « {image.title} » n’a pas de texte alternatif.",
        "Qui ne la voit pas doit savoir ce qu’elle montre, ou qu’elle est décorative.",
        Correction(f"Écrire « {described} »", described, key, beside="alt_text")
        if described
        else Correction("Dire qu’elle est décorative", "on", key, beside="decorative"),
    )


def _of_text(field: str, html: str, meanings: dict[str, str]) -> Iterator[Finding]:
    yield from wording.heading_order(field, html, first=FIRST_HEADING)
    yield from wording.personal_data(field, html)
    yield from wording.forbidden_criteria(field, html)
    yield from wording.jargon(field, html, meanings)

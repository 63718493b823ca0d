"""What a reviewer should look at in an offer or a page, told by its type or found in its texts and images."""

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
    Risk.PERSONAL: "Adresses et numéros de personnes",
    Risk.CRITERION: "Critères interdits les plus courants",
    Risk.ACCESS: "Ordre des titres dans les textes",
}
"""What is looked for in an offer: no more than that is ticked."""
OF_A_PAGE = {
    Risk.WORDING: "Titre sans capitales ; sigles et mots anglais",
    Risk.PERSONAL: QUESTIONS[Risk.PERSONAL],
    Risk.CRITERION: QUESTIONS[Risk.CRITERION],
    Risk.ACCESS: "Textes alternatifs des images, ordre des titres",
}
FIRST_HEADING = 2
"""The level that the texts of a page begin at: its title is of level 1."""


class Check(NamedTuple):
    """What was looked for, and what was found. There may be nothing to look at: that is neither well nor badly."""

    question: str
    findings: list[Finding]
    is_relevant: bool = True


def findings(obj: Model) -> list[Finding]:
    """What is found in `obj`: by its own `findings()` where its type has one, else in its texts and images."""
    return obj.findings() if hasattr(obj, "findings") else list(_of_page(obj))


def checklist(obj: Model) -> list[Check]:
    found = findings(obj)
    return [
        Check(question, [finding for finding in found if finding.risk == risk], _has_something(obj, risk))
        for risk, question in (OF_A_PAGE if isinstance(obj, Page) else QUESTIONS).items()
    ]


def _has_something(obj: WorkflowMixin, risk: Risk) -> bool:
    """Whether `obj` has what a look for `risk` looks at."""
    if risk == Risk.DATES:
        return obj.deadline is not None
    if risk != Risk.ACCESS:
        return True
    return any(looked_at(obj))


def looked_at(obj: Model) -> Iterator[bool]:
    """For each image and each text with headings of `obj`, True."""
    for field in obj._meta.get_fields():
        if isinstance(field, StreamField):
            yield from (True for value in _values(getattr(obj, field.name)) if _is_looked_at(value))
        elif isinstance(field, RichTextField):
            yield "<h" in (getattr(obj, field.name) or "")


def _is_looked_at(value: object) -> bool:
    return isinstance(value, get_image_model()) or (isinstance(value, RichText) and "<h" in value.source)


def _values(value: object) -> Iterator[object]:
    """All that stands in a block's value, at any depth."""
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
    """The marks that `obj` bears in the queue, each once."""
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
    """Those of the entity it speaks for and of the entities above, which need no explanation in its own pages."""
    above = VitrinePage.objects.filter(path__in=paths_down_to(page.path or "")).values_list("sigle", flat=True)
    return " ".join([getattr(page, "sigle", ""), *above])


def _of_value(field: str, value: object, meanings: dict[str, str]) -> Iterator[Finding]:
    for one in _values(value):
        if isinstance(one, RichText):
            yield from _of_text(field, one.source, meanings)
        elif isinstance(one, get_image_model()):
            yield from _of_image(field, one)
        elif isinstance(one, str):
            yield from wording.personal_data(field, one)
            yield from wording.forbidden_criteria(field, one)


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

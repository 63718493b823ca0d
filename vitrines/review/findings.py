"""What a reviewer should look at in an offer or a page, told by its type or found in its texts and images."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import CharField, Model, TextField
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.rich_text import RichText

from core.pages import paths_down_to
from vitrines import sigles, wording
from vitrines.models import VitrinePage
from vitrines.wording import Correction, Finding, Risk

QUESTIONS = {
    Risk.PAY: "La rémunération est donnée",
    Risk.WORDING: "L’intitulé vaut pour toutes et tous, les mots se comprennent",
    Risk.DATES: "Les dates sont plausibles",
    Risk.PERSONAL: "Aucune donnée d’une personne",
    Risk.CRITERION: "Aucun critère interdit",
    Risk.ACCESS: "Textes alternatifs présents, titres dans l’ordre",
}
OF_A_PAGE = (Risk.WORDING, Risk.PERSONAL, Risk.CRITERION, Risk.ACCESS)
FIRST_HEADING = 2
"""The level that the texts of a page begin at: its title is of level 1."""


class Check(NamedTuple):
    """A question of the checklist, and what answers it badly."""

    question: str
    findings: list[Finding]


def findings(obj: Model) -> list[Finding]:
    """What is found in `obj`: by its own `findings()` where its type has one, else in its texts and images."""
    return obj.findings() if hasattr(obj, "findings") else list(_of_page(obj))


def checklist(obj: Model) -> list[Check]:
    found = findings(obj)
    asked = OF_A_PAGE if isinstance(obj, Page) else QUESTIONS
    return [Check(QUESTIONS[risk], [finding for finding in found if finding.risk == risk]) for risk in asked]


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


def _of_value(field: str, value, meanings: dict[str, str]) -> Iterator[Finding]:
    if isinstance(value, RichText):
        yield from _of_text(field, value.source, meanings)
    elif isinstance(value, get_image_model()):
        yield from _of_image(field, value)
    elif isinstance(value, blocks.StreamValue):
        for child in value:
            yield from _of_value(field, child.value, meanings)
    elif isinstance(value, blocks.list_block.ListValue):
        for child in value:
            yield from _of_value(field, child, meanings)
    elif isinstance(value, blocks.StructValue):
        for child in value.values():
            yield from _of_value(field, child, meanings)
    elif isinstance(value, str):
        yield from wording.personal_data(field, value)
        yield from wording.forbidden_criteria(field, value)


def _of_image(field: str, image) -> Iterator[Finding]:
    if getattr(image, "contextual_alt_text", None) or getattr(image, "decorative", False):
        return
    described, key = image.description, str(image.pk)
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

"""An offer or a vitrine as Markdown, at its address followed by `index.md`: for readers that take text alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.api.rich_text import APIRichText
from wagtail.models import Page

from emplois.models import Offre
from vitrines.addresses import vitrine_at
from vitrines.models import VitrinePage

MOST_OFFERS = 20
_FRONT = str.maketrans({"\n": " ", '"': "”"})


def _text(html: str) -> str:
    return APIRichText.serialize(html, format="markdown").strip()


def _answer(request: HttpRequest, title: str, told: dict[str, str], parts: list[str], path: str) -> HttpResponse:
    """A document with what is told at its head, as key and value, then its parts."""
    told = {"titre": title, "adresse": request.build_absolute_uri(path)} | told
    head = [f'{name}: "{str(value).translate(_FRONT)}"' for name, value in told.items() if value]
    text = "\n".join(["---", *head, "---", "", f"# {title}", "", *parts]).rstrip() + "\n"
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Link"] = f'<{request.build_absolute_uri(path)}>; rel="canonical"'
    return response


def offre(request: HttpRequest, slug: str) -> HttpResponse:
    """A public offer; 404 for any other."""
    found = get_object_or_404(Offre.objects.public().select_related("vitrine", "metier__famille"), slug=slug)
    told = {
        "entite": found.vitrine.title,
        "lieux": found.places,
        "contrats": ", ".join(found.contract_labels),
        "remuneration": found.pay,
        "publiee": found.date_posted.isoformat() if found.date_posted else "",
        "date_limite": found.deadline.isoformat() if found.deadline else "",
    }
    parts = [f"## {heading}\n\n{_text(text)}\n" for heading, text in found.texts]
    if facts := [f"- {label} : {value}" for label, value in found.facts]:
        parts += ["## En détail", "", *facts, ""]
    apply_at = reverse("candidatures:offre", args=[found.slug])
    ways = [
        *([f"- En ligne : {request.build_absolute_uri(apply_at)}"] if found.apply_here else []),
        *([f"- Sur le site du recruteur : <{found.apply_url}>"] if found.apply_url else []),
        *([f"- Par courriel : {found.apply_email}"] if found.apply_email else []),
    ]
    parts += ["## Candidater", "", *ways]
    return _answer(request, found.title, told, parts, found.get_absolute_url())


def vitrine(request: HttpRequest, path: str) -> HttpResponse:
    """A live vitrine with its rubriques and open offers."""
    found = vitrine_at(request, path)
    figures = [f"- {figure['value']} {figure['label']}" for figure in found.key_figures]
    pages = Page.objects.live().child_of(found).order_by("path")
    links = [f"- [{page.title}]({request.build_absolute_uri(page.get_url(request))})" for page in pages]
    offers = Offre.objects.public().for_vitrine(found).with_card()[:MOST_OFFERS]
    listed = [f"- [{o.title}]({request.build_absolute_uri(o.get_absolute_url())}) : {_in_short(o)}" for o in offers]
    parts = [
        *([found.accroche, ""] if found.accroche else []),
        *_body(found),
        *(["## En chiffres", "", *figures, ""] if figures else []),
        *(["## Pages", "", *links, ""] if links else []),
        *(["## Offres ouvertes", "", *listed, ""] if listed else []),
    ]
    return _answer(request, found.title, {"sigle": found.sigle, "site": found.website}, parts, found.get_url(request))


def _in_short(offre: Offre) -> str:
    return " · ".join(filter(None, [offre.places, *offre.card_tags]))


def _body(page: VitrinePage) -> list[str]:
    """The texts of a body, in order; what is no text is left to the page."""
    return [f"{_text(block.value.source)}\n" for block in page.body if block.block_type == "text"]

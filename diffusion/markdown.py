"""An offer or a vitrine as Markdown, at its URL followed by `index.md`, for text-only clients."""

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


def _answer(request: HttpRequest, title: str, metadata: dict[str, str], parts: list[str], path: str) -> HttpResponse:
    """A Markdown response: a front matter with `metadata`, a title, then `parts`."""
    metadata = {"titre": title, "adresse": request.build_absolute_uri(path)} | metadata
    head = [f'{name}: "{str(value).translate(_FRONT)}"' for name, value in metadata.items() if value]
    text = "\n".join(["---", *head, "---", "", f"# {title}", "", *parts]).rstrip() + "\n"
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Link"] = f'<{request.build_absolute_uri(path)}>; rel="canonical"'
    return response


def offre(request: HttpRequest, slug: str) -> HttpResponse:
    """A public offer as Markdown; 404 if it is not public."""
    offer = get_object_or_404(Offre.objects.public().select_related("vitrine", "metier__famille"), slug=slug)
    metadata = {
        "entite": offer.vitrine.title,
        "lieux": offer.places,
        "contrats": ", ".join(offer.contract_labels),
        "remuneration": offer.pay,
        "publiee": offer.date_posted.isoformat() if offer.date_posted else "",
        "date_limite": offer.deadline.isoformat() if offer.deadline else "",
    }
    parts = [f"## {heading}\n\n{_text(text)}\n" for heading, text in offer.texts]
    if facts := [f"- {label} : {value}" for label, value in offer.facts]:
        parts += ["## En détail", "", *facts, ""]
    apply_at = reverse("candidatures:offre", args=[offer.slug])
    ways = [
        *([f"- En ligne : {request.build_absolute_uri(apply_at)}"] if offer.apply_here else []),
        *([f"- Sur le site du recruteur : <{offer.apply_url}>"] if offer.apply_url else []),
        *([f"- Par courriel : {offer.apply_email}"] if offer.apply_email else []),
    ]
    parts += ["## Candidater", "", *ways]
    return _answer(request, offer.title, metadata, parts, offer.get_absolute_url())


def vitrine(request: HttpRequest, path: str) -> HttpResponse:
    """A live vitrine as Markdown: its texts, figures, sub-pages and open offers."""
    entity = vitrine_at(request, path)
    figures = [f"- {figure['value']} {figure['label']}" for figure in entity.key_figures]
    pages = Page.objects.live().child_of(entity).order_by("path")
    links = [f"- [{page.title}]({request.build_absolute_uri(page.get_url(request))})" for page in pages]
    offers = Offre.objects.public().for_vitrine(entity).with_card()[:MOST_OFFERS]
    listed = [f"- [{o.title}]({request.build_absolute_uri(o.get_absolute_url())}) : {_in_short(o)}" for o in offers]
    parts = [
        *([entity.accroche, ""] if entity.accroche else []),
        *_body(entity),
        *(["## En chiffres", "", *figures, ""] if figures else []),
        *(["## Pages", "", *links, ""] if links else []),
        *(["## Offres ouvertes", "", *listed, ""] if listed else []),
    ]
    return _answer(
        request, entity.title, {"sigle": entity.sigle, "site": entity.website}, parts, entity.get_url(request)
    )


def _in_short(offre: Offre) -> str:
    return " · ".join(filter(None, [offre.places, *offre.card_tags]))


def _body(page: VitrinePage) -> list[str]:
    """The text blocks of a body as Markdown; other blocks are left out."""
    return [f"{_text(block.value.source)}\n" for block in page.body if block.block_type == "text"]

"""Favourite offers, and their comparison side by side. The list is stored in the visitor's browser only.

The query string names the offers by slug, so the pages work without JavaScript and can be shared.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.french import date_format
from vitrines.comparison import MOST_COMPARED, Row, titled

from .models import Offre

MOST_FAVORITES = 50


class Chosen(NamedTuple):
    offers: list[Offre]
    lost: int
    """How many requested offers no longer exist."""


def chosen(request: HttpRequest, at_most: int) -> Chosen:
    """The offers named in the query string, in its order. Closed offers are included for 90 days."""
    slugs = [slug.replace("\x00", "") for slug in dict.fromkeys(request.GET.getlist("offre"))][:at_most]
    rows = Offre.objects.filter(slug__in=slugs, first_published_at__isnull=False).select_related("vitrine", "metier")
    by_slug = {offre.slug: offre for offre in rows if not offre.is_gone}
    offers = [by_slug[slug] for slug in slugs if slug in by_slug]
    return Chosen(offers, len(slugs) - len(offers))


def favoris(request: HttpRequest) -> HttpResponse:
    """The list of the visitor's favourite offers, at most MOST_FAVORITES."""
    offers, lost = chosen(request, MOST_FAVORITES)
    entities = dict.fromkeys(offre.vitrine.public_key for offre in offers)
    compared = urlencode([("entite", key) for key in list(entities)[:MOST_COMPARED]]) if len(entities) > 1 else ""
    context = {"offers": offers, "lost": lost, "most": MOST_COMPARED, "entities": compared}
    trail = {"trail": [("Offres d’emploi", "/emplois/")], "trail_end": "Favoris"}
    return render(request, "emplois/favoris.html", context | trail)


def comparer(request: HttpRequest) -> HttpResponse:
    """A table that compares up to MOST_COMPARED offers, one row per field."""
    offers, lost = chosen(request, MOST_COMPARED)
    context = {
        "offers": offers,
        "lost": lost,
        "things": [(offre.get_absolute_url(), offre.title) for offre in offers],
        "rows": titled(rows(offers), [offre.title for offre in offers]),
        "most": MOST_COMPARED,
        "left_out": max(len(set(request.GET.getlist("offre"))) - MOST_COMPARED, 0),
        "trail": [("Offres d’emploi", "/emplois/"), ("Favoris", "/emplois/favoris/")],
        "trail_end": "Comparer",
    }
    return render(request, "emplois/comparer.html", context)


def rows(offers: list[Offre]) -> list[Row]:
    """The rows of the comparison."""
    values_by_label = {
        "Entité": [offre.vitrine.title for offre in offers],
        "Lieu": [offre.places for offre in offers],
        "Rémunération": [offre.pay for offre in offers],
        "Contrat": [", ".join(offre.contract_labels) for offre in offers],
        "Télétravail": [offre.get_teletravail_display() for offre in offers],
        "Métier": [offre.metier.name if offre.metier else "" for offre in offers],
        "Expérience": [offre.get_experience_display() for offre in offers],
        "Catégorie": [", ".join(offre._meta.get_field("categories").labels(offre.categories)) for offre in offers],
        "Ouverture": [offre.get_ouverture_display() for offre in offers],
        "Temps de travail": [offre.get_working_time_display() for offre in offers],
        "Encadrement": [offre.get_management_display() for offre in offers],
        "Prise de poste": [date_format(offre.start_on, "j F Y") if offre.start_on else "" for offre in offers],
        "Candidater": [_until(offre) for offre in offers],
    }
    return [Row(label, values) for label, values in values_by_label.items()]


def _until(offre: Offre) -> str:
    if not offre.is_open:
        return offre.etat.label
    return f"jusqu’au {date_format(offre.deadline, 'j F Y')}" if offre.deadline else "sans date limite"

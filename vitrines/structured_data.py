"""schema.org structured data of entities and projects."""

from urllib.parse import urljoin

from django.http import HttpRequest
from wagtail.models import Page

from .models import ProjetPage, VitrinePage

TYPE = "GovernmentOrganization"


def employer(vitrine: VitrinePage, *, url: str) -> dict:
    """The hiring organization of an entity; URLs are absolute, relative to the page at `url`."""
    data = {"@type": TYPE, "name": vitrine.title}
    if vitrine.website:
        data["sameAs"] = vitrine.website
    if vitrine.logo:
        data["logo"] = urljoin(url, vitrine.logo.file.url)
    return data


def organization(vitrine: VitrinePage, *, url: str, above: list[Page]) -> dict:
    """The Organization of a vitrine at the absolute `url`; `above` are its ancestors."""
    parent = next((page for page in reversed(above) if page.specific_class is type(vitrine)), None)
    elsewhere = [vitrine.website, *(link.value["url"] for link in vitrine.social_links)]
    data = {"@context": "https://schema.org", **employer(vitrine, url=url), "@id": url, "url": url}
    optional = {
        "alternateName": vitrine.sigle,
        "description": vitrine.accroche,
        "sameAs": [address for address in elsewhere if address],
        "email": vitrine.contact,
        "image": urljoin(url, vitrine.banner.file.url) if vitrine.banner else "",
        "parentOrganization": {"@type": TYPE, "name": parent.title, "url": urljoin(url, parent.url)} if parent else {},
        "address": _address(vitrine),
        "numberOfEmployees": {"@type": "QuantitativeValue", "value": vitrine.agents_count}
        if vitrine.agents_count
        else {},
    }
    return data | {name: value for name, value in optional.items() if value}


def _address(vitrine: VitrinePage) -> dict:
    if not vitrine.place:
        return {}
    return {"@type": "PostalAddress", "addressLocality": vitrine.place.name, "addressCountry": "FR"}


def article(projet: ProjetPage, vitrine: VitrinePage | None, request: HttpRequest) -> dict:
    """The Article of a project page, with its entity as author and publisher."""
    url = request.build_absolute_uri(projet.url or "/")
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": projet.title,
        "description": projet.summary,
        "mainEntityOfPage": url,
        "inLanguage": "fr",
        "datePublished": projet.first_published_at.isoformat() if projet.first_published_at else "",
        "dateModified": projet.last_published_at.isoformat() if projet.last_published_at else "",
        "image": [urljoin(url, projet.cover.file.url)] if projet.cover else [],
        "author": {"@type": TYPE, "name": vitrine.title, "url": urljoin(url, vitrine.url or "/")} if vitrine else {},
        "publisher": employer(vitrine, url=url) if vitrine else {},
        "keywords": [name for name, _query in projet.technology_list],
    }
    return {name: value for name, value in data.items() if value}

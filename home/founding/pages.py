"""Creates the missing pages of a portal: home, directory, métiers, projects, how to join, legal pages."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, Site

import alertes.models
from candidatures import retention
from core.french import duration
from emplois.models import MetierPage, MetiersPage
from equipes.models import EntityRequest, RejoindrePage
from equipes.onboarding import requests
from home.models import ContentPage, HomePage, PlanPage, SiteBrand
from referentiels.models import Metier
from vitrines.models import InstitutionsPage, ProjetsPage

from . import stored

FOLDER = Path(__file__).parent
LEGAL = ("accessibilite", "mentions-legales", "donnees-personnelles", "cookies")
DURATIONS = {
    "sans_decision": duration(retention.UNDECIDED_FOR),
    "decidee": duration(retention.DECIDED_FOR),
    "archive": duration(retention.ARCHIVED_FOR),
    "vivier": duration(retention.POOL_FOR),
    "alerte": duration(alertes.models.KEPT_FOR),
    "alerte_non_confirmee": duration(alertes.models.CONFIRMED_WITHIN),
    "demande": duration(requests.KEPT_FOR),
    "demande_non_confirmee": duration(EntityRequest.VALID_FOR),
}
"""Retention periods of personal data, by the placeholder in the text of the privacy page."""
HTTPS_PORT, HTTP_PORT = 443, 80


class Details(NamedTuple):
    """Details for the legal pages, in plain text. A page that lacks one of them stays a draft."""

    editeur: str = ""
    """Publisher: name, address, telephone."""
    directeur: str = ""
    """Director of publication: function, and name where the law requires it (law of 21 June 2004, article 1-1)."""
    hebergeur: str = ""
    """Host: name, address, telephone."""
    contact: str = ""
    """Contact address for personal data and accessibility."""

    @property
    def words(self) -> dict[str, str]:
        """The value of each placeholder `{name}` of the texts, as HTML."""
        given: dict[str, str] = {name: escape(value) for name, value in self._asdict().items()}
        return given | {"editeur_simple": escape(self.editeur.partition(",")[0])} | DURATIONS


def texts() -> dict:
    """The initial texts of the pages, from `pages.toml`, by page."""
    return stored.read(FOLDER / "pages.toml")


def make_home(service: str, *, notice: str = "") -> HomePage:
    """Create the home page unless there is one, and make it the root of the default site, at BASE_URL. Returns it."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title=service, slug="accueil", lead=texts()["home"]["lead"])
        )
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    former = site.root_page if site.root_page_id else None
    address = urlsplit(settings.BASE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (HTTPS_PORT if address.scheme == "https" else HTTP_PORT)
    site.root_page, site.site_name = home, site.site_name or service
    site.save()
    if former and type(former.specific) is Page and not former.get_children().exists():
        Page.objects.get(pk=former.pk).delete()  # « Welcome to your new Wagtail site! »
    SiteBrand.objects.get_or_create(site=site, defaults={"service": service, "notice": notice})
    return HomePage.objects.get(pk=home.pk)


def fill_home(home: HomePage) -> None:
    """Add the first blocks to an empty home page; they list the entities and offers as those are published."""
    home.refresh_from_db()  # Pages were added below it meanwhile.
    if home.body:
        return
    words = texts()["home"]
    home.body = stored.body(
        ("offres", {"title": "Les dernières offres", "number": 6, "famille": "", "whole_site": True}),
        ("familles", {"title": "Les métiers par famille"}),
        stored.steps(words["steps_title"], words["steps"]),
        join_block(words),
    )
    home.save()


def join_block(words: dict) -> tuple[str, dict]:
    """The call-to-action block that links to `/rejoindre/`, from the texts of the home page."""
    names = ("title", "text", "button")
    return "call_to_action", {name: words[f"join_{name}"] for name in names} | {"page": None, "link": "/rejoindre/"}


def make_lists(home: HomePage) -> None:
    """Create the listing pages of entities and projects, and the pages of the métiers."""
    words = texts()
    make(home, InstitutionsPage(slug="institutions", **words["institutions"]))
    make(home, ProjetsPage(slug="projets", **words["projets"]))
    make_metiers(home)


def make_metiers(home: HomePage) -> None:
    """Create the listing page of the métiers, and a page for each métier that has none."""
    listing = make(home, MetiersPage(slug="metiers", **texts()["metiers"]))
    contents = stored.read(FOLDER / "metiers.toml")
    known = set(MetierPage.objects.values_list("metier__slug", flat=True))
    for metier in Metier.objects.select_related("famille"):
        if metier.slug not in known:
            make(listing, MetierPage(title=metier.name, slug=metier.slug, metier=metier, **contents[metier.slug]))


def make_pages(home: HomePage, details: Details) -> list[ContentPage]:
    """Create the page on joining, the site plan and the legal pages. Returns the legal pages that are still drafts."""
    words = texts()
    join = words["rejoindre"]
    steps = stored.steps(join["steps_title"], join["steps"])
    joining = {"title": join["title"], "introduction": join["introduction"]}
    make(home, RejoindrePage(slug="rejoindre", body=stored.body(("text", join["text"]), steps), **joining))
    make(home, PlanPage(title="Plan du site", slug="plan-du-site"))
    return [page for slug in LEGAL if not (page := _legal_page(home, slug, words[slug], details)).live]


def _legal_page(home: HomePage, slug: str, words: dict, details: Details) -> Page:
    missing = [name for name in re.findall(r"{(\w+)}", words["text"]) if not details.words[name]]
    values = details.words | {name: f"[à compléter : {name.removesuffix('_simple')}]" for name in missing}
    text = re.sub(r"{(\w+)}", lambda match: values[match[1]], words["text"])
    page = ContentPage(title=words["title"], slug=slug, introduction=words.get("introduction", ""))
    page.body, page.live = stored.body(("text", text)), not missing
    return make(home, page)


def make(parent: Page, page: Page) -> Page:
    """Add `page` below `parent`, unless a child has the same slug. Returns the page or that child."""
    parent = Page.objects.get(pk=parent.pk)
    if known := parent.get_children().filter(slug=page.slug).first():
        return known.specific
    if page.live:
        page.first_published_at = page.last_published_at = timezone.now()
    return parent.add_child(instance=page)

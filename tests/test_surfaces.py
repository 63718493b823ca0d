"""Each state of an offer on each surface of the site, one minute before and after midnight in Paris."""

import datetime as dt

import pytest
import time_machine

from diffusion import whole_files
from emplois.deadlines import PARIS
from emplois.models import MetierPage, MetiersPage, Offre
from home.founding.stored import body
from home.models import HomePage
from referentiels.models import Metier
from vitrines.models import VitrinePage

from .factories import OffreFactory, add_home, add_institutions, add_vitrine

pytestmark = pytest.mark.django_db
WINTER, SUMMER = dt.date(2026, 1, 20), dt.date(2026, 7, 20)
PUBLISHED = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def last_minute(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=PARIS)


def first_minute_after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0, 1), tzinfo=PARIS)


MOMENTS = [(last_minute, True), (first_minute_after, False)]


@pytest.fixture(scope="module")
def offers(module_transaction) -> dict[str, Offre]:
    """An offer of each state, by title, on a home page, a métier page and a vitrine that all show offers."""
    with module_transaction.unblock():
        home = add_home()
        vitrine = add_vitrine(add_institutions(home), "Direction du numérique")
        make_offers(make_site(home, vitrine), vitrine)
        return {offre.title: offre for offre in Offre.objects.all()}


def make_site(home: HomePage, vitrine: VitrinePage) -> Metier:
    metier = Metier.objects.get(slug="data-scientist")
    listing = home.add_child(instance=MetiersPage(title="Métiers", slug="metiers"))
    listing.add_child(instance=MetierPage(title=metier.name, metier=metier, summary="On y modélise."))
    block = ("offres", {"title": "Offres", "number": 12, "famille": "", "whole_site": True})
    home.body = body(block)
    home.save()
    vitrine.body = body(block)
    vitrine.save()
    return metier


def make_offers(metier: Metier, vitrine: VitrinePage) -> None:
    def make(title: str, **fields) -> Offre:
        return OffreFactory(vitrine=vitrine, metier=metier, title=title, first_published_at=PUBLISHED, **fields)

    make("ouverte sans échéance")
    make("clôt en hiver", deadline=WINTER)
    make("clôt en été", deadline=SUMMER)
    make("pourvue", filled_on=dt.date(2026, 1, 10))
    OffreFactory(vitrine=vitrine, metier=metier, title="brouillon", live=False, first_published_at=None)
    scheduled = OffreFactory(vitrine=vitrine, metier=metier, title="programmée", live=False, first_published_at=None)
    scheduled.go_live_at = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    with time_machine.travel(PUBLISHED, tick=False):
        scheduled.save_revision().publish()
    withdrawn = make("retirée")
    withdrawn.unpublish()


SURFACES = {
    "liste": "/emplois/",
    "entité": "/institutions/direction-du-numerique/offres/",
    "vitrine": "/institutions/direction-du-numerique/",
    "accueil": "/",
    "métier": "/metiers/data-scientist/",
    "plan": "/sitemap-offres.xml",
    "API": "/api/v2/offres/",
    "RSS": "/emplois/flux.rss",
    "Atom de l’entité": "/institutions/direction-du-numerique/offres/flux.atom",
    "JSON Feed": "/emplois/flux.json",
    "Indeed": "/flux/indeed.xml",
    "LinkedIn": "/flux/linkedin.xml",
    "Markdown de l’entité": "/institutions/direction-du-numerique/index.md",
}


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("day", [WINTER, SUMMER])
@pytest.mark.parametrize(("moment", "still_open"), MOMENTS)
def test_surface_shows_public_offers_only(client, offers, surface, day, moment, still_open):
    expected = {"ouverte sans échéance"}
    if day == WINTER:
        expected.add("clôt en été")
    if still_open:
        expected.add("clôt en hiver" if day == WINTER else "clôt en été")
    with time_machine.travel(moment(day), tick=False):
        if SURFACES[surface].startswith("/flux/"):
            whole_files.publish()
        response = client.get(SURFACES[surface])
        html = (b"".join(response) if response.streaming else response.content).decode()
    shown = {title for title, offre in offers.items() if offre.get_absolute_url() in html}
    assert shown == expected


@pytest.mark.parametrize(
    ("title", "status", "said", "applicable"),
    [
        ("ouverte sans échéance", 200, "Candidater par courriel", True),
        ("clôt en été", 200, "Candidater par courriel", True),
        ("clôt en hiver", 200, "a expiré", False),
        ("pourvue", 200, "est pourvue", False),
        ("brouillon", 404, "Page non trouvée", False),
        ("programmée", 404, "Page non trouvée", False),
        ("retirée", 410, "plus en ligne", False),
    ],
)
def test_page_of_each_state(client, offers, title, status, said, applicable):
    with time_machine.travel(first_minute_after(WINTER), tick=False):
        response = client.get(offers[title].get_absolute_url())
    html = response.content.decode()
    assert response.status_code == status
    assert said in html
    assert ("mailto:recrutement" in html) == applicable
    assert ("JobPosting" in html) == applicable
    assert ('content="noindex"' in html) == (not applicable)
    if status == 200 and not applicable:
        assert "Offres similaires" in html
        assert offers["ouverte sans échéance"].get_absolute_url() in html


@pytest.mark.parametrize("day", [WINTER, SUMMER])
@pytest.mark.parametrize(("moment", "still_open"), MOMENTS)
def test_counts_follow_the_clock(client, offers, day, moment, still_open):
    public = 1 + (day == WINTER) + still_open
    with time_machine.travel(moment(day), tick=False):
        (vitrine,) = client.get("/institutions/").context["entities"]
        assert vitrine.open_offers == public
        assert client.get("/emplois/").context["paginator"].count == public

"""The demonstration's home page, métiers and pages that every State site has."""

from wagtail.models import Page, Site

from emplois.models import MetierPage, MetiersPage
from home.models import ContentPage, HomePage, PlanPage, SiteBrand
from referentiels.models import Metier
from vitrines.models import ProjetPage, RejoindrePage, TemoignagePage, VitrinePage

from .source_files import body, items, publish_below, texts

NOTICE = "Démonstration : ce site n’est pas un site officiel de l’État."
IN_THE_SPOTLIGHT = ["dnum-mte", "anssi", "dinum", "dgfip", "snum", "asp"]
PROJECTS = ["rendez-vous-en-prefecture", "le-vote-par-internet-des-francais-de-letranger", "nuage-public-interne"]
TESTIMONIALS = ["developpeuse-pour-des-connexions-lentes", "intrapreneuse-mandat-de-deux-ans"]


def load_home() -> HomePage:
    root = Page.get_first_root_node()
    told = texts("pages")["home"]
    home = publish_below(
        root, HomePage(title="Les métiers du numérique de l’État", slug="accueil", lead=told["lead"]), days_ago=300
    )
    old = Site.objects.filter(is_default_site=True).first()
    told_site = {"hostname": "localhost", "root_page": home, "site_name": "Métiers du numérique de l’État"}
    site, _ = Site.objects.update_or_create(is_default_site=True, defaults=told_site)
    if old and type(old.root_page.specific) is Page:
        old.root_page.refresh_from_db()
        old.root_page.delete()
    SiteBrand.objects.update_or_create(site=site, defaults={"notice": NOTICE})
    home.refresh_from_db()
    return home


def load_metiers(home: HomePage) -> None:
    """A page for each métier of the reference list."""
    listing = publish_below(
        home,
        MetiersPage(
            title="Les métiers du numérique",
            slug="metiers",
            introduction="52 métiers en 10 familles : ce que l’on y fait, ce qu’il faut savoir, et qui recrute.",
        ),
    )
    told = texts("metiers")
    for metier in Metier.objects.select_related("famille"):
        page = MetierPage(title=metier.name, metier=metier, **told[metier.slug])
        publish_below(listing, page, days_ago=90)


def load_pages(home: HomePage) -> None:
    told = texts("pages")
    join = told["rejoindre"]
    steps = ("steps", {"title": "Comment cela se passe", "steps": _steps(join["steps"])})
    publish_below(
        home,
        RejoindrePage(
            title=join["title"],
            slug="rejoindre",
            introduction=join["introduction"],
            body=body(("text", join["text"]), steps),
        ),
        days_ago=250,
    )
    publish_below(home, PlanPage(title="Plan du site", slug="plan-du-site"))
    _page(home, "accessibilite", told["accessibilite"])
    _page(home, "mentions-legales", told["mentions-legales"])
    _page(home, "donnees-personnelles", told["donnees-personnelles"])


def _page(home: HomePage, slug: str, told: dict, *more: tuple[str, object]) -> None:
    blocks = [("text", told["text"]), *more]
    introduction = told.get("introduction", "")
    publish_below(
        home, ContentPage(title=told["title"], slug=slug, introduction=introduction, body=body(*blocks)), days_ago=250
    )


def _steps(steps: list[list[str]]) -> list[dict]:
    return items([{"title": title, "text": text, "duration": duration} for title, text, duration in steps])


def tell_home(home: HomePage) -> None:
    """Fill the home page, once there is something to show on it."""
    told = texts("pages")["home"]
    home.body = body(
        ("portal_figures", {"title": ""}),
        ("offres", {"title": "Les dernières offres", "number": 6, "famille": "", "whole_site": True}),
        ("entites", {"title": "Des entités à découvrir", "pages": _chosen(VitrinePage, IN_THE_SPOTLIGHT)}),
        ("familles", {"title": "Les métiers par famille"}),
        ("projets", {"title": "Ce que nous construisons", "pages": _chosen(ProjetPage, PROJECTS)}),
        (
            "temoignages",
            {"title": "Ils et elles racontent leur métier", "pages": _chosen(TemoignagePage, TESTIMONIALS)},
        ),
        ("steps", {"title": told["steps"]["title"], "steps": _steps(told["steps"]["steps"])}),
        ("call_to_action", {**told["join"], "page": None, "link": "/rejoindre/"}),
    )
    home.save()


def _chosen(model: type[Page], slugs: list[str]) -> list[dict]:
    found = dict(model.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return items([found[slug] for slug in slugs])

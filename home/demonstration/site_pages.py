"""The demonstration's home page, and the details for its legal pages."""

from wagtail.models import Page

from home.founding.pages import Details, join_block, make_home
from home.founding.pages import texts as founding_texts
from home.founding.stored import body, items, steps
from home.models import HomePage
from vitrines.models import ProjetPage, TemoignagePage, VitrinePage

SERVICE = "Métiers du numérique de l’État"
DETAILS = Details(
    editeur=(
        "Ce site de démonstration, qui n’est édité par aucune administration. Les entités citées existent ; leurs "
        "chiffres, projets, témoignages et offres sont inventés pour montrer le fonctionnement du portail"
    ),
    directeur="Personne : ce site n’est pas publié.",
    hebergeur="La machine sur laquelle il est installé.",
    contact="donnees-personnelles@exemple.invalid",
)
NOTICE = "Démonstration : ce site n’est pas un site officiel de l’État."
IN_THE_SPOTLIGHT = ["dnum-mte", "anssi", "dinum", "dgfip", "snum", "asp"]
PROJECTS = ["rendez-vous-en-prefecture", "le-vote-par-internet-des-francais-de-letranger", "nuage-public-interne"]
TESTIMONIALS = ["developpeuse-pour-des-connexions-lentes", "intrapreneuse-mandat-de-deux-ans"]


def load_home() -> HomePage:
    """Create the home page, still empty, with the demonstration's notice."""
    return make_home(SERVICE, notice=NOTICE)


def fill_home(home: HomePage) -> None:
    """Set the blocks of the home page. The pages that they refer to must exist."""
    home.refresh_from_db()
    words = founding_texts()["home"]
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
        steps(words["steps_title"], words["steps"]),
        join_block(words),
    )
    home.save()


def _chosen(model: type[Page], slugs: list[str]) -> list[dict]:
    keys = dict(model.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return items([keys[slug] for slug in slugs])

"""The demonstration's entities: their vitrines, rubriques, projects and testimonials."""

import datetime as dt
from itertools import cycle, islice
from typing import Any

from django.utils.html import escape
from wagtail.models import Collection, Page

from core.text import to_slug
from emplois.deadlines import paris_today
from home.founding.stored import body, items
from referentiels.models import Commune, Metier
from vitrines.enums import Rubrique
from vitrines.models import (
    InstitutionsPage,
    ProjetPage,
    ProjetsPage,
    RubriquePage,
    TemoignagePage,
    TemoignagesPage,
    VitrinePage,
)

from . import drawings
from .source_files import add_image, publish_below, rows, texts

SOURCE = "Chiffre inventé pour la démonstration"

Entities = dict[tuple[str, str], VitrinePage]


def load_entities() -> Entities:
    """Create the vitrine of each row of `entites.csv`, below its ministry if any. Returns them by (name, sigle)."""
    directory = InstitutionsPage.objects.get()
    ministries: dict[str, VitrinePage] = {}
    entities = {}
    shared = texts("rubriques")
    for number, row in enumerate(rows("entites.csv")):
        parent = directory
        if name := row["rattachement"]:
            if name not in ministries:
                ministries[name] = _ministry(directory, name)
            parent = ministries[name]
        entities[row["entite"], row["sigle"]] = _entity(parent, row, number, shared)
    return entities


def _ministry(directory: Page, name: str) -> VitrinePage:
    content = texts("ministeres").get(name, {})
    page = VitrinePage(title=name, slug=to_slug(name), accroche=content.get("accroche", ""), place=_commune("Paris"))
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=name))
    page.logo = add_image(f"Logo {name}", f"logo-{page.slug}.svg", drawings.logo(name, page.slug), collection)
    if text := content.get("text"):
        page.body = body(
            ("text", f"<p>{escape(text)}</p>"), ("offres", _latest_offers("Les dernières offres du ministère"))
        )
    return publish_below(directory, page, days_ago=200)


def _entity(parent: Page, row: dict[str, str], number: int, shared: dict) -> VitrinePage:
    name, sigle = row["entite"], row["sigle"]
    slug = to_slug(sigle or name)
    content = texts(f"entites/{slug}")
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=sigle or name))
    today = paris_today()
    vitrine = VitrinePage(
        title=name,
        slug=slug,
        sigle=sigle,
        accroche=content.get("accroche", ""),
        place=_commune(content.get("place", "")),
        website=content.get("website", ""),
        contact=f"recrutement-{slug}@exemple.invalid",
        agents_count=content.get("agents"),
        agents_count_source=SOURCE if "agents" in content else "",
        agents_count_on=today - dt.timedelta(days=60 + 29 * (number % 14)) if "agents" in content else None,
        women_share=content.get("women"),
        women_share_source=SOURCE if "women" in content else "",
        women_share_on=today - dt.timedelta(days=60 + 29 * (number % 10)) if "women" in content else None,
        figures=_figures(content.get("figures", []), number),
        logo=add_image(f"Logo {sigle or name}", f"logo-{slug}.svg", drawings.logo(sigle or name, slug), collection),
    )
    if content.get("figures"):
        cover = drawings.cover(f"bannière {slug}")
        vitrine.banner = add_image(f"Bannière {name}", f"banniere-{slug}.jpg", cover, collection)
    vitrine.body = _presentation(content)
    publish_below(parent, vitrine, days_ago=180 - 4 * number)
    for kind, introduction, blocks in _rubriques(content, number, shared):
        page = RubriquePage(title=str(Rubrique(kind).label), kind=kind, introduction=introduction, body=body(*blocks))
        publish_below(vitrine, page, days_ago=150 - 4 * number)
    _projets(vitrine, content.get("projets", []), number, collection)
    _temoignages(vitrine, content.get("temoignages", []), number, collection)
    return vitrine


def _commune(name: str) -> Commune | None:
    return Commune.objects.matching(name).first() if name else None


def _figures(figures: list[list[str]], number: int, *, name: str = "figure") -> str:
    day = paris_today() - dt.timedelta(days=45 + 31 * (number % 13))
    return body(*((name, _figure(value, label, day)) for value, label in figures))


def _figure(value: str, label: str, day: dt.date) -> dict:
    return {"value": value, "label": label, "source": SOURCE, "source_url": "", "measured_on": day.isoformat()}


def _presentation(content: dict) -> str:
    blocks: list[tuple[str, Any]] = [("text", f"<p>{escape(content['purpose'])}</p>")]
    if content.get("temoignages"):
        testimonial = content["temoignages"][0]
        blocks.append(
            ("quote", {"text": testimonial["quote"], "author": testimonial["name"], "role": testimonial["role"]})
        )
    return body(*blocks)


def _latest_offers(title: str) -> dict:
    return {"title": title, "number": 3, "famille": "", "whole_site": False}


def _listed(entries: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(entry)}</li>' for entry in entries)}</ul>"


def _rubriques(content: dict, number: int, shared: dict) -> list[tuple[str, str, list[tuple[str, object]]]]:
    """Kind, introduction and blocks of an entity's rubriques: at least four, more if its file has more content."""
    rubriques: list[tuple] = [
        (Rubrique.RAISON_DETRE, content["accroche"], [("text", f"<p>{escape(content['purpose'])}</p>")]),
        (Rubrique.MISSIONS, "Ce que nous faisons, et pour qui.", [("text", _listed(content["missions"]))]),
        (
            Rubrique.METIERS,
            "Les métiers que vous trouverez chez nous.",
            [("text", f"<p>{escape(content['metiers'])}</p>"), ("offres", _latest_offers("Nos offres du moment"))],
        ),
    ]
    if challenges := content.get("enjeux"):
        rubriques.append(
            (Rubrique.ENJEUX, "Ce qui nous occupera ces prochaines années.", [("text", _listed(challenges))])
        )
    if departments := content.get("organisation"):
        rubriques.append(
            (Rubrique.ORGANISATION, "Nos équipes, et qui fait quoi.", [("organisation", _organisation(departments))])
        )
    extra = [
        _atouts(number, shared),
        _valeurs(number, shared),
        _profils(number, shared),
        _nous_rejoindre(number, shared),
    ]
    wealth = len(content.get("projets", [])) + len(content.get("temoignages", [])) + bool(content.get("figures"))
    rubriques += extra[: min(wealth, 8 - len(rubriques))]
    return [*rubriques, _recrutement(content, number, shared)]


def _pick(entries: list, start: int, count: int) -> list:
    return list(islice(cycle(entries), start % len(entries), start % len(entries) + count))


def _atouts(number: int, shared: dict) -> tuple:
    chosen = _pick(shared["atouts"], number * 5, 5)
    answers = [{"title": title, "text": f"<p>{escape(text)}</p>"} for title, text in chosen]
    return (
        Rubrique.ATOUTS,
        "Ce que vous gagnez à venir.",
        [("accordion", {"title": "", "items": items(answers)}), ("call_to_action", _to_offers(number))],
    )


def _valeurs(number: int, shared: dict) -> tuple:
    chosen = _pick(shared["valeurs"], number * 3, 4)
    text = "".join(f"<h2>{escape(title)}</h2><p>{escape(text)}</p>" for title, text in chosen)
    return Rubrique.VALEURS, "Ce à quoi nous tenons quand il faut choisir.", [("text", text)]


def _profils(number: int, shared: dict) -> tuple:
    return Rubrique.PROFILS, "Qui réussit chez nous ?", [("text", _pick(shared["profils"], number, 1)[0]["text"])]


def _nous_rejoindre(number: int, shared: dict) -> tuple:
    text = _pick(shared["nous_rejoindre"], number, 1)[0]["text"]
    return Rubrique.NOUS_REJOINDRE, "Par où commencer.", [("text", text), ("call_to_action", _to_offers(number + 1))]


def _to_offers(number: int) -> dict:
    titles = ["Envie d’en parler ?", "Et si c’était vous ?", "Un poste vous attend peut-être"]
    return {
        "title": titles[number % 3],
        "text": "Les offres disent tout : rémunération, lieu, télétravail.",
        "button": "Voir les offres",
        "page": None,
        "link": "/emplois/",
    }


def _recrutement(content: dict, number: int, shared: dict) -> tuple:
    cleared = any(word in content["purpose"] for word in ("renseignement", "Nation", "attaques", "forces"))
    chosen = shared["recrutement"][2 if cleared else number % 2]
    steps = [{"title": title, "text": text, "duration": duration} for title, text, duration in chosen["steps"]]
    return (
        Rubrique.RECRUTEMENT,
        chosen["introduction"],
        [
            ("steps", {"title": chosen["title"], "steps": items(steps)}),
            ("callout", {"title": "Bon à savoir", "text": f"<p>{escape(chosen['note'])}</p>"}),
        ],
    )


def _organisation(departments: list) -> dict:
    return {
        "title": "",
        "departments": items(
            [
                {"name": name, "text": role, "units": items([{"name": unit, "text": ""} for unit in units])}
                for name, role, units in departments
            ]
        ),
    }


def _projets(vitrine: VitrinePage, projets: list[dict], number: int, collection: Collection) -> None:
    if not projets:
        return
    listing = publish_below(vitrine, ProjetsPage(title="Projets"), days_ago=120)
    for place, projet in enumerate(projets):
        slug = to_slug(projet["title"])
        page = ProjetPage(
            title=projet["title"],
            slug=slug,
            summary=projet["summary"],
            status=projet["status"],
            theme=projet["theme"],
            problem=projet["problem"],
            built=projet["built"],
            impact=_figures(projet.get("impact", []), number + place),
            technologies=projet.get("technologies", ""),
            team=projet.get("team", ""),
            cover=add_image(
                f"Illustration : {projet['title']}", f"projet-{slug}.jpg", drawings.cover(slug), collection
            ),
        )
        publish_below(listing, page, days_ago=110 - 3 * number - place)


def _temoignages(vitrine: VitrinePage, temoignages: list[dict], number: int, collection: Collection) -> None:
    if not temoignages:
        return
    listing = publish_below(vitrine, TemoignagesPage(title="Témoignages"), days_ago=120)
    for place, temoignage in enumerate(temoignages):
        slug = to_slug(temoignage["title"])
        answers = "".join(
            f"<h2>{escape(question)}</h2><p>{escape(answer)}</p>" for question, answer in temoignage["qa"]
        )
        drawn = drawings.portrait(f"{temoignage['name']} {vitrine.slug}")
        page = TemoignagePage(
            title=temoignage["title"],
            slug=slug,
            first_name=temoignage["name"],
            role=temoignage["role"],
            metier=Metier.objects.get(slug=temoignage["metier"]),
            quote=temoignage["quote"],
            body=body(("text", answers)),
            portrait=add_image(f"Portrait dessiné de {temoignage['name']}", f"portrait-{slug}.svg", drawn, collection),
        )
        publish_below(listing, page, days_ago=100 - 2 * number - place)

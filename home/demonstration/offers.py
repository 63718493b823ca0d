"""The demonstration's 240 offers in every state: those imported keep their real titles, those written here do not."""

import datetime as dt
import itertools
import random
import re

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Workflow

from core.text import fold
from emplois import legal_mentions
from emplois.deadlines import paris_today
from emplois.enums import (
    Categorie,
    Contrat,
    Experience,
    Management,
    Ouverture,
    Teletravail,
    TempsDeTravail,
    Vacance,
    Versant,
)
from emplois.models import Lieu, Offre
from referentiels.models import Commune, Metier, Region

from .entities import Entities
from .offer_texts import OfferTexts, is_young
from .source_files import rows

OFFERS = 240
STATES = ["expired", "closing", "draft", "moderation", "scheduled", "filled"]
"""States of one offer each out of 24; the others are open."""
ROUND = 24
SPARSE = 7
"""Position, in each round, of an imported offer: a title, a place and an external link, without invented content."""

TERRITORIAL = {"cd-78", "cd-92", "ville-de-marseille", "bordeaux-metropole"}
CONTRACTS = [
    [Contrat.PERMANENT, Contrat.CDD],
    [Contrat.PERMANENT, Contrat.CDI, Contrat.CDD],
    [Contrat.CDI],
    [Contrat.CDD],
    [Contrat.PERMANENT],
]
LEVELS = {
    "A": Experience.DEBUTANT,
    "S": Experience.DEBUTANT,
    "D": Experience.DEBUTANT,
    "C": Experience.CONFIRME,
    "E": Experience.EXPERT,
}
"""By `niveau` of the titles file; one in five of the others asks for experts."""
YOUNG_LEVELS = {"A": Contrat.APPRENTISSAGE, "S": Contrat.STAGE}
SECRET = {"dgsi"}
"""Slugs of the entities that never allow remote work."""
SOVEREIGN = {1, 11, 46, 54, 75, 111, 123, 147, 154, 165, 197}
"""Numbers of the offers that require the French nationality."""


def load_offers(vitrines: Entities, workflow: Workflow) -> None:
    """Create the offers of `vitrines`, in the file's order; those in moderation are submitted to `workflow`."""
    written = OfferTexts()
    named = {kind["name"]: kind for kind in written.kinds}
    communes = {c.folded_name: c for c in Commune.objects.order_by("population").select_related("departement")}
    areas = {fold(region.name): region for region in Region.objects.all()}
    metiers = {metier.slug: metier for metier in Metier.objects.select_related("famille")}
    authors = get_user_model().objects.in_bulk(field_name="username")
    known = (row for row in rows("intitules_2021.csv") if (row["entite"], row["sigle"]) in vitrines)
    for number, row in enumerate(itertools.islice(known, OFFERS)):
        vitrine = vitrines[row["entite"], row["sigle"]]
        title = " ".join(row["intitule"].split())[:250]
        by_title = next(kind for kind in written.kinds if re.search(kind["pattern"], fold(title)))
        kind, place = named.get(row["genre"], by_title), number % ROUND
        state = STATES[place] if place < len(STATES) else "open"
        offre = Offre(title=row["titre"] or title, vitrine=vitrine, reference=f"2026-{1000 + 7 * number}", live=False)
        offre.metier = metiers[kind["metier"]]
        if place == SPARSE:
            offre = _sparse(offre, number)
        else:
            _fill(offre, kind, written, number, row["niveau"])
        _date(offre, state, number)
        if number % 5 and legal_mentions.concern(offre):
            _set_mentions(offre)
        offre.save()
        where = row["lieu"].replace(";", ", ") or row["localisation"]
        towns, regions = _towns(where, communes), _regions(where, areas)
        for town in towns or ([] if regions or not vitrine.place else [vitrine.place]):
            Lieu.objects.create(offre=offre, commune=town)
        for region in regions:
            Lieu.objects.create(offre=offre, region=region)
        author = authors[f"recruteur-{vitrine.slug}"]
        if state == "moderation":
            offre.save_revision(user=author)
            workflow.start(offre, author)
        if state == "scheduled":
            offre.save_revision(user=author).publish(user=authors["moderation"])


def _date(offre: Offre, state: str, number: int) -> None:
    today, now = paris_today(), timezone.now()
    offre.live = state not in ("draft", "moderation", "scheduled")
    offre.deadline = {
        "expired": today - dt.timedelta(days=1 + number % 40),
        "closing": today,
        "filled": today + dt.timedelta(days=20),
    }.get(state, today + dt.timedelta(days=6 + number * 5 % 85) if number % 9 else None)
    if state == "scheduled":
        offre.go_live_at = now + dt.timedelta(days=2 + number % 12)
    if offre.live:
        offre.first_published_at = now - dt.timedelta(days=1 + number * 7 % 45, hours=number % 9)
        if state == "expired":
            offre.first_published_at -= dt.timedelta(days=45)
        offre.last_published_at = offre.first_published_at
    if state == "filled":
        offre.filled_on = today - dt.timedelta(days=1 + number % 30)
    if offre.start_on and offre.deadline:
        offre.start_on = max(offre.start_on, offre.deadline + dt.timedelta(days=30))


def _set_mentions(offre: Offre) -> None:
    """Set the mentions that the law requires for a permanent post; every fifth offer lacks some, for the reviewer."""
    offre.special_conditions = offre.special_conditions or "<p>Aucune.</p>"
    offre.recruiting_authority = offre.recruiting_authority or "Secrétariat général"
    offre.apply_to = "Bureau du recrutement"
    offre.deadline = offre.deadline or paris_today() + dt.timedelta(days=60)
    offre.vacant_on = offre.deadline + dt.timedelta(days=15)


def _sparse(offre: Offre, number: int) -> Offre:
    return Offre(
        title=offre.title,
        vitrine=offre.vitrine,
        metier=offre.metier,
        reference=offre.reference,
        source="CSP",
        apply_url=f"https://offres.exemple.invalid/{offre.reference}",
        source_url=f"https://offres.exemple.invalid/{offre.reference}",
        ouverture=Ouverture.TITULAIRE_CONTRACTUEL if number % 2 else "",
    )


def _fill(offre: Offre, kind: dict, written: OfferTexts, number: int, level: str) -> None:
    """Fill `offre` from its kind, its entity and a random generator seeded by `number`."""
    chance = random.Random(f"offre {number}")  # noqa: S311  variety, not a secret
    offre.experience = LEVELS.get(level) or (Experience.EXPERT if chance.random() < 0.2 else Experience.CONFIRME)
    _set_contract(offre, kind, chance, level)
    _set_work(offre, kind, chance)
    _set_pay(offre, kind["pay"][[*Experience].index(offre.experience)], written.shared)
    if Contrat.PERMANENT in offre.contracts and chance.random() < 0.4:
        _set_titulaires(offre, written.shared["corps"], chance)
    offre.is_sovereign = number in SOVEREIGN
    written.write(offre, kind, chance)
    _set_ways_to_apply(offre, number)
    offre.start_on = paris_today() + dt.timedelta(days=60 + number * 11 % 90)


def _set_contract(offre: Offre, kind: dict, chance: random.Random, level: str) -> None:
    offre.versant = Versant.FPT if offre.vitrine.slug in TERRITORIAL else Versant.FPE
    if level in YOUNG_LEVELS:
        offre.contracts = [YOUNG_LEVELS[level]]
        offre.contract_months = chance.choice([4, 5, 6] if level == "S" else [12, 24])
        return
    offre.contracts = chance.choice(CONTRACTS)
    if Contrat.CDD in offre.contracts:
        offre.contract_months = chance.choice([12, 18, 24, 36])
    permanent = Contrat.PERMANENT in offre.contracts
    offre.ouverture = Ouverture.TITULAIRE_CONTRACTUEL if permanent else Ouverture.CONTRACTUELS
    offre.categories = [Categorie.B if kind["pay"][0][0] < 31_000 else Categorie.A]


def _set_work(offre: Offre, kind: dict, chance: random.Random) -> None:
    offre.working_time = TempsDeTravail.TEMPS_PARTIEL if chance.random() < 0.04 else TempsDeTravail.TEMPS_PLEIN
    offre.teletravail = Teletravail.SUR_SITE if offre.vitrine.slug in SECRET else kind["telework"]
    if offre.teletravail == Teletravail.PARTIEL and chance.random() < 0.1 and not (is_young(offre) or kind["leads"]):
        offre.teletravail = Teletravail.TOTAL
    if offre.teletravail == Teletravail.PARTIEL:
        offre.teletravail_jours = 1 if is_young(offre) else 1 + len(offre.title) % 3
    offre.management = Management.AVEC if kind["leads"] else Management.SANS
    if is_young(offre):
        return
    offre.vacance = Vacance.VACANT if chance.random() < 0.7 else Vacance.SUSCEPTIBLE


def _set_pay(offre: Offre, bounds: list[int], shared: dict) -> None:
    if is_young(offre):
        offre.pay_text = shared["gratification" if Contrat.STAGE in offre.contracts else "apprenti_paye"]
    else:
        offre.pay_min, offre.pay_max = bounds


def _set_titulaires(offre: Offre, corps: dict, chance: random.Random) -> None:
    offre.pay_titulaires_text = "Traitement indiciaire et régime indemnitaire (RIFSEEP) du corps"
    offre.corps_grade = chance.choice(corps[offre.versant][offre.categories[0]])
    offre.recruiting_authority = "Secrétariat général"


def _set_ways_to_apply(offre: Offre, number: int) -> None:
    slug = offre.vitrine.slug
    offre.apply_here = number % 5 in (0, 1, 3)
    if number % 5 == 2:
        offre.apply_url = f"https://recrutement.exemple.invalid/{slug}/{offre.reference}"
    elif not offre.apply_here:
        offre.apply_email = f"recrutement-{slug}@exemple.invalid"
    offre.contact = f"Bureau du recrutement, questions-{slug}@exemple.invalid"


def _parts(text: str) -> list[str]:
    return [fold(part).lstrip("0123456789 ") for part in text.split(",")]


def _towns(text: str, communes: dict[str, Commune]) -> list[Commune]:
    return list({commune.pk: commune for name in _parts(text) if (commune := communes.get(name))}.values())


def _regions(text: str, regions: dict[str, Region]) -> list[Region]:
    return [regions[name] for name in dict.fromkeys(_parts(text)) if name in regions]

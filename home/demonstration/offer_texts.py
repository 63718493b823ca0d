"""The texts of the demonstration's offers, drawn so that no sentence is in more than MOST of them."""

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from django.utils.html import escape

from core.text import fold
from emplois.enums import OF_THE_YOUNG, Contrat, Experience, Teletravail, Vacance
from emplois.models import Offre

from .source_files import texts

MOST = 6
"""Offers that may have the same sentence of FEWEST_WORDS words or more, list items included."""
FEWEST_WORDS = 4
TRIES = 8
"""Renderings tried of each template, whose slots are drawn."""
TWO_YEARS = 24
DAYS = {1: "un jour", 2: "deux jours", 3: "trois jours"}
ON_FOOT_OR_WHEELS = {"radio", "support"}
"""Names of the kinds that need a driving licence."""
SHORT = 4
COMMON = {
    *("techni", "ingeni", "admini", "cheffe", "projet", "expert", "respon", "develo", "inform", "system"),
    *("applic", "appren", "stage", "direct", "charge", "person", "equipe", "servic", "donnee", "confir"),
}
"""Starts of words that are in the titles and the texts of every kind."""
BY_SHIFTS = {"supervision"}

_SLOT = re.compile(r"{(\w+)}")
_NOT_FOR_YOUNG = re.compile(
    r"\bans\b|encadr|recrut|décider|pilot|coordonn|négoci|budget|représent|arbitr|anim|former|condui|homolog|comité"
    r"|répondre d|chaque nouvel|fixer|conseiller|accompagner quatre|responsabilités|marchés|direction|spécifications"
)
_FOR_AGENTS = re.compile(r"concours|prime|mutuelle|crèche|congés")
_FLEXIBLE_HOURS = "horaires variables"


def is_young(offre: Offre) -> bool:
    """Whether `offre` is an apprenticeship or an internship."""
    return bool(OF_THE_YOUNG.intersection(offre.contracts))


class OfferTexts:
    """Writes the texts of offers one after the other, and counts their sentences.

    Same offers in the same order, same texts.
    """

    def __init__(self) -> None:
        content = texts("offres")
        self.shared, self.kinds = content["texts"], content["kinds"]
        self.by_entity = texts("offres_entites")
        self.uses: Counter[str] = Counter()

    def write(self, offre: Offre, kind: Mapping, chance: random.Random) -> None:
        """Set the seven texts of `offre`, whose codes and amounts are known; its vacancy follows from them."""
        of_entity = self.by_entity[offre.vitrine.slug]
        own = of_entity.get(kind["name"]) or of_entity[kind["group"]]
        draw = Draw(self, chance, self.shared["slots"] | {"domain": kind["domain"], "exercise": kind["exercises"]})
        young, on_site = is_young(offre), offre.teletravail == Teletravail.SUR_SITE
        near = _words(offre.title)
        offre.context = _paragraph(draw.one(own["context"], near=near), draw.one(_facts(offre.vitrine.slug)))
        on_call = self._conditions(offre, kind, draw)
        offre.missions = self._missions(kind, own["work"], draw, near=near, on_call=on_call, young=young)
        offre.profile = self._profile(offre, kind, draw)
        habits = "tutorat" if young else "habitudes_sur_site" if on_site else "habitudes"
        offre.team = _paragraph(draw.one(own["teams"], near=near), draw.one(self.shared[habits]))
        if "part en" in offre.team:
            offre.vacance = Vacance.SUSCEPTIBLE
        offre.benefits = self._benefits(offre, kind, draw)
        steps = [self.shared[name] for name in ("premier_contact", "entretien", "reponse")]
        offre.process = _list([draw.one(_without(step, "salaire") if young else step) for step in steps], tag="ol")

    def _missions(
        self, kind: Mapping, work: list[str], draw: "Draw", *, near: set[str], on_call: str, young: bool
    ) -> str:
        pool = [text for text in kind["missions"] if not (young and _NOT_FOR_YOUNG.search(text))]
        own = [text for text in work if not (young and _NOT_FOR_YOUNG.search(text))]
        missions = [*draw.several(pool, 3 if young else 4), *draw.several(own, 1, near=near)]
        if young:
            missions += draw.several(self.shared["missions_jeunes"], 1)
        missions += [on_call] if on_call else []
        return _list(missions) + _paragraph(draw.one(kind["difficulties"]))

    def _profile(self, offre: Offre, kind: Mapping, draw: "Draw") -> str:
        young = is_young(offre)
        names = {Experience.DEBUTANT: "debutant", Experience.CONFIRME: "confirme", Experience.EXPERT: "expert"}
        name = names[Experience(offre.experience)]
        if young:
            name = "stage" if Contrat.STAGE in offre.contracts else "apprentissage"
            draw.slots |= dict.fromkeys(["mois_stage", "mois_ecole"], str(offre.contract_months))
            draw.slots["etudes"] = ["2", "3"] if offre.contract_months == TWO_YEARS else ["3", "5"]
        beginner = offre.experience == Experience.DEBUTANT
        skills = [text for text in kind["skills"] if not (beginner and _NOT_FOR_YOUNG.search(text))]
        return _paragraph(draw.one(self.shared[name])) + _list(draw.several(skills, 3 if young else 5))

    def _benefits(self, offre: Offre, kind: Mapping, draw: "Draw") -> str:
        fixed_hours = offre.teletravail == Teletravail.SUR_SITE or kind["name"] in BY_SHIFTS
        draw.slots |= self._of_the_entity(offre.vitrine.slug)
        rich = [text for text in self.shared["avantages"] if not (fixed_hours and _FLEXIBLE_HOURS in text)]
        if is_young(offre):
            benefits = draw.several([text for text in rich if not _FOR_AGENTS.search(text)], 2)
        else:
            benefits = draw.several(rich, 2) + draw.several(self.shared["avantages_courts"], 1)
        if offre.teletravail == Teletravail.TOTAL:
            benefits = draw.several(self.shared["teletravail_total"], 1) + benefits
        elif offre.teletravail_jours:
            draw.slots["jours_teletravail"] = [DAYS[offre.teletravail_jours]]
            benefits = draw.several(self.shared["teletravail"], 1) + benefits
        return _list(benefits)

    def _of_the_entity(self, slug: str) -> dict[str, list[str]]:
        """The values of the slots of benefits: the same for all offers of an entity."""
        chance = random.Random(f"avantages {slug}")  # noqa: S311  variety, not a secret
        names = sorted({name for text in self.shared["avantages"] for name in _SLOT.findall(text)})
        return {name: [chance.choice(self.shared["slots"][name])] for name in names}

    def _conditions(self, offre: Offre, kind: Mapping, draw: "Draw") -> str:
        """Set the special conditions. Returns the item of the missions on call, empty without."""
        lines, mission = [], ""
        if offre.is_sovereign:
            lines += [draw.one(self.shared["souverain"]), draw.one(self.shared["habilitation"])]
        if kind["name"] in BY_SHIFTS:
            lines.append(draw.one(self.shared["horaires"]))
        elif kind["on_call"] and not is_young(offre) and draw.chance.random() < 0.4:
            pair = draw.chance.choice(self.shared["astreintes"])
            draw.slots |= {name: [draw.chance.choice(draw.slots[name])] for name in ("roulement", "presents")}
            condition = draw.one(pair[1:])
            mission = draw.one(pair[:1]) if condition else ""
            lines += [condition] if mission else []
        if kind["name"] in ON_FOOT_OR_WHEELS and draw.chance.random() < 0.5:
            lines.append(draw.one(self.shared["permis"]))
        elif not lines and draw.chance.random() < 0.4:
            draw.slots["ou_deplacement"] = self.shared["lieux_deplacement"][kind["group"]]
            lines.append(draw.one(self.shared["deplacements"]))
        offre.special_conditions = _paragraph(*lines)
        return mission


class Draw:
    """Draws texts for one offer from the counts of all; `slots` are the values of what is between braces."""

    def __init__(self, counts: OfferTexts, chance: random.Random, slots: dict[str, list[str] | str]) -> None:
        self.uses, self.chance, self.slots = counts.uses, chance, slots

    def one(self, templates: Iterable[str], *, near: Collection[str] = ()) -> str:
        """A rendering of one of the templates, of those that fewest offers have; empty if all are in MOST offers."""
        return next(iter(self.several(templates, 1, near=near)), "")

    def several(self, templates: Iterable[str], count: int, *, near: Collection[str] = ()) -> list[str]:
        """At most `count` renderings of different templates: first those with most of the words `near`."""
        best = []
        for template in templates:
            rendered = [self._render(template) for _ in range(TRIES if _SLOT.search(template) else 1)]
            text = min(rendered, key=self._most_used)
            if self._most_used(text) < MOST:
                farther = -len(_words(template).intersection(near))
                rank = (farther, self.uses[template], self._most_used(text), self.chance.random())
                best.append((rank, template, text))
        chosen = sorted(best)[:count]
        for *_, template, text in chosen:
            self.uses.update({template, *sentences(text)})
        self.chance.shuffle(chosen)
        return [text for *_, text in chosen]

    def _most_used(self, text: str) -> int:
        return max((self.uses[one] for one in sentences(text)), default=0)

    def _render(self, template: str) -> str:
        text = template
        while _SLOT.search(text):  # An exercise is a slot, and may have some.
            text = _SLOT.sub(self._value, text)
        return text.replace("de une ", "d’une ")

    def _value(self, slot: re.Match) -> str:
        value = self.slots[slot[1]]
        return value if isinstance(value, str) else self.chance.choice(value)


@lru_cache(10_000)
def sentences(text: str) -> list[str]:
    """The sentences of a plain text that are long enough to be counted."""
    parts = (" ".join(part.split()) for part in re.split(r"(?<=[.!?…])\s+", _capitalized(text)))
    return [part for part in parts if len(re.findall(r"\w+", part)) >= FEWEST_WORDS]


@lru_cache(100)
def _facts(slug: str) -> list[str]:
    """What the entity's own file says, one entry a subject."""
    content = texts(f"entites/{slug}")
    facts = [content["purpose"]]
    for projet in content.get("projets", []):
        name = f"« {projet['title']} »"
        facts.append(f"Un des projets : {name}. {projet['summary']}")
        facts.append(f"Le projet {name} part d’un constat. {projet['problem']} Réponse : {_lower(projet['built'])}")
    missions = [mission for mission in content["missions"] if ":" not in mission]
    return facts + [f"Parmi les missions de l’entité : {_lower(mission)}." for mission in missions]


@lru_cache(10_000)
def _words(text: str) -> set[str]:
    """The starts of the words of `text` that may tell its subject."""
    return {word[:6] for word in fold(text).split() if len(word) > SHORT} - COMMON


def _without(templates: list[str], word: str) -> list[str]:
    return [template for template in templates if word not in template]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_hard_spaces(text: str) -> str:
    """`text` with no-break spaces where French typography wants them."""
    return re.sub(r" (?=[:;?!%»])|(?<=«) |(?<=\d) (?=\d{3}\b)", "\u00a0", text)


def _paragraph(*lines: str) -> str:
    written = " ".join(_capitalized(line) for line in lines if line)
    return f"<p>{escape(_with_hard_spaces(written))}</p>" if written else ""


def _list(entries: list[str], *, tag: str = "ul") -> str:
    written = [_capitalized(entry) if tag == "ol" else entry for entry in entries if entry]
    lines = "".join(f"<li>{escape(_with_hard_spaces(entry))}</li>" for entry in written)
    return f"<{tag}>{lines}</{tag}>" if lines else ""

"""What the judge knows of each public offer, read from the database alone: nothing of the search engine."""

import datetime as dt
import re
from functools import cached_property
from math import asin, cos, radians, sqrt

from core.text import fold
from emplois.deadlines import PARIS, paris_today
from emplois.fields import SEARCHED, TEXTS
from emplois.models import Offre
from referentiels.models import Commune
from relecture.wording import plain
from vitrines.models import VitrinePage

Wanted = dict[str, object]
AROUND = 20
"""Kilometres around a commune: what the site does where no radius is asked for."""
JOB = ("title", "text", "metier", "famille")
"""Ways of telling the job, of which one is enough."""
PLACES = ("autour", "commune", "departement", "region")


def public_offers() -> list["Judged"]:
    entities = list(VitrinePage.objects.values_list("path", "title", "sigle"))
    names = {path: {fold(title), fold(sigle)} - {""} for path, title, sigle in entities}
    offers = Offre.objects.public().select_related("vitrine", "metier__famille")
    return [Judged(offre, names) for offre in offers.prefetch_related("lieux__commune").order_by("pk")]


class Judged:
    """A public offer, and whether it is what a query wants."""

    def __init__(self, offre: Offre, names: dict[str, set[str]]) -> None:
        self.pk, self.offre = offre.pk, offre
        self.title = fold(offre.title)
        path, step = offre.vitrine.path, VitrinePage.steplen
        above = [path[:end] for end in range(step, len(path) + 1, step)]
        metier, lieux = offre.metier, list(offre.lieux.all())
        self.communes = [lieu.commune for lieu in lieux if lieu.commune]
        self.values = {
            "metier": {metier.slug} if metier else set(),
            "famille": {metier.famille.slug} if metier else set(),
            "contrat": set(offre.contracts),
            "categorie": set(offre.categories),
            "experience": {offre.experience} - {""},
            "teletravail": {offre.teletravail} - {""},
            "teletravail_jours": {str(offre.teletravail_jours)} if offre.teletravail_jours else set(),
            "diplome": {str(offre.diplome_niveau)} if offre.diplome_niveau else set(),
            "temps": {offre.working_time} - {""},
            "management": {offre.management} - {""},
            "versant": {offre.versant} - {""},
            "ouverture": {offre.ouverture} - {""},
            "commune": {fold(commune.name) for commune in self.communes},
            "departement": {lieu.departement_id for lieu in lieux} - {None},
            "region": {lieu.region_id for lieu in lieux} - {None},
            "entite": set().union(*(names.get(one, ()) for one in above)),
        }
        if offre.teletravail == "TOTAL":
            self.values["teletravail_jours"].add("5")

    @cached_property
    def written(self) -> str:
        """All the text of the offer, as a plain full-text search would index it."""
        offre, metier = self.offre, self.offre.metier
        pieces = [offre.title, offre.vitrine.title, offre.vitrine.sigle, offre.places]
        pieces += [metier.name, metier.famille.name] if metier else []
        for name in (name for names in SEARCHED.values() for name in names if name != "title"):
            label = getattr(offre, f"get_{name}_display", None)
            value = str(label() if label else getattr(offre, name))
            pieces.append(plain(value) if name in TEXTS else value)
        return " ".join(filter(None, pieces))

    @cached_property
    def text(self) -> str:
        return fold(self.written)

    def grade(self, wanted: Wanted) -> float:
        """1 for what is wanted, a third for the same job without one of the conditions, else 0."""
        unwanted = wanted.get("not", {})
        if any(self._is_only(name, value) for name, value in unwanted.items()):
            return 0
        job = [name for name in wanted if name in JOB]
        if job and not any(self._meets(name, wanted[name]) for name in job):
            return 0
        conditions = [name for name in wanted if name not in (*JOB, "not")]
        missed = sum(not self._meets(name, wanted[name]) for name in conditions)
        if not missed:
            return 1
        return 1 / 3 if missed == 1 and len(conditions) + bool(job) > 1 else 0

    def _meets(self, name: str, value: object) -> bool:
        match name:
            case "title":
                return bool(re.search(value, self.title))
            case "text":
                return bool(re.search(value, self.text))
            case "autour":
                return any(_kilometres(one, other) <= AROUND for one in _communes(value) for other in self.communes)
            case "salaire_min":
                return (self.offre.pay_max or self.offre.pay_min or 0) >= value
            case "depuis":
                published = self.offre.first_published_at
                return bool(published) and published.astimezone(PARIS).date() >= paris_today() - dt.timedelta(value)
        return bool(self.values[name] & _among(name, value))

    def _is_only(self, name: str, value: object) -> bool:
        """Whether all that the offer has under `name` is `value`."""
        if name in ("title", "text"):
            return self._meets(name, value)
        if name == "entite":
            return bool(self.values[name] & _among(name, value))
        return bool(self.values[name]) and self.values[name] <= _among(name, value)


def _among(name: str, value: object) -> set[str]:
    values = str(value).split("|")
    return set(map(fold, values)) if name in ("commune", "entite") else set(values)


_known: dict[str, Commune] = {}


def _communes(names: object) -> list[Commune]:
    """The most populous commune of each of these names; of « Saint-Denis (93) », the one of that département."""
    for name in str(names).split("|"):
        if name not in _known:
            bare, _bracket, departement = name.rstrip(")").partition(" (")
            namesakes = Commune.objects.filter(folded_name=fold(bare)).order_by("-population")
            _known[name] = next(one for one in namesakes if departement in ("", one.departement_id))
    return [_known[name] for name in str(names).split("|")]


def _kilometres(one: Commune, other: Commune) -> float:
    latitude, longitude, to_latitude, to_longitude = map(
        radians, (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = _half(to_latitude - latitude) + cos(latitude) * cos(to_latitude) * _half(to_longitude - longitude)
    return 12_742 * asin(sqrt(half))


def _half(angle: float) -> float:
    return (1 - cos(angle)) / 2

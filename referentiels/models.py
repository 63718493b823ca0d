"""Reference lists: métiers in families with their ROME and ESCO codes, skills, regions, départements, communes.

Métiers: the State's reference of digital métiers; ROME 4.60 from France Travail (Licence Ouverte); ESCO from the
European Commission. Territory: INSEE codes; positions of communes from GeoNames (CC BY 4.0).
"""

import math
import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import reduce
from operator import or_
from typing import Any

from django.core.validators import RegexValidator
from django.db import models

from core.text import fold, to_slug

from .arrondissements import Arrondissement

_WITH_DEPARTEMENT = re.compile(r"(.+) \((\w{2,3})\)")
KM_PER_DEGREE = 111.2
EARTH_RADIUS = 6371.0


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) in degrees (haversine)."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(degrees) for degrees in position] for position in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


class Famille(models.Model):
    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", max_length=80, unique=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "famille de métiers"
        verbose_name_plural = "familles de métiers"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class MetierRome(models.Model):
    """A métier of the ROME, France Travail's reference list of trades."""

    code = models.CharField(
        "code ROME",
        max_length=5,
        primary_key=True,
        validators=[RegexValidator(r"^[A-N]\d{4}$", "Une lettre et quatre chiffres : M1805.")],
    )
    name = models.CharField("libellé", max_length=160)

    class Meta:
        verbose_name = "métier du ROME"
        verbose_name_plural = "métiers du ROME"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProfessionEsco(models.Model):
    """An occupation of ESCO, the European classification; its URI is its identifier."""

    uri = models.CharField(
        "URI",
        max_length=120,
        primary_key=True,
        validators=[
            RegexValidator(
                r"^http://data\.europa\.eu/esco/occupation/[\w-]+$",
                "Commence par http://data.europa.eu/esco/occupation/.",
            )
        ],
    )
    name = models.CharField("libellé", max_length=200)

    class Meta:
        verbose_name = "profession d’ESCO"
        verbose_name_plural = "professions d’ESCO"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Metier(models.Model):
    name = models.CharField("nom", max_length=160, unique=True)
    slug = models.SlugField("identifiant", max_length=160, unique=True)
    famille = models.ForeignKey(Famille, models.PROTECT, related_name="metiers", verbose_name="famille")
    other_names = models.TextField(
        "autres noms",
        blank=True,
        default="",
        db_default="",
        help_text="Un par ligne, au masculin ou au féminin : qui les cherche trouve ce métier.",
    )
    rome = models.ManyToManyField(
        MetierRome, blank=True, related_name="metiers", verbose_name="métiers du ROME qui correspondent"
    )
    esco = models.ManyToManyField(
        ProfessionEsco, blank=True, related_name="metiers", verbose_name="professions d’ESCO qui correspondent"
    )

    class Meta:
        verbose_name = "métier"
        verbose_name_plural = "métiers"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """A skill or a technology that texts name, by its own name or another one. See `competences.Vocabulary`."""

    class Genre(models.TextChoices):
        LANGAGE = "langage", "Langages"
        TECHNOLOGIE = "technologie", "Technologies et logiciels"
        DOMAINE = "domaine", "Domaines et méthodes"

    name = models.CharField("nom", max_length=60, unique=True)
    slug = models.SlugField("identifiant", max_length=80, unique=True, editable=False)
    genre = models.CharField("genre", max_length=12, choices=Genre.choices)
    other_names = models.TextField(
        "autres noms",
        blank=True,
        help_text="Un par ligne : sigles, variantes, pluriels. « js » pour JavaScript.",
    )
    is_ambiguous = models.BooleanField(
        "nom ambigu",
        default=False,
        help_text="« R » ou « Go » : compris seulement à côté d’une autre compétence, ou après « langage ».",
    )

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new skill its identifier, which stays when its name changes."""
        self.slug = self.slug or self.slug_of(self.name)
        super().save(*args, **kwargs)

    @staticmethod
    def slug_of(name: str) -> str:
        """« C++ » → cplusplus, « C# » → csharp, « .NET » → dotnet."""
        return to_slug(re.sub(r"^\.", "dot", name.replace("+", "plus").replace("#", "sharp")))


class Region(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)

    class Meta:
        verbose_name = "région"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements", verbose_name="région")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def departement_of(commune: str) -> str:
    """The code of the département of a commune, from its INSEE code."""
    return commune[:3] if commune.startswith("97") else commune[:2]


def _box(position: tuple[float, float], kilometres: float) -> models.Q:
    """Filter: the bounding box of the circle of this radius around `position`."""
    latitude, longitude = position
    north = kilometres / KM_PER_DEGREE
    east = north / max(math.cos(math.radians(latitude)), 0.01)
    return models.Q(
        latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east)
    )


class CommuneQuerySet(models.QuerySet["Commune"]):
    def matching(self, text: str) -> "CommuneQuerySet":
        """Communes whose INSEE code, postal code or full name is `text`, the most populous first.

        The name may include its département, as in `str(commune)`: « Rennes (35) ».
        """
        if named := _WITH_DEPARTEMENT.fullmatch(text.strip()):
            return self.filter(folded_name=fold(named[1]), departement=named[2].upper()).order_by("-population", "code")
        return self.filter(
            models.Q(code=text.upper())
            | models.Q(postal_codes__contains=f"|{text}|")
            | models.Q(folded_name=fold(text))
        ).order_by("-population", "code")

    def starting_with(self, text: str) -> "CommuneQuerySet":
        """Communes whose name, INSEE code or postal code begins with `text`, the most populous first."""
        return self.filter(
            models.Q(folded_name__startswith=fold(text))
            | models.Q(code__startswith=text.upper())
            | models.Q(postal_codes__contains=f"|{text}")
        ).order_by("-population", "code")

    def nearest_names(self, text: str) -> "list[Commune]":
        """At most three communes with similar names and the same first letter, the most similar first."""
        folded = fold(text)
        names = (
            set(self.filter(folded_name__startswith=folded[:1]).values_list("folded_name", flat=True)) if folded else ()
        )
        near = get_close_matches(folded, names, n=3, cutoff=0.75)
        by_name = {commune.folded_name: commune for commune in self.filter(folded_name__in=near).order_by("population")}
        return [by_name[name] for name in near]

    def within(self, place: "Located", *, kilometres: float) -> dict[str, float]:
        """Distances in kilometres, by code, of the communes within `kilometres` of `place`, itself included."""
        return self.within_each([place], kilometres=kilometres)[place.pk]

    def within_each(self, places: "Sequence[Located]", *, kilometres: float) -> "dict[str, dict[str, float]]":
        """By the code of each of `places`, the same as `within`; in one query.

        The commune of an arrondissement is at no distance: an offer « à Paris » may be in any of its arrondissements.
        """
        here = {place.pk: place.position for place in places if place.position is not None}
        boxes = [_box(position, kilometres) for position in here.values()]
        candidates = self.filter(reduce(or_, boxes)).values_list("pk", "latitude", "longitude") if boxes else []
        near = {place.pk: dict.fromkeys(place.codes, 0.0) for place in places}
        for pk, *there in candidates:
            for code, position in here.items():
                if pk not in near[code] and (far := distance(position, tuple(there))) <= kilometres:
                    near[code][pk] = far
        return near

    def around(self, position: tuple[float, float], *, kilometres: float) -> dict[str, float]:
        """Distances in kilometres, by code, of the communes within `kilometres` of `position`, in degrees."""
        box = self.filter(_box(position, kilometres)).values_list("pk", "latitude", "longitude")
        away = {pk: distance(position, (its_latitude, its_longitude)) for pk, its_latitude, its_longitude in box}
        return {pk: far for pk, far in away.items() if far <= kilometres}


class Commune(models.Model):
    """A commune. Latitude and longitude in degrees, WGS 84."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    folded_name = models.CharField(max_length=80, db_index=True, editable=False)
    postal_codes = models.CharField("codes postaux", max_length=250, help_text="Entourés de barres : |69001|69002|")
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes", verbose_name="département")
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["latitude", "longitude"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.departement_id})"

    @property
    def position(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees; None if unknown."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def codes(self) -> tuple[str, ...]:
        """The INSEE codes of communes whose offers are in this place."""
        return (self.code,)


Located = Commune | Arrondissement
"""A place with a position."""

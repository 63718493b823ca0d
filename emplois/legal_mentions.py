"""The twelve mandatory mentions of an offer for a permanent post, or for a contract of a year or more.

Source: article 3 of décret n° 2018-1351 of 28 December 2018, on the publication of vacant posts in the civil service.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from relecture.wording import plain

from .enums import Contrat

if TYPE_CHECKING:  # Its module imports this one.
    from .models.shown import ShownOffre

A_YEAR = 12
"""Contract length, in months, from which the mentions are mandatory."""


class Mention(NamedTuple):
    """A mandatory mention: its label, its form field, the test that an offer gives it, and a hint."""

    label: str
    field: str
    is_given: Callable[..., object]
    hint: str

    @property
    def message(self) -> str:
        return f"Mention obligatoire : {self.label}. {self.hint}"


def _says(html: str) -> bool:
    return bool(plain(html or "").strip())


MENTIONS = (
    Mention("intitulé du poste", "title", lambda o: o.title, "Donnez-lui un intitulé."),
    Mention("organisme", "vitrine", lambda o: o.vitrine_id, "Choisissez l’entité qui recrute."),
    Mention("métier", "metier", lambda o: o.metier_id, "Choisissez-le dans le répertoire."),
    Mention("localisation", "lieux", lambda o: o.lieux.exists(), "Indiquez au moins un lieu."),
    Mention("versant de la fonction publique", "versant", lambda o: o.versant, "Choisissez État, territoriale…"),
    Mention(
        "création ou vacance de l’emploi",
        "vacance",
        lambda o: o.vacance or o.is_creation,
        "Dites si l’emploi est vacant, susceptible de l’être, ou nouvellement créé.",
    ),
    Mention(
        "catégorie, et corps ou grade s’il y a lieu",
        "categories",
        lambda o: o.categories,
        "Cochez la catégorie ; précisez le corps et le grade s’il y en a un.",
    ),
    Mention(
        "autorité de recrutement",
        "recruiting_authority",
        lambda o: o.recruiting_authority,
        "Nommez le service ou la direction qui recrute.",
    ),
    Mention(
        "missions et profil", "missions", lambda o: _says(o.missions) and _says(o.profile), "Rédigez les deux textes."
    ),
    Mention(
        "conditions particulières d’exercice",
        "special_conditions",
        lambda o: _says(o.special_conditions),
        "Astreintes, habilitation, déplacements… ou « Aucune ».",
    ),
    Mention(
        "date de vacance de l’emploi",
        "vacant_on",
        lambda o: o.vacant_on or (o.is_creation and o.start_on),
        "Donnez-la, ou la date de prise de poste d’un emploi créé.",
    ),
    Mention(
        "à qui adresser la candidature, et jusqu’à quand",
        "apply_to",
        lambda o: o.apply_to and o.deadline,
        "Nommez le service destinataire et donnez la date limite.",
    ),
)


def concern(offre: "ShownOffre") -> bool:
    """Whether the mentions are mandatory for `offre`: written on this site, permanent or for at least a year.

    A fixed term without a length counts as a year. An imported offer is exempt: its official notice is at its source.
    """
    return not offre.source and _lasts(offre)


def _lasts(offre: "ShownOffre") -> bool:
    lasting = {Contrat.PERMANENT, Contrat.CDI} & set(offre.contracts)
    fixed = Contrat.CDD in offre.contracts and (offre.contract_months is None or offre.contract_months >= A_YEAR)
    return bool(lasting) or fixed


def gauge(offre: "ShownOffre") -> list[tuple[Mention, bool]]:
    """Each mention, and whether `offre` gives it."""
    return [(mention, bool(mention.is_given(offre))) for mention in MENTIONS]


def absent(offre: "ShownOffre") -> list[Mention]:
    """The missing mentions for the contract of `offre`, imported or not; none with a derogation."""
    if offre.derogation.strip() or not _lasts(offre):
        return []
    return [mention for mention, given in gauge(offre) if not given]


def owed(offre: "ShownOffre") -> list[Mention]:
    """The missing mentions that block the approval of `offre`; none if they are not mandatory or with a derogation."""
    return absent(offre) if concern(offre) else []

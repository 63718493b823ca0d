"""The twelve mentions that the notice of a permanent post, or of a contract of a year or more, owes to its readers.

Source: article 3 of décret n° 2018-1351 of 28 December 2018, on the publication of vacant posts in the civil service.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from relecture.wording import plain

from .enums import Contrat

if TYPE_CHECKING:  # Its class asks this file.
    from .models.shown import ShownOffre

A_YEAR = 12
"""Months from which a contract's notice owes its mentions."""


class Mention(NamedTuple):
    """One thing to tell: where in the form it is told, and whether an offer tells it."""

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
    """Whether the law asks these mentions of `offre`: written here, for a permanent post or for a year at least.

    A fixed term whose length is not told counts as a year. An offer that came from elsewhere has its notice there.
    """
    return not offre.source and _lasts(offre)


def _lasts(offre: "ShownOffre") -> bool:
    lasting = {Contrat.PERMANENT, Contrat.CDI} & set(offre.contracts)
    fixed = Contrat.CDD in offre.contracts and (offre.contract_months is None or offre.contract_months >= A_YEAR)
    return bool(lasting) or fixed


def gauge(offre: "ShownOffre") -> list[tuple[Mention, bool]]:
    """Every mention, and whether `offre` gives it."""
    return [(mention, bool(mention.is_given(offre))) for mention in MENTIONS]


def absent(offre: "ShownOffre") -> list[Mention]:
    """The mentions that the contract wants and that `offre` does not give, wherever it comes from."""
    if offre.derogation.strip() or not _lasts(offre):
        return []
    return [mention for mention, given in gauge(offre) if not given]


def owed(offre: "ShownOffre") -> list[Mention]:
    """The mentions that keep `offre` from being approved: none where the law asks none or a derogation is written."""
    return absent(offre) if concern(offre) else []

"""The response schemas of offers, métiers and entities. Class names and docstrings appear in the OpenAPI document."""

import datetime as dt
from typing import Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """One page of a list, with the addresses of its neighbours."""

    count: int = Field(description="Combien il y en a en tout.")
    next: str | None
    previous: str | None
    results: list[Item]


class Reference(Schema):
    """Something of a reference list, by its code."""

    code: str
    label: str


class UnderstoodFilter(Schema):
    """A filter that the words (`q`, `mots_cles`) asked for."""

    parametre: str
    valeur: str
    libelle: str


class Understanding(Schema):
    """How the words were read: filters, and the words that are left; `exact=1` leaves them as they are."""

    compris: list[UnderstoodFilter]
    mots: str


class EntityReference(Schema):
    id: int
    cle: str = Field(description="Identifiant public, unique et stable : ce que prend le filtre « entite ».")
    title: str
    sigle: str
    html_url: str | None
    detail_url: str


class MetierReference(Schema):
    slug: str
    libelle: str
    famille: str
    detail_url: str


class OffreSummary(Schema):
    """An offer in a list: the exchange's own names first, then the portal's."""

    external_id: str
    reference: str
    source_id: str = Field(description="UUID de la source, le même pour toutes ses offres.")
    title: str
    organization: str
    contract_type: str | None
    category: str | None
    publication_date: dt.date | None
    offer_url: str
    archived_at: None = Field(None, description="Toujours vide : seules les offres ouvertes sont publiques.")
    id: int
    slug: str
    detail_url: str
    html_url: str
    entite: EntityReference
    lieux: str = Field(description="Les lieux en toutes lettres.")
    contrats: list[Reference]
    teletravail: Reference | None
    experience: Reference | None
    remuneration: str = Field(description="En toutes lettres, euros bruts par an.")
    date_limite: dt.date | None = Field(description="Jusqu’à la fin de ce jour, heure de Paris.")


class Text(Schema):
    titre: str
    html: str


class Modification(Schema):
    date: dt.date
    quoi: list[str] = Field(description="Ce qui a changé ce jour-là, en mots.")


class OffrePage(Page[OffreSummary]):
    """One page of offers, with how the words were read."""

    meta: Understanding


class OffreDetail(OffreSummary):
    """One offer, whole: what its page shows, and itself in the exchange's form."""

    metier: MetierReference | None
    textes: list[Text]
    candidature_url: str | None = Field(description="Où candidater sur ce portail.")
    modifications: list[Modification]
    echange: dict[str, Any] = Field(description="L’offre dans la forme de l’échange : voir creer_modifier.")
    job_posting: dict[str, Any] = Field(description="JobPosting de schema.org.")


class Metier(Schema):
    slug: str
    libelle: str
    famille: Reference
    domaine_fonctionnel_code: str
    description: str
    competences: list[str]
    autres_noms: list[str] = Field(description="Qui cherche l’un d’eux trouve les offres de ce métier.")
    rome: list[Reference] = Field(description="Les métiers du ROME (France Travail) qui correspondent ; souvent un.")
    esco: list[Reference] = Field(description="Les professions d’ESCO (Union européenne) ; « code » est leur URI.")
    offres: int = Field(description="Combien d’offres ouvertes.")
    html_url: str | None
    page_detail_url: str | None
    detail_url: str


class Entite(Schema):
    id: int
    cle: str = Field(description="Identifiant public, unique et stable : ce que prend le filtre « entite ».")
    slug: str = Field(description="Dernier mot de son adresse, qui peut changer et n’est unique que sous son entité.")
    title: str
    sigle: str
    accroche: str
    rattachement: EntityReference | None
    implantation: Reference | None
    website: str
    offres: int = Field(description="Combien d’offres ouvertes, celles des entités au-dessous comprises.")
    html_url: str | None
    page_detail_url: str
    detail_url: str


class Refusal(Schema):
    """Why a call was refused."""

    message: str
    parametre: str | None = None
    valeurs_admises: list[str] | None = None

"""Between the exchange's form and an offer of ours: each knows the other's names here alone."""

import datetime as dt
import re
from dataclasses import dataclass, field
from html import escape

from wagtail.api.rich_text import APIRichText

from emplois.models import Lieu, Offre
from emplois.models.offre import TEXT_FEATURES
from referentiels.countries import FRANCE, alpha3, zone
from referentiels.models import Metier

from . import codes
from .form import OffreEchangee, Portail
from .refusals import Refusal, Rejected

LONGEST_TITLE = 250
SHORT_TITLE = 150
_TAG = re.compile(r"</?(p|br|ul|ol|li|h[1-6]|b|strong|i|em|a|div)\b[^<>]*>", re.IGNORECASE)
_MONTHS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mois|ans?)\b", re.IGNORECASE)
SHORTEST_CONTRACT, LONGEST_CONTRACT = 1, 72


@dataclass
class Content:
    """What an offer says, by the names of its fields, with its places by those of theirs."""

    fields: dict
    places: list[dict] = field(default_factory=list)


def rich_text(text: str) -> str:
    """`text`, plain or HTML, as an offer's texts hold it: only what their editor may write."""
    if not _TAG.search(text):
        paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
        return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part)
    kept, _removed = APIRichText.convert_input(text, features=TEXT_FEATURES)
    return kept


def months(text: str) -> int | None:
    """The length of a contract in whole months, of « 36 mois », « 2 ans »; None where it is not from 1 to 72."""
    if found := _MONTHS.search(text):
        count = float(found[1].replace(",", ".")) * (1 if found[2].lower() == "mois" else 12)
        if SHORTEST_CONTRACT <= count <= LONGEST_CONTRACT:
            return int(count)
    return None


def title(short: str, long: str) -> str:
    """The longer title where the short one is but its beginning and an offer can hold it."""
    begins = long.startswith(short.rstrip("…. "))
    return " ".join((long if begins and len(long) <= LONGEST_TITLE else short).split())


def content(form: OffreEchangee) -> Content:
    """What an offer would say that was sent as `form`, its places apart. Raises Rejected."""
    portail = form.portail or Portail()
    criteres, conditions, publication = form.criteres, form.conditions, form.publication
    email = form.contacts[0].email if form.contacts else ""
    url = form.url_candidature or ""
    here = portail.candidature_ici if portail.candidature_ici is not None else not (email or url)
    fields = {
        "title": title(form.titre, form.titre_long),
        "versant": form.identification.versant,
        "source_url": form.url_offre or "",
        "apply_url": url,
        "apply_email": email,
        "apply_here": here,
        "metier": _metier(portail.metier) if portail.metier else None,
        "categories": form.categories,
        "ouverture": form.type_contrat or "",
        "contracts": form.forme_contrat,
        "vacance": codes.VACANCE[form.vacance_poste].value if form.vacance_poste else "",
        "is_creation": portail.emploi_cree,
        "missions": rich_text(form.description.mission),
        "profile": rich_text(form.description.profil),
        "context": rich_text(form.description.employeur),
        "special_conditions": rich_text(form.description.complements),
        "team": rich_text(portail.textes.equipe),
        "benefits": rich_text(portail.textes.avantages),
        "process": rich_text(portail.textes.deroule),
        "experience": criteres.experience or "" if criteres else "",
        "diplome_niveau": criteres.diplome_niveau if criteres else None,
        "competences": "\n".join(criteres.competences_requises) if criteres else "",
        "pay_min": portail.remuneration_min,
        "pay_max": portail.remuneration_max,
        "pay_titulaires_min": portail.remuneration_titulaires_min,
        "pay_titulaires_max": portail.remuneration_titulaires_max,
        "pay_text": conditions.salaire_contractuel if conditions else "",
        "pay_titulaires_text": conditions.salaire_titulaire if conditions else "",
        "start_on": conditions.debut_contrat if conditions else None,
        "contract_months": months(conditions.duree_contrat) if conditions else None,
        "working_time": _defined(conditions.temps_travail) if conditions else "",
        "teletravail": _teletravail(conditions.lieu_de_travail if conditions else "", portail.teletravail),
        "management": conditions.management or "" if conditions else "",
        "corps_grade": portail.corps_grade,
        "recruiting_authority": portail.autorite_de_recrutement,
        "apply_to": portail.destinataire,
        "contact": portail.contact,
        "vacant_on": publication.debut_vacance_poste,
        "deadline": _deadline(publication.fin_candidature, publication.fin_publication),
    }
    return Content(fields)


def _metier(slug: str) -> Metier:
    try:
        return Metier.objects.get(slug=slug)
    except Metier.DoesNotExist:
        raise Rejected([Refusal("portail.metier", f"Métier inconnu : « {slug} ». Voir /api/v2/metiers/.")]) from None


def _defined(code: str) -> str:
    return "" if code == codes.NON_DEFINI else code


def _deadline(apply_until: dt.date | None, shown_until: dt.date) -> dt.date | None:
    """The last day to apply: none is told by the exchange's own « no end »."""
    day = min(apply_until, shown_until) if apply_until else shown_until
    return None if day.isoformat() == codes.NO_END else day


def _teletravail(place: str, finer: str | None) -> str:
    """The portal's finer code where it agrees with the exchange's, which calls part of the week télétravail too."""
    covered = codes.LIEUX_DE_TRAVAIL.get(place, [])
    return finer if finer in covered else next((code.value for code in covered), "")


def exchanged(offre: Offre, places: list[Lieu]) -> dict:
    """`offre` in the exchange's form, as JSON holds it. Asks the database nothing that it was not given."""
    posted = offre.date_posted.isoformat() if offre.date_posted else ""
    deadline = offre.deadline.isoformat() if offre.deadline else codes.NO_END
    return {
        "identification": {"reference": offre.known_as, "versant": offre.versant or None},
        "titre": offre.title if len(offre.title) <= SHORT_TITLE else f"{offre.title[: SHORT_TITLE - 1]}…",
        "titre_long": offre.title,
        "organisation": {"nom": offre.vitrine.title, "siret": ""},
        "url_offre": offre.source_url or None,
        "url_candidature": offre.apply_url or None,
        "profession": {"referentiel": codes.REFERENTIEL, "domaine": codes.DOMAINE, "metier": ""},
        "categories": list(offre.categories),
        "type_contrat": offre.ouverture or None,
        "forme_contrat": list(offre.contracts),
        "vacance_poste": next((code for code, ours in codes.VACANCE.items() if ours == offre.vacance), None),
        "description": {
            "mission": offre.missions,
            "profil": offre.profile,
            "employeur": offre.context,
            "complements": offre.special_conditions,
        },
        "localisation": [_localisation(place) for place in places],
        "criteres": {
            "diplome_niveau": offre.diplome_niveau,
            "experience": offre.experience or None,
            "competences_requises": offre.skills,
        },
        "conditions": {
            "salaire_titulaire": offre.pay_titulaires_text,
            "salaire_contractuel": offre.pay_text,
            "debut_contrat": offre.start_on.isoformat() if offre.start_on else None,
            "duree_contrat": f"{offre.contract_months} mois" if offre.contract_months else "",
            "temps_travail": offre.working_time or codes.NON_DEFINI,
            "lieu_de_travail": _lieu_de_travail(offre.teletravail),
            "management": offre.management or None,
        },
        "contacts": [{"email": offre.apply_email}] if offre.apply_email else [],
        "publication": {
            "debut_publication": posted,
            "fin_publication": deadline,
            "fin_candidature": offre.deadline.isoformat() if offre.deadline else None,
            "debut_vacance_poste": offre.vacant_on.isoformat() if offre.vacant_on else None,
        },
        "portail": {
            "metier": offre.metier.slug if offre.metier_id else "",
            "teletravail": offre.teletravail or None,
            "remuneration_min": offre.pay_min,
            "remuneration_max": offre.pay_max,
            "remuneration_titulaires_min": offre.pay_titulaires_min,
            "remuneration_titulaires_max": offre.pay_titulaires_max,
            "emploi_cree": offre.is_creation,
            "corps_grade": offre.corps_grade,
            "autorite_de_recrutement": offre.recruiting_authority,
            "candidature_ici": offre.apply_here,
            "destinataire": offre.apply_to,
            "contact": offre.contact,
            "textes": {"equipe": offre.team, "avantages": offre.benefits, "deroule": offre.process},
        },
    }


def _lieu_de_travail(teletravail: str) -> str:
    return next((code for code, covered in codes.LIEUX_DE_TRAVAIL.items() if teletravail in covered), codes.NON_DEFINI)


def _localisation(place: Lieu) -> dict:
    commune, abroad = place.commune, bool(place.country) and not place.region_id
    country = alpha3(place.country) if abroad else FRANCE
    return {
        "zone_geographique": zone(country),
        "pays": country,
        "region": place.region_id or "",
        "departement": place.departement_id or "",
        "localisation_label": str(place),
        "latitude": commune.latitude if commune else None,
        "longitude": commune.longitude if commune else None,
        "code_commune": place.commune_id or "",
        "precision": place.address,
    }

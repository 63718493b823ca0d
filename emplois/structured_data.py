"""An offer as schema.org's JobPosting, after Google's "Job posting structured data" (2026)."""

import re

from wagtail.rich_text import expand_db_html

from referentiels.correspondances import ROME_PAGE, correspondances_of
from referentiels.countries import alpha2
from referentiels.models import Metier
from vitrines.structured_data import employer

from .deadlines import end_of_day
from .enums import Contrat, Experience, NiveauDiplome, Teletravail, TempsDeTravail
from .models import Lieu, Offre

YOUNG = {Contrat.STAGE, Contrat.APPRENTISSAGE}
PASSING = {Contrat.CDD, Contrat.VACATION, Contrat.VIA}
INDUSTRY = "Administration publique"
CREDENTIALS: dict[int | None, str] = {
    NiveauDiplome.CAP: "professional certificate",
    NiveauDiplome.BAC: "high school",
    NiveauDiplome.BAC_2: "associate degree",
    NiveauDiplome.BAC_3: "bachelor degree",
    NiveauDiplome.BAC_5: "postgraduate degree",
    NiveauDiplome.DOCTORAT: "postgraduate degree",
}
"""Google's words for a level of studies."""
ROME = {
    "@type": "CategoryCodeSet",
    "name": "ROME",
    "url": "https://www.francetravail.org/opendata/repertoire-operationnel-des-meti.html",
}
ESCO = {"@type": "CategoryCodeSet", "name": "ESCO", "url": "https://esco.ec.europa.eu/"}
_GENDER_MARK = re.compile(r"\s*[(\[]?\b[HFX]\s*/\s*[HFX](?:\s*/\s*[HFX])?\b[)\]]?", re.IGNORECASE)


def bare_title(title: str) -> str:
    """`title` without « H/F »: Google asks for the job name only."""
    return " ".join(_GENDER_MARK.sub(" ", title).split()).strip(" -–,") or title


def employment_types(offre: Offre) -> list[str]:
    """Google's types. FULL_TIME is the default, stage and apprentissage are INTERN, fixed terms TEMPORARY."""
    contracts = set(offre.contracts)
    if not contracts and not offre.working_time:
        return []
    types = []
    if contracts - YOUNG or not contracts:
        types.append("PART_TIME" if offre.working_time == TempsDeTravail.TEMPS_PARTIEL else "FULL_TIME")
    if contracts & PASSING:
        types.append("TEMPORARY")
    if contracts & YOUNG:
        types.append("INTERN")
    return types


def job_posting(offre: Offre, places: list[Lieu], *, url: str) -> dict:
    """The JobPosting of a public offer at the absolute URL `url`, without empty properties."""
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": bare_title(offre.title),
        "description": _description(offre, places),
        "datePosted": offre.date_posted.isoformat() if offre.date_posted else None,
        "validThrough": end_of_day(offre.deadline).isoformat() if offre.deadline else None,
        "employmentType": employment_types(offre),
        "hiringOrganization": employer(offre.vitrine, url=url),
        "identifier": _identifier(offre),
        "jobLocation": [_location(place) for place in places],
        "baseSalary": _salary(offre),
        "jobStartDate": offre.start_on.isoformat() if offre.start_on else None,
        "directApply": offre.apply_here,
        "experienceRequirements": _experience(offre),
        "educationRequirements": _education(offre),
        "skills": ", ".join(offre.skills),
        **_occupation(offre.metier),
        "industry": INDUSTRY,
        "url": url,
    }
    if offre.teletravail == Teletravail.TOTAL:
        data["jobLocationType"] = "TELECOMMUTE"
        data["applicantLocationRequirements"] = {"@type": "Country", "name": "France"}
    return {key: value for key, value in data.items() if value not in (None, [], {}, "")}


def _description(offre: Offre, places: list[Lieu]) -> str:
    texts = "".join(f"<h2>{heading}</h2>{expand_db_html(text)}" for heading, text in offre.texts)
    return texts or " · ".join([offre.title, offre.vitrine.title, *map(str, places)])


def _identifier(offre: Offre) -> dict:
    return {"@type": "PropertyValue", "name": offre.vitrine.title, "value": offre.known_as}


def _occupation(metier: Metier | None) -> dict:
    """The métier and its codes of ROME and ESCO; its name alone is the category of a métier without codes."""
    if metier is None:
        return {}
    its = correspondances_of(metier)
    codes = [_category(code.code, code.label, ROME, f"{ROME_PAGE}{code.code}") for code in its.rome]
    codes += [_category(code.code, code.label, ESCO, code.code) for code in its.esco]
    occupation = {"@type": "Occupation", "name": metier.name} | ({"occupationalCategory": codes} if codes else {})
    return {"occupationalCategory": codes or metier.name, "relevantOccupation": occupation}


def _category(code: str, name: str, code_set: dict, url: str) -> dict:
    return {"@type": "CategoryCode", "codeValue": code, "name": name, "inCodeSet": code_set, "url": url}


def _location(place: Lieu) -> dict:
    address = {"@type": "PostalAddress", "addressCountry": alpha2(place.country) if place.country else "FR"}
    located = {"@type": "Place", "address": address}
    if place.address:
        address["streetAddress"] = place.address
    if commune := place.commune:
        address["addressLocality"] = commune.name
        codes = commune.postal_codes.strip("|").split("|")
        if len(codes) == 1 and codes[0]:  # With several postcodes, the place's own is unknown.
            address["postalCode"] = codes[0]
        if commune.latitude is not None:
            located["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": commune.latitude,
                "longitude": commune.longitude,
            }
    if place.region:
        address["addressRegion"] = place.region.name
    return located


def _salary(offre: Offre) -> dict:
    bounds = {"minValue": offre.pay_min, "maxValue": offre.pay_max}
    known = {name: amount for name, amount in bounds.items() if amount}
    if not known:
        return {}
    value = {"@type": "QuantitativeValue", "unitText": "YEAR"} | known
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}


def _experience(offre: Offre) -> dict | str:
    """The required experience as text: the levels of the exchange have no number of months."""
    if offre.experience == Experience.DEBUTANT:
        return "no requirements"
    label = offre.get_experience_display()
    return {"@type": "OccupationalExperienceRequirements", "name": label} if label else {}


def _education(offre: Offre) -> dict:
    category = CREDENTIALS.get(offre.diplome_niveau)
    return {"@type": "EducationalOccupationalCredential", "credentialCategory": category} if category else {}

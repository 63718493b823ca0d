"""An offer as schema.org's JobPosting, after Google's "Job posting structured data"."""

from .deadlines import end_of_day
from .enums import Contrat, Teletravail, TempsDeTravail
from .models import Lieu, Offre

YOUNG = {Contrat.STAGE, Contrat.APPRENTISSAGE}
PASSING = {Contrat.CDD, Contrat.VACATION, Contrat.VIA}


def employment_types(offre: Offre) -> list[str]:
    """Full time unless said part time; a contract that ends adds TEMPORARY; stage and apprentissage are INTERN."""
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
    """The JobPosting of a public offer at the absolute address `url`; what the offer does not say is left out."""
    entity = {"@type": "GovernmentOrganization", "name": offre.vitrine.title}
    if offre.vitrine.website:
        entity["sameAs"] = offre.vitrine.website
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": offre.title,
        "description": _description(offre, places),
        "datePosted": offre.date_posted.isoformat() if offre.date_posted else None,
        "validThrough": end_of_day(offre.deadline).isoformat() if offre.deadline else None,
        "employmentType": employment_types(offre),
        "hiringOrganization": entity,
        "identifier": _identifier(offre),
        "jobLocation": [_location(place) for place in places],
        "baseSalary": _salary(offre),
        "jobStartDate": offre.start_on.isoformat() if offre.start_on else None,
        "directApply": offre.apply_here,
        "url": url,
    }
    if offre.teletravail == Teletravail.TOTAL:
        data["jobLocationType"] = "TELECOMMUTE"
        data["applicantLocationRequirements"] = {"@type": "Country", "name": "France"}
    return {key: value for key, value in data.items() if value not in (None, [], {})}


def _description(offre: Offre, places: list[Lieu]) -> str:
    texts = "".join(f"<h2>{heading}</h2>{text}" for heading, text in offre.texts)
    return texts or " · ".join([offre.title, offre.vitrine.title, *map(str, places)])


def _identifier(offre: Offre) -> dict:
    return {"@type": "PropertyValue", "name": offre.vitrine.title, "value": offre.reference} if offre.reference else {}


def _location(place: Lieu) -> dict:
    address = {"@type": "PostalAddress", "addressCountry": place.country or "FR"}
    if place.commune_id:
        address["addressLocality"] = place.commune.name
    if place.region_id:
        address["addressRegion"] = place.region.name
    return {"@type": "Place", "address": address}


def _salary(offre: Offre) -> dict:
    bounds = {"minValue": offre.pay_min, "maxValue": offre.pay_max}
    known = {name: amount for name, amount in bounds.items() if amount}
    if not known:
        return {}
    value = {"@type": "QuantitativeValue", "unitText": "YEAR"} | known
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": value}

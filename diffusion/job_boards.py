"""All open offers in the XML formats of job boards: one entry per place of work, with stable references.

Indeed: « XML feed » of its partner documentation. LinkedIn: « Job Posting XML Feed » of its talent documentation.
"""

import gzip
import re
from collections.abc import Callable, Sequence
from functools import partial

from django.utils import timezone
from django.utils.http import http_date
from wagtail.admin.utils import get_admin_base_url
from wagtail.rich_text import expand_db_html

from emplois.enums import Contrat, Experience, Teletravail, TempsDeTravail
from emplois.models import Lieu, Offre
from referentiels.countries import alpha2

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PUBLISHER = "Portail des métiers du numérique de l’État"
CHILDREN = dict[str, str | list[str]]


def element(name: str, text: object) -> str:
    """An XML element with its text in CDATA: "]]>" is split, characters that XML forbids are removed."""
    inside = _ILLEGAL.sub("", str(text)).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{inside}]]></{name}>"


def description(offre: Offre) -> str:
    """The texts of an offer as HTML; for an imported offer without texts, its title, entity and places."""
    texts = "".join(f"<h2>{heading}</h2>{expand_db_html(text)}" for heading, text in offre.texts)
    return texts or " · ".join(filter(None, [offre.title, offre.vitrine.title, offre.places]))


def _where(place: Lieu | None) -> dict[str, str]:
    if place is None:
        return {"city": "", "state": "", "country": "FR", "postalcode": ""}
    codes = place.commune.postal_codes.strip("|").split("|") if place.commune else [""]
    return {
        "city": place.commune.name if place.commune else "",
        "state": place.region.name if place.region else "",
        "country": alpha2(place.country) if place.country else "FR",
        "postalcode": codes[0],
    }


INDEED_TYPES = {Contrat.APPRENTISSAGE: "apprenticeship", Contrat.STAGE: "internship", Contrat.CDD: "contract",
                Contrat.VACATION: "temporary", Contrat.CDI: "permanent", Contrat.PERMANENT: "permanent"}  # fmt: skip
INDEED_REMOTE: dict[str, str] = {Teletravail.TOTAL: "Fully remote", Teletravail.PARTIEL: "Hybrid remote"}


def _indeed_type(offre: Offre) -> str:
    kinds = [INDEED_TYPES[contract] for contract in offre.contracts if contract in INDEED_TYPES]
    time = "parttime" if offre.working_time == TempsDeTravail.TEMPS_PARTIEL else "fulltime"
    return ", ".join(dict.fromkeys([time, *kinds]))


def _indeed_job(offre: Offre, place: Lieu | None, reference: str, url: str) -> str:
    values = {
        "title": offre.title,
        "date": http_date(offre.first_published_at.timestamp()),
        "referencenumber": reference,
        "requisitionid": offre.reference or str(offre.pk),
        "url": url,
        "company": offre.vitrine.title,
        "sourcename": PUBLISHER,
        **_where(place),
        "streetaddress": place.address if place else "",
        "description": description(offre),
        "salary": offre.pay,
        "education": offre.get_diplome_niveau_display() or "",
        "experience": offre.get_experience_display(),
        "jobtype": _indeed_type(offre),
        "category": offre.metier.name if offre.metier else "",
        "expirationdate": offre.deadline.isoformat() if offre.deadline else "",
        "remotetype": INDEED_REMOTE.get(offre.teletravail, ""),
    }
    return f"<job>{''.join(element(name, text) for name, text in values.items() if text)}</job>\n"


LINKEDIN_TYPES = {Contrat.APPRENTISSAGE: "INTERNSHIP", Contrat.STAGE: "INTERNSHIP", Contrat.CDD: "CONTRACT",
                  Contrat.VACATION: "TEMPORARY"}  # fmt: skip
LINKEDIN_LEVELS: dict[str, str] = {
    Experience.DEBUTANT: "ENTRY_LEVEL",
    Experience.CONFIRME: "ASSOCIATE",
    Experience.EXPERT: "MID_SENIOR_LEVEL",
}
LINKEDIN_WORKPLACES: dict[str, str] = {
    Teletravail.TOTAL: "Remote",
    Teletravail.PARTIEL: "Hybrid",
    Teletravail.SUR_SITE: "On-site",
}


def _linkedin_type(offre: Offre) -> str:
    if offre.working_time == TempsDeTravail.TEMPS_PARTIEL:
        return "PART_TIME"
    kinds = [LINKEDIN_TYPES.get(contract, "FULL_TIME") for contract in offre.contracts]
    return kinds[0] if kinds else "FULL_TIME"


def _linkedin_job(offre: Offre, place: Lieu | None, reference: str, url: str) -> str:
    where = _where(place)
    values = {
        "partnerJobId": reference,
        "company": offre.vitrine.title,
        "title": offre.title,
        "description": description(offre),
        "applyUrl": url,
        "location": ", ".join(filter(None, [where["city"], where["state"], where["country"]])),
        "city": where["city"],
        "state": where["state"],
        "country": where["country"],
        "postalCode": where["postalcode"],
        "jobtype": _linkedin_type(offre),
        "experienceLevel": LINKEDIN_LEVELS.get(offre.experience, ""),
        "workplaceTypes": LINKEDIN_WORKPLACES.get(offre.teletravail, ""),
        "listDate": offre.first_published_at.date().isoformat(),
        "expirationDate": offre.deadline.isoformat() if offre.deadline else "",
    }
    return f"<job>{''.join(element(name, text) for name, text in values.items() if text)}</job>\n"


class BoardFeed:
    """Writes the gzipped XML feed of one board. Implements `whole_files.FileWriter`; a row is an entry."""

    def __init__(self, path: str, job: Callable[[Offre, Lieu | None, str, str], str], head: Sequence[str]) -> None:
        self._file = gzip.open(path, "wt", compresslevel=5, encoding="utf-8")  # noqa: SIM115  closed by `close`
        self._job, self._base, self.count = job, get_admin_base_url(), 0
        values = {
            "publisher": PUBLISHER,
            "publisherurl": f"{self._base}/",
            "lastBuildDate": http_date(timezone.now().timestamp()),
        }
        self._file.write('<?xml version="1.0" encoding="utf-8"?>\n<source>\n')
        self._file.writelines(f"{element(name, values[name])}\n" for name in head)

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        """Write one entry per place, each with a stable reference."""
        url = f"{self._base}{offre.get_absolute_url()}"
        somewhere: Sequence[Lieu | None] = places or [None]
        for place in somewhere:
            reference = f"{offre.pk}-{place.pk}" if place and len(places) > 1 else str(offre.pk)
            self._file.write(self._job(offre, place, reference, url))
            self.count += 1

    def close(self) -> int:
        self._file.write("</source>\n")
        self._file.close()
        return self.count


indeed = partial(BoardFeed, job=_indeed_job, head=["publisher", "publisherurl", "lastBuildDate"])
linkedin = partial(BoardFeed, job=_linkedin_job, head=["lastBuildDate"])

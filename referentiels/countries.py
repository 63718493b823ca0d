"""Converts countries between French names, as offers have them, and ISO 3166-1 codes, with data of pycountry."""

import gettext
from functools import cache

import pycountry

from core.text import fold

FRANCE = "FRA"
UNKNOWN = "ZZZ"
"""A user-assigned ISO code, for an unknown country name."""
ELSEWHERE = {
    "AF": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA "
    "NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
    "AS": "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH "
    "PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "AM": "AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY LC MF "
    "MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
    "OC": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    "AN": "AQ BV IO TF",
}
"""Countries by zone of the exchange format, after the continents of UN M49; countries not listed are European."""
ZONES = {code: zone for zone, countries in ELSEWHERE.items() for code in countries.split()}


@cache
def _french_names() -> dict[str, str]:
    """French names by alpha-3 code."""
    translation = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["fr"])
    return {
        country.alpha_3: translation.gettext(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }


@cache
def _codes() -> dict[str, str]:
    return {fold(name): code for code, name in _french_names().items()}


def french_name(code: str) -> str:
    """The French name of the country with alpha-3 `code`; empty if unknown."""
    return _french_names().get(code, "")


def alpha3(name: str) -> str:
    """The alpha-3 code of the country with this French name, ignoring case and accents; `UNKNOWN` if there is none."""
    return _codes().get(fold(name), UNKNOWN)


def alpha2(name: str) -> str:
    """The alpha-2 code of the country with this French name; the name itself if unknown."""
    country = pycountry.countries.get(alpha_3=alpha3(name))
    return country.alpha_2 if country else name


def zone(code: str) -> str:
    """The zone in the exchange format of the country with alpha-3 `code`."""
    country = None if code == FRANCE else pycountry.countries.get(alpha_3=code)
    return ZONES.get(country.alpha_2, "EU") if country else "EU"

"""Countries: by their ISO 3166-1 codes for machines, by their French name in an offer. Names come from pycountry."""

import gettext
from functools import cache

import pycountry

from core.text import fold

FRANCE = "FRA"
UNKNOWN = "ZZZ"
"""A code that ISO leaves to its users: what an offer names as a country is none that we know."""
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
"""Countries by the zone of the exchange, after the continents of the UN's M49; those of no zone here are European."""
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
    """The French name of the country of alpha-3 `code`; empty where there is none."""
    return _french_names().get(code, "")


def alpha3(name: str) -> str:
    """The alpha-3 code of the country of that French name, case and accents apart; UNKNOWN where there is none."""
    return _codes().get(fold(name), UNKNOWN)


def alpha2(name: str) -> str:
    """The alpha-2 code of the country of that French name; the name itself where it is none that we know."""
    country = pycountry.countries.get(alpha_3=alpha3(name))
    return country.alpha_2 if country else name


def zone(code: str) -> str:
    """The exchange's zone of the country of alpha-3 `code`."""
    country = None if code == FRANCE else pycountry.countries.get(alpha_3=code)
    return ZONES.get(country.alpha_2, "EU") if country else "EU"

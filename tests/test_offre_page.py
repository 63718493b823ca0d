"""The page of an offer: its structured data, what it leaves out, hostile text."""

import datetime as dt
import json
import re

import pytest

from .factories import OffreFactory
from .html import html_of
from .test_public_pages import loose_punctuation

pytestmark = pytest.mark.django_db


def test_no_white_space_stands_before_a_comma_or_a_full_stop(client, vitrine, offre):
    vitrine.agents_count, vitrine.agents_count_source, vitrine.agents_count_on = 12, "Bilan", dt.date(2026, 1, 31)
    vitrine.save()
    page = html_of(client.get(vitrine.url))
    assert "Bilan, janvier 2026" in page
    for html in (page, html_of(client.get("/emplois/carte/")), html_of(client.get("/api/docs/"))):
        assert not loose_punctuation(html)


@pytest.mark.parametrize(
    ("fields", "types", "remote"),
    [
        ({"contracts": ["CDI"]}, ["FULL_TIME"], False),
        ({"contracts": ["CDD"], "teletravail": "PARTIEL"}, ["FULL_TIME", "TEMPORARY"], False),
        ({"contracts": ["CDI"], "working_time": "TEMPS_PARTIEL"}, ["PART_TIME"], False),
        ({"contracts": ["STAGE"], "teletravail": "TOTAL"}, ["INTERN"], True),
        ({"contracts": ["APPRENTISSAGE"]}, ["INTERN"], False),
        ({"contracts": []}, None, False),
    ],
)
def test_structured_data_of_contracts_and_remote_work(client, vitrine, fields, types, remote):
    offre = OffreFactory(vitrine=vitrine, **fields)
    html = html_of(client.get(offre.get_absolute_url()))
    posting = next(p for p in map(json.loads, re.findall(r'ld\+json">(.*?)</script>', html, re.S)) if "title" in p)
    assert posting.get("employmentType") == types
    assert ("jobLocationType" in posting) == remote


def test_sparse_imported_offer_looks_right_and_invents_nothing(client, vitrine, strict_templates):
    offre = OffreFactory(vitrine=vitrine, apply_email="", apply_url="https://exemple.invalid/1", source="CSP")
    html = html_of(client.get(offre.get_absolute_url()))
    assert "La description complète est sur le site du recruteur." in html
    assert "None" not in html
    for absent in ("Rémunération", "Télétravail", "Missions", "baseSalary", "employmentType"):
        assert absent not in html


def test_hostile_text_of_an_offer_stays_text(client, vitrine):
    offre = OffreFactory(vitrine=vitrine, title="</script><script>alert(1)</script>", contact="<img src=x onerror=1>")
    html = html_of(client.get(offre.get_absolute_url()))
    assert "<script>alert" not in html
    assert "<img src=x" not in html

"""French that words put together by code must get right."""

import datetime as dt

import pytest
from django.template import Context, Template

from core.french import date_format, of, ordinal_days


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("jusqu’au 1 décembre 2026", "jusqu’au 1er décembre 2026"),
        ("le 1 août à 09:00", "le 1er août à 09:00"),
        ("le 11 décembre", "le 11 décembre"),
        ("21 mars", "21 mars"),
        ("1 marsupial", "1 marsupial"),
        ("1 offre", "1 offre"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal(text, right):
    assert ordinal_days(text) == right


def test_every_template_and_every_date_in_words_has_it():
    first = dt.date(2026, 12, 1)
    assert date_format(first, "j F Y") == "1er décembre 2026"
    assert Template('{{ day|date:"j F" }}').render(Context({"day": first})) == "1er décembre"
    assert Template('{{ day|date:"Y-m-d" }}').render(Context({"day": first})) == "2026-12-01"


@pytest.mark.parametrize(
    ("count", "right"),
    [(0, "0 offre"), (1, "1 offre"), (2, "2 offres"), ("2", "2 offres"), ([], "[] offre")],
)
def test_plurals_begin_at_two(count, right):
    assert Template("{{ n }} offre{{ n|pluralize }}").render(Context({"n": count})) == right


def test_plurals_of_other_endings():
    template = Template('{{ n|pluralize:"n’est plus,ne sont plus" }}')
    assert [template.render(Context({"n": n})) for n in (0, 1, 2)] == ["n’est plus", "n’est plus", "ne sont plus"]


@pytest.mark.parametrize(
    ("name", "noun", "right"),
    [
        ("ANSSI", "Agence nationale de la sécurité des systèmes d’information", "de l’ANSSI"),
        ("DINUM", "Direction interministérielle du numérique", "de la DINUM"),
        ("SNUM", "Service du numérique", "du SNUM"),
        ("Ministère des Armées", "", "du Ministère des Armées"),
        ("Agence de services et de paiement", "", "de l’Agence de services et de paiement"),
        ("Établissement public", "", "de l’Établissement public"),
        ("Sous-direction des applications", "", "de la Sous-direction des applications"),
        ("Services du Premier ministre", "", "des Services du Premier ministre"),
        ("Île-de-France Mobilités", "", "d’Île-de-France Mobilités"),
        ("Pix", "", "de Pix"),
        ("Etalab", "", "d’Etalab"),
        ("CNIL", "Commission nationale de l’informatique et des libertés", "de la CNIL"),
        ("Cour des comptes", "", "de la Cour des comptes"),
    ],
)
def test_an_entity_is_named_with_its_article(name, noun, right):
    assert of(name, noun) == right

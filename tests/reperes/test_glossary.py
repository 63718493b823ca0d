"""The words explained in place, and the page of the glossary."""

import pytest

from reperes.glossary import glossary
from reperes.models import Terme

pytestmark = pytest.mark.django_db


def marked(html):
    text, definitions = glossary.current().mark(html)
    return text, [definition.slug for definition in definitions]


def test_the_first_use_of_a_word_is_a_link_and_the_next_ones_are_not():
    text, words = marked("<p>Un contractuel, puis des contractuels.</p>")
    assert words == ["contractuel"]
    assert text == (
        '<p>Un <a class="site-term" href="/glossaire/#contractuel" data-term="contractuel">contractuel</a>, '
        "puis des contractuels.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Contractuel</h2>",
        "<a href='/'>contractuel</a>",
        "<p title='contractuel'>Rien</p>",
        "<button>contractuel</button>",
        "<details><summary>CDI</summary><p>CDI</p></details>",
        "<p>extracontractuel, contractuellement</p>",
        "<p>la cia américaine, le corps-à-corps</p>",
        "<p>un demi-cdi-stage</p>",
        '<ul><li class="fr-tag">CDI</li></ul>',
    ],
)
def test_these_are_left_as_they_are(html):
    assert marked(html) == (html, [])


def test_what_follows_a_heading_or_a_tag_is_marked():
    assert marked('<h2>CDI</h2><ul><li class="fr-tag">CDD</li><li>Un CDI</li></ul>')[1] == ["cdi-de-droit-public"]


def test_the_longest_form_wins():
    assert marked("<p>La mise en disponibilité et l’intégration directe</p>")[1] == [
        "disponibilite",
        "integration-directe",
    ]


def test_hostile_words_are_escaped():
    Terme.objects.create(name="a<b", definition="<script>alert(1)</script>", article="x", checked_on="2026-01-01")
    assert "<script>alert" not in marked("<p>a&lt;b</p>")[0]


def test_an_empty_glossary_marks_nothing():
    Terme.objects.all().delete()
    assert marked("<p>contractuel</p>") == ("<p>contractuel</p>", [])


def test_the_page_has_every_word_with_its_source(client, strict_templates, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = client.get("/glossaire/").content.decode()
    for terme in Terme.objects.all():
        assert f'id="{terme.slug}"' in page
    assert "Décret n° 2014-513" in page


def test_each_word_has_a_definition_without_its_own_name_only(db):
    for terme in Terme.objects.all():
        terme.full_clean()
        assert 30 < len(terme.definition) <= 600


def test_an_offer_opens_the_definitions_of_its_words(client, offre):
    offre.missions = "<p>Vous remplacez une titulaire en détachement.</p>"
    offre.save()
    page = client.get(offre.get_absolute_url()).content.decode()
    assert 'data-term="detachement"' in page
    assert 'id="mot-detachement"' in page

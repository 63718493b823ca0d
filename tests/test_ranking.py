"""Which offers a search puts first: the level at which they say its words, the words themselves before synonyms."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone

from alertes.matching import NewOffers
from emplois.browsing.offer_index import OfferIndex, reference_metiers
from emplois.browsing.results import find
from emplois.models import Offre
from referentiels.models import Metier
from search.documents import tokens
from search.engines import PostgresEngine, SqliteEngine, in_order
from search.models import OffreDocument, PageDocument, SynonymGroup
from search.queries import Group, Query, joined, known_phrases, parse, synonyms, tokens_and_phrases
from search.ranking import OffreSearch

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_synonym():
    SynonymGroup.objects.create(terms="zorglub, bulgroz")


@pytest.fixture
def new_metiers():
    """Métiers may be added: what this process knows of the reference list is read again, and once more after."""
    reference_metiers.cache_clear()
    yield
    reference_metiers.cache_clear()


@pytest.fixture
def levels(a_synonym, institutions, new_metiers):
    """Offers that say one of two synonyms at each of the four levels, the worst first."""
    first = Metier.objects.first()
    for word in ("bulgroz", "zorglub"):
        metier = Metier.objects.create(name=word, slug=word, famille=first.famille)
        plain = add_vitrine(institutions, f"Entité sans {word[:2]}")
        OffreFactory(vitrine=plain, title=f"Quatre {word[0]}", missions=f"<p>Du {word}.</p>")
        OffreFactory(vitrine=plain, title=f"Trois {word[0]}", profile=f"<p>Du {word}.</p>")
        OffreFactory(vitrine=plain, title=f"Deux {word[0]}", metier=metier)
        OffreFactory(vitrine=plain, title=f"Une {word}")
    OffreFactory(vitrine=plain, title="Autre chose")


def titles(text: str) -> list[str]:
    return [offre.title for offre in find(QueryDict(urlencode({"q": text, "exact": 1})))[:100]]


@pytest.mark.usefixtures("levels")
def test_title_then_metier_then_profile_then_text_the_word_itself_before_its_synonym():
    assert titles("zorglub") == [
        "Une zorglub",
        "Une bulgroz",
        "Deux z",
        "Deux b",
        "Trois z",
        "Trois b",
        "Quatre z",
        "Quatre b",
    ]
    assert titles("bulgroz") == [
        "Une bulgroz",
        "Une zorglub",
        "Deux b",
        "Deux z",
        "Trois b",
        "Trois z",
        "Quatre b",
        "Quatre z",
    ]


@pytest.mark.usefixtures("levels")
def test_ways_of_saying_a_word_are_disjoint_and_said_in_french():
    index = OfferIndex()
    [word] = OffreSearch().words("Zorglub", index)
    assert word.written == "Zorglub"
    assert word.members.bit_count() == 8
    assert sum(way.members.bit_count() for way in word.ways) == 8
    other = "bulgroz"
    assert [(way.where, dict(way.synonyms)) for way in word.ways] == [
        ("dans l’intitulé", {}),
        ("dans l’intitulé", {"1:bulgroz": other}),
        ("dans le métier", {}),
        ("dans le métier", {"2:bulgroz": other}),
        ("dans l’entité, le lieu ou le profil", {}),
        ("dans le profil", {"3:bulgroz": other}),
        ("dans le texte", {}),
        ("dans le texte", {"bulgroz": other}),
    ]
    assert [way.points for way in word.ways] == sorted((way.points for way in word.ways), reverse=True)


def announced(query: str) -> set[str]:
    """The titles of the offers of which an alert tells."""
    long_ago = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    keys = NewOffers(long_ago, timezone.now()).keys({"q": query}, long_ago)
    return {Offre.objects.get(pk=key).title for key in keys}


class TestNameOfTheEntity:
    """It is in all of its offers, so a synonym in it tells none of them apart."""

    @pytest.fixture
    def of_bulgroz(self, a_synonym, institutions):
        entity = add_vitrine(institutions, "Direction générale du bulgroz")
        OffreFactory(vitrine=entity, title="Juriste", missions="<p>Le bulgroz.</p>", profile="<p>Le bulgroz.</p>")
        OffreFactory(vitrine=entity, title="Experte bulgroz")
        OffreFactory(vitrine=entity, title="Stratège", missions="<p>Du zorglub.</p>")
        OffreFactory(
            vitrine=add_vitrine(entity, "Bureau des études"), title="Archiviste", missions="<p>Au bulgroz.</p>"
        )
        OffreFactory(vitrine=add_vitrine(institutions, "Ailleurs"), title="Analyste", profile="<p>Du bulgroz.</p>")

    def test_a_synonym_counts_there_in_the_title_and_the_metier_alone(self, of_bulgroz):
        assert titles("zorglub") == ["Experte bulgroz", "Analyste", "Stratège"]

    def test_the_word_itself_counts_everywhere(self, of_bulgroz):
        assert set(titles("bulgroz")) == {"Experte bulgroz", "Juriste", "Stratège", "Archiviste", "Analyste"}

    def test_a_part_of_a_name_that_holds_a_longer_synonym_is_none(self, of_bulgroz):
        SynonymGroup.objects.create(terms="fantasio, bulgroz avancé")
        assert titles("fantasio") == []

    def test_alerts_follow_the_same_rule(self, of_bulgroz):
        assert announced("zorglub") == {"Experte bulgroz", "Analyste", "Stratège"}


def test_rarer_word_decides(vitrine):
    for number in range(8):
        OffreFactory(vitrine=vitrine, title=f"Ingénieur numéro {number}", missions="<p>Du kernel.</p>")
    OffreFactory(vitrine=vitrine, title="Expert kernel", missions="<p>Ingénieur.</p>")
    assert titles("ingénieur kernel")[0] == "Expert kernel"


def test_word_that_any_offer_could_say_ranks_and_is_not_required(vitrine):
    OffreFactory(vitrine=vitrine, title="Technicienne numérique")
    OffreFactory(vitrine=vitrine, title="Technicienne informatique")
    OffreFactory(vitrine=vitrine, title="Technicienne")
    OffreFactory(vitrine=vitrine, title="Jardinière informatique")
    assert titles("technicienne informatique") == [
        "Technicienne informatique",
        "Technicienne",
        "Technicienne numérique",
    ]
    assert sorted(titles("informatique")) == ["Jardinière informatique", "Technicienne informatique"]
    for query in ("technicienne informatique", "informatique"):
        assert announced(query) == set(titles(query))


def test_typed_word_is_kept_as_it_is_written():
    words = OffreSearch().words("Développeuse C++ (full-stack), .NET", OfferIndex())
    assert [word.written for word in words] == ["Développeuse", "C++", "full stack", ".NET"]


@pytest.mark.usefixtures("levels")
def test_words_are_asked_of_the_database_once_for_an_index(django_assert_num_queries):
    index = OfferIndex()
    OffreSearch().words("zorglub autre", index)
    parse("zorglub")
    with django_assert_num_queries(2):  # The synonyms, the names of métiers.
        OffreSearch().words("autre zorglub", index)


def test_sets_kept_by_an_index_are_bounded(monkeypatch):
    monkeypatch.setattr("search.ranking.MOST_KEPT", 10)
    index = OfferIndex()
    for word in ("un1", "deux2", "trois3", "quatre4"):
        OffreSearch().words(word, index)
    assert 0 < len(index.by_words) <= 10


def test_word_whose_sets_are_kept_is_found_beside_words_that_make_them_too_many(monkeypatch):
    monkeypatch.setattr("search.ranking.MOST_KEPT", 6)
    index = OfferIndex()
    OffreSearch().words("un1", index)
    assert [word.written for word in OffreSearch().words("un1 deux2", index)] == ["un1", "deux2"]


@pytest.mark.usefixtures("levels")
def test_small_model_is_ordered_in_one_question(django_assert_num_queries):
    parse("zorglub")
    with django_assert_num_queries(3):  # The synonyms, the names of métiers, then the question.
        keys = in_order(OffreDocument, "zorglub")
    by_key = dict(Offre.objects.values_list("pk", "title"))
    assert [by_key[key] for key in keys] == titles("zorglub")
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("text", ["", "de la", "🚀"])
def test_words_that_mean_nothing_describe_nothing(text):
    assert OffreSearch().words(text, OfferIndex()) == []
    assert in_order(PageDocument, text) == []
    assert parse(text) == Query([])


@pytest.mark.usefixtures("levels")
def test_nothing_is_found_for_a_word_that_nothing_says():
    [word] = OffreSearch().words("introuvable", OfferIndex())
    assert (word.members, list(word.ways)) == (0, [])


def test_word_stands_at_its_level_and_at_all_below():
    assert tokens(("un", "deux trois", "", "quatre"), []).split() == [
        *("2:deux", "2:trois", "3:deux", "3:trois", "deux", "trois"),
        *("quatr",),
    ]


@pytest.mark.usefixtures("a_synonym")
def test_synonyms_of_several_groups_are_joined_without_repetition():
    SynonymGroup.objects.create(terms="zorglub, chef spirou, ,zorglub")
    zorglub, bulgroz, spirou = ("zorglub",), ("bulgroz",), ("chef", "spirou")
    assert synonyms()[zorglub] == [zorglub, bulgroz, spirou]
    assert set(synonyms()[bulgroz]) == {bulgroz, zorglub}
    assert spirou in known_phrases()
    assert zorglub not in known_phrases()


def test_phrase_is_a_token_where_its_words_follow_each_other():
    phrase = ("chef", "spirou")
    assert tokens_and_phrases("la cheffe Spirou", [phrase]) == ["chef", "spirou", joined(phrase)]
    assert tokens_and_phrases("Spirou chef", [phrase]) == ["spirou", "chef"]
    assert tokens_and_phrases("chef spiroux2", [phrase]) == ["chef", "spiroux2"]
    assert tokens_and_phrases("rien", [phrase]) == ["rien"]


@pytest.mark.usefixtures("a_synonym")
def test_longest_phrase_wins_and_what_follows_is_read_on():
    SynonymGroup.objects.create(terms="chef spirou fantasio, marsupilami")
    SynonymGroup.objects.create(terms="chef spirou, fantasque")
    query = parse("java chef spirou fantasio zorglub")
    assert query.tokens == [["jav"], ["chef_spirou_fantasio", "marsupilam"], ["zorglub", "bulgroz"]]
    assert [group.words for group in query.groups] == [("java",), ("chef", "spirou", "fantasio"), ("zorglub",)]
    assert len(parse("chef spirou").groups) == 1
    assert parse("chef spirou java").tokens == [["chef_spirou", "fantasqu"], ["jav"]]
    assert len(parse("spirou chef").groups) == 2


def test_twelve_words_are_read_and_no_more():
    assert len(parse(" ".join(f"mot{number}" for number in range(20))).groups) == 12


def test_words_are_read_where_no_synonym_was_ever_entered():
    SynonymGroup.objects.all().delete()
    assert synonyms() == {}
    assert parse("java zorglub") == Query([Group(("java",), ("jav",)), Group(("zorglub",), ("zorglub",))])


@pytest.mark.usefixtures("a_synonym")
def test_synonyms_are_read_once_until_they_change():
    assert synonyms() is synonyms()
    SynonymGroup.objects.create(terms="zorglub, spirou")
    assert synonyms()[("zorglub",)] == [("zorglub",), ("bulgroz",), ("spirou",)]


@pytest.mark.parametrize(
    ("engine", "level", "asked"),
    [
        (SqliteEngine(), 1, '("1:zorglub" OR "1:bulgroz") AND ("1:jav")'),
        (SqliteEngine(), 4, '("zorglub" OR "bulgroz") AND ("jav")'),
        (PostgresEngine(), 1, "('1:zorglub' | '1:bulgroz') & ('1:jav')"),
        (PostgresEngine(), 4, "('zorglub' | 'bulgroz') & ('jav')"),
    ],
    ids=["sqlite, title", "sqlite, anywhere", "postgresql, title", "postgresql, anywhere"],
)
def test_question_asks_for_one_token_of_each_group_at_its_level(engine, level, asked):
    assert engine.expression([["zorglub", "bulgroz"], ["jav"]], level) == asked


@pytest.mark.parametrize(
    ("engine", "answer"),
    [(SqliteEngine(), "7,65536"), (PostgresEngine(), b"\x00\x00\x00\x07\x00\x01\x00\x00")],
    ids=["sqlite", "postgresql"],
)
def test_keys_are_read_from_what_each_database_answers(engine, answer):
    assert list(engine.keys(answer)) == [7, 65_536]
    assert list(engine.keys(None)) == []

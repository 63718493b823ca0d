"""A property: a query of criteria alone finds what its filters find, whichever they are and however they are joined."""

import random
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.text import TOKEN, fold
from emplois.browsing.place_words import NUMBERED
from emplois.browsing.results import find
from emplois.browsing.vocabulary import FILLERS, SAID, WORDS_ALL_THE_SAME
from emplois.enums import Contrat, Experience, Management, Ouverture, Teletravail, TempsDeTravail
from emplois.models import Lieu
from referentiels.models import Commune

from .factories import OffreFactory

Values = dict[str, list[str]]
PLACES: list[tuple[str, Values]] = [
    ("à Rennes", {"commune": ["Rennes"]}),
    ("Rennes ou Lyon", {"commune": ["Rennes", "Lyon"]}),
    ("près de Lyon", {"commune": ["Lyon"]}),
    ("Paris 13e", {"commune": ["Paris 13e"]}),
    ("35000", {"commune": ["35000"]}),
    ("en Bretagne", {"region": ["53"]}),
    ("IDF", {"region": ["11"]}),
    ("dans le 35", {"departement": ["35"]}),
    ("dans le Rhône", {"departement": ["69"]}),
]
SKILLS: list[tuple[str, Values]] = [
    ("java", {"competence": ["java"]}),
    ("k8s", {"competence": ["kubernetes"]}),
    ("java et python", {"competence": ["java", "python"]}),
    ("node.js", {"competence": ["nodejs"]}),
]
PAY: list[tuple[str, Values]] = [
    ("45k", {"salaire_min": ["45000"]}),
    ("> 50 000 €", {"salaire_min": ["50000"]}),
]
UNWANTED: list[tuple[str, Values]] = [
    ("pas de CDD", {"sauf": ["contrat:CDD"]}),
    ("sans java", {"sauf": ["competence:java"]}),
    ("hors Lyon", {"sauf": ["commune:69123"]}),
    ("sans encadrement", {"management": ["SANS"]}),
]
PHRASES = [(phrase, {name: list(codes)}) for name, codes, phrases in SAID for phrase in phrases]
JOINTS = (" ", ", ", " ; ", " / ")


def words_of(text: str) -> list[str]:
    return [fold(word) for word in TOKEN.findall(text)]


KNOWN = [words_of(phrase) for phrase, _values in PHRASES] + [words_of(phrase) for phrase in WORDS_ALL_THE_SAME]


def make_another_phrase(texts: list[str]) -> bool:
    """Whether the end of one of `texts` and the beginning of the next make a phrase that means something else."""
    said = [words_of(text) for text in texts]
    for before, after in pairwise(said):
        both, middle = [*before, *after], len(before)
        for known in KNOWN:
            for start in range(max(middle - len(known) + 1, 0), middle):
                if both[start : start + len(known)] == known and start + len(known) > middle:
                    return True
        if after[0].isdigit() or before[-1].isdigit() or before[-1] in NUMBERED or after[0] in FILLERS - {"a", "en"}:
            return True  # A number belongs to what is beside it: « 3 jours », « niveau 45 ».
    return False


criteria = st.lists(
    st.sampled_from([*PHRASES, *PLACES * 4, *SKILLS * 6, *PAY * 8, *UNWANTED * 6]),
    min_size=1,
    max_size=4,
    unique_by=lambda criterion: "place" if criterion in PLACES else next(iter(criterion[1])),
)
"""At most one of each filter, and one place: of two, either is meant."""


@pytest.fixture
def offers(vitrine):
    chance = random.Random(17)  # noqa: S311  variety, not a secret
    for _number in range(60):
        offre = OffreFactory(
            vitrine=vitrine,
            title=chance.choice(["Développeuse", "Développeuse Java", "Administrateur Kubernetes", "Cheffe de projet"]),
            profile=chance.choice(["<p>Java, Python</p>", "<p>Node.js</p>", "<p>rigueur</p>"]),
            contracts=chance.sample(Contrat.values, k=chance.choice([1, 2])),
            teletravail=chance.choice(["", *Teletravail.values]),
            experience=chance.choice(["", *Experience.values]),
            ouverture=chance.choice(["", *Ouverture.values]),
            working_time=chance.choice(["", *TempsDeTravail.values]),
            management=chance.choice(["", *Management.values]),
            pay_min=chance.choice([None, 30_000, 47_000, 60_000]),
        )
        for code in chance.sample(["35238", "69123", "75056", "29019", "13055"], k=chance.choice([0, 1, 2])):
            Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk=code))


@pytest.mark.django_db
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(criteria=criteria, joint=st.sampled_from(JOINTS))
def test_query_of_criteria_alone_finds_what_its_filters_find(offers, criteria, joint):
    assume(not make_another_phrase([phrase for phrase, _values in criteria]))
    by_filter = QueryDict(mutable=True)
    for _phrase, values in criteria:
        for name, codes in values.items():
            by_filter.setlist(name, codes)
    typed = QueryDict(mutable=True)
    typed["q"] = joint.join(phrase for phrase, _values in criteria)
    read, chosen = find(typed), find(by_filter)
    assert read.criteria.cleaned_data["q"] == "", typed["q"]
    assert set(read.keys(1000)) == set(chosen.keys(1000)), typed["q"]
    assert len(read) == len(chosen)

"""A thousand query strings that nobody would write: each is answered, none breaks the page."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emplois.browsing.criteria import FACETS, Criteria

from .factories import cached_content

NAMES = [*Criteria.base_fields, *FACETS, "page", "exact", "inconnu"]
NASTY = [
    "\x00", "' OR 1=1 --", '"', "NEAR(a b, 3)", "* & | ! <->", "{title} : x", "🚀" * 50, "\u202eabc", "-1", "1e400",
    "nan", "inf", "9" * 60, "a" * 10_000, "%00", "../../etc/passwd", "<script>", "développeur·se", "C++ C# .NET",
    "75056", "rennes",
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers().map(str), st.floats().map(str))


@pytest.fixture
def one_offer(offre):
    """One offer, of which what is read is cached: queries only read."""
    with cached_content():
        yield offre


@pytest.mark.django_db
@settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.slow
@given(pairs=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6))
def test_any_query_string_is_answered(client, one_offer, pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value.encode("utf-8", "replace").decode("utf-8"))
    response = client.get(f"/emplois/?{query.urlencode()}")
    assert response.status_code == 200, query


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", ["/emplois/", "/emplois/carte/", "/alertes/creer/"])
def test_each_parameter_takes_the_worst(client, one_offer, path, name):
    for value in NASTY:
        assert client.get(path, {name: value}).status_code == 200, value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/recherche/", "q"),
        ("/recherche/?q=direction", "type"),
        ("/recherche/?q=direction&type=entites", "page"),
        ("/recherche/suggestions/", "q"),
        ("/emplois/favoris/", "offre"),
        ("/emplois/comparer/", "offre"),
    ],
)
def test_the_other_pages_take_the_worst_too(client, one_offer, path, name):
    for value in NASTY:
        query = urlencode({name: value.encode("utf-8", "replace")})
        assert client.get(f"{path}{'&' if '?' in path else '?'}{query}").status_code == 200, value

import pytest

from emplois.models import Lieu
from referentiels.models import Commune, Metier

from .factories import OffreFactory

pytestmark = pytest.mark.django_db


def titles(client, query: str) -> set[str]:
    return {offre.title for offre in client.get(f"/emplois/{query}").context["offres"]}


@pytest.fixture
def lyon_and_rennes(vitrine):
    lyon = OffreFactory(vitrine=vitrine, title="Lyon", contracts=["CDI"], pay_max=60_000, teletravail="TOTAL")
    rennes = OffreFactory(vitrine=vitrine, title="Rennes", contracts=["CDD"], metier=Metier.objects.first())
    Lieu.objects.create(offre=lyon, commune=Commune.objects.matching("lyon")[0])
    Lieu.objects.create(offre=rennes, commune=Commune.objects.matching("RENNES")[0])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Lyon", "Rennes"}),
        ("?q=LYÔN", {"Lyon"}),
        ("?q=direction+numerique", {"Lyon", "Rennes"}),
        ("?contrat=CDI", {"Lyon"}),
        ("?contrat=CDI&contrat=CDD", {"Lyon", "Rennes"}),
        ("?region=53", {"Rennes"}),
        ("?departement=69", {"Lyon"}),
        ("?teletravail=TOTAL", {"Lyon"}),
        ("?salaire_min=55000", {"Lyon"}),
        ("?publiee_depuis=3650", {"Lyon", "Rennes"}),
        ("?q=absent", set()),
    ],
)
def test_filters_narrow_the_list(client, lyon_and_rennes, query, expected):
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?contrat=NON",
        "?region=zz",
        "?salaire_min=abc",
        "?publiee_depuis=-1",
        "?tri=hasard",
        "?metier=%00",
    ],
)
def test_bad_value_is_ignored_and_said(client, lyon_and_rennes, query):
    response = client.get(f"/emplois/{query}")
    assert response.status_code == 200
    assert "ignorée" in response.content.decode()
    assert len(response.context["offres"]) == 2


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=999999999", "?page=x", "?q=%00", "?q=%25_%27%22(*", "?q=" + "a" * 10_000]
)
def test_hostile_query_is_answered(client, lyon_and_rennes, query):
    assert client.get(f"/emplois/{query}").status_code == 200


@pytest.mark.parametrize(("sort", "first"), [("salaire", "Lyon"), ("date", "Rennes")])
def test_sort(client, lyon_and_rennes, sort, first):
    assert client.get(f"/emplois/?tri={sort}").context["offres"][0].title == first


@pytest.mark.parametrize("count", [2, 20])
def test_query_count_does_not_grow_with_offers(client, vitrine, django_assert_max_num_queries, count):
    rennes = Commune.objects.get(code="35238")
    for _ in range(count):
        Lieu.objects.create(offre=OffreFactory(vitrine=vitrine), commune=rennes)
    client.get("/emplois/")
    with django_assert_max_num_queries(12):
        response = client.get("/emplois/")
    assert len(response.context["offres"]) == count


def test_hostile_title_is_escaped(client, vitrine):
    OffreFactory(vitrine=vitrine, title="<script>alert(1)</script>")
    assert b"<script>" not in client.get("/emplois/").content


@pytest.mark.parametrize(
    ("query", "natural"),
    [
        ("", "Date de publication"),
        ("?q=python", "Pertinence"),
        ("?q=cdi", "Date de publication"),
        ("?commune=Rennes", "Pertinence"),
        ("?tri=salaire", "Date de publication"),
    ],
)
def test_the_order_in_force_is_named_in_its_choice(client, lyon_and_rennes, query, natural):
    choices = client.get(f"/emplois/{query}").context["form"]["tri"].field.choices
    assert dict(choices)[""] == f"{natural} (automatique)"

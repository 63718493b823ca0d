"""Two entities may have the same last word in their addresses: everything else tells them apart by one key."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from wagtail.models import Page

from api.models import CleApi
from vitrines.models import VitrinePage

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db


@pytest.fixture
def dnums(institutions):
    """Two « dnum », each with an offer, below their ministries."""
    made = []
    for name in ("Ministère A", "Ministère B"):
        ministry = add_vitrine(institutions, name, slug=name.lower().replace(" ", "-").replace("è", "e"))
        made.append(add_vitrine(ministry, "Direction du numérique", slug="dnum", sigle="DNUM"))
        OffreFactory(vitrine=made[-1], title=f"Offre de {name}", apply_here=True)
    return made


def test_keys_are_unique_readable_and_given_for_good(dnums, institutions):
    first, second = dnums
    assert (first.public_key, second.public_key) == ("dnum", "dnum-ministere-b")
    second.slug = "direction"
    second.save_revision().publish()
    second.move(institutions, "last-child")
    second.refresh_from_db()
    assert second.public_key == "dnum-ministere-b"
    with pytest.raises(IntegrityError):
        VitrinePage.objects.filter(pk=second.pk).update(public_key="dnum")


def test_a_former_version_brings_no_other_key_back(dnums):
    entity = dnums[1]
    revision = entity.save_revision()
    revision.content["public_key"] = "dnum"
    revision.save()
    revision.publish()
    entity.refresh_from_db()
    assert entity.public_key == "dnum-ministere-b"


def test_a_copy_has_a_key_of_its_own(dnums):
    copied = dnums[0].copy(update_attrs={"slug": "dnum-2", "title": "Copie"})
    assert copied.specific.public_key == "dnum-2"
    assert Page.objects.get(pk=dnums[0].pk).specific.public_key == "dnum"


def test_the_list_the_feeds_and_the_api_answer_for_one_entity(client, dnums):
    for entity, own, other in ((dnums[0], "Ministère A", "Ministère B"), (dnums[1], "Ministère B", "Ministère A")):
        for address in (
            f"/emplois/?entite={entity.public_key}",
            f"/emplois/flux.json?entite={entity.public_key}",
            f"/api/v2/offres/?entite={entity.public_key}",
            f"/integrer/{entity.public_key}/",
            f"/alertes/creer/?entite={entity.public_key}",
        ):
            response = client.get(address)
            assert response.status_code == 200, address
            if "alertes" not in address:
                assert f"Offre de {own}" in response.content.decode(), address
                assert f"Offre de {other}" not in response.content.decode(), address
        (item,) = client.get(f"/api/v2/entites/?cle={entity.public_key}").json()["results"]
        assert (item["id"], item["cle"], item["slug"]) == (entity.pk, entity.public_key, "dnum")
        page = client.get(f"/candidature-spontanee/?entite={entity.public_key}")
        assert page.context["form"].initial["entities"] == [entity.pk]


def test_homonyms_are_told_apart_by_the_entity_above(client, dnums):
    page = client.get("/emplois/").content.decode()
    assert "Direction du numérique (DNUM), Ministère A" in page
    assert "Direction du numérique (DNUM), Ministère B" in page


def test_the_key_of_one_entity_is_made_for_no_other(dnums, capsys):
    call_command("create_api_key", "dnum-ministere-b")
    assert CleApi.objects.get().vitrine == dnums[1]
    with pytest.raises(CommandError, match="Aucune entité"):
        call_command("create_api_key", "inconnue")


def test_pages_of_the_api_tell_the_key(client, dnums):
    told = client.get(f"/api/v2/pages/{dnums[1].pk}/").json()
    assert told["cle"] == "dnum-ministere-b"

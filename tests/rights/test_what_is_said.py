"""What the CMS says of a saving is what happened to it."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from emplois.models import Offre
from vitrines.models import RubriquePage

from ..factories import OffreFactory
from ..offre_form import ADD, PUBLISH_BUTTON, form

pytestmark = pytest.mark.django_db
WAITS = "attend maintenant une relecture avant publication"


@pytest.mark.parametrize("new", [True, False])
def test_submitted_offer_is_said_to_wait_not_to_be_scheduled(client, workflow, member, entities, new):
    client.force_login(member("autrice", direction="recruteur"))
    url = ADD
    if not new:
        offre = OffreFactory(vitrine=entities["direction"], live=False, first_published_at=None)
        offre.save_revision()
        url = reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])
    said = client.post(url, form(entities["direction"]) | {"action-submit": "1"}, follow=True).content.decode()
    assert f"Offre « Développeuse Django » {WAITS}" in said
    assert "planifi" not in said
    assert Offre.objects.get().workflow_in_progress
    assert not Offre.objects.get().live


def test_submitted_page_is_said_to_wait(client, workflow, member, entities):
    client.force_login(member("autrice", direction="recruteur"))
    page = entities["direction"].add_child(instance=RubriquePage(title="Missions", slug="m", kind="missions"))
    page.save_revision()
    sent = {"title": "Missions", "slug": "m", "kind": "missions", "introduction": "", "body": streamfield([])}
    sent = nested_form_data(sent) | {"action-submit": "1", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    said = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), sent, follow=True).content.decode()
    assert f"La page « Missions » {WAITS}" in said


def test_offer_that_could_not_be_published_is_not_said_to_be(client, member, entities):
    client.force_login(member("autrice", direction="recruteur", bureau="responsable"))
    said = client.post(ADD, form(entities["direction"]) | PUBLISH_BUTTON, follow=True).content.decode()
    assert not Offre.objects.get().live
    assert "Enregistré en brouillon" in said
    assert "créé(e) et publié(e)" not in said

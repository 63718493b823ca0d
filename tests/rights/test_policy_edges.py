"""Rights at their edges: an entity that is gone, a page that is no entity, a refused object in a bulk action."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.permissions import policy_registry

from emplois.models import Offre
from vitrines.models import RubriquePage

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db


def test_version_that_names_an_entity_that_is_gone_is_changed_by_nobody(entities, member):
    offre = OffreFactory(vitrine=entities["bureau"])
    user = member("responsable", direction="responsable")
    policy = policy_registry.get_by_type(Offre)
    assert policy.user_has_permission_for_instance(user, "change", offre)
    offre.vitrine_id = entities["bureau"].pk + 10_000
    assert not policy.user_has_permission_for_instance(user, "change", offre)


def test_rights_on_a_page_that_is_no_entity_give_none_on_offers(entities, django_user_model):
    page = entities["bureau"].add_child(instance=RubriquePage(title="Missions", slug="missions", kind="missions"))
    user, group = django_user_model.objects.create_user("redactrice"), Group.objects.create(name="Rédaction")
    user.groups.add(group)
    for action in ("add", "change", "publish"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    policy = policy_registry.get_by_type(Offre)
    assert not policy.user_has_any_permission(user, {"add", "change", "publish"})
    assert not policy.visible_to(user).exists()


def test_bulk_action_does_not_name_a_visible_offer_that_it_refuses(client, entities, member):
    live = OffreFactory(vitrine=entities["bureau"], title="Offre en ligne à garder")
    draft = OffreFactory(vitrine=entities["bureau"], title="Brouillon à supprimer", live=False)
    client.force_login(member("recruteuse", direction="recruteur"))
    url = f"{reverse('wagtail_bulk_action', args=['emplois', 'offre', 'delete'])}?id={live.pk}&id={draft.pk}"
    confirmation = client.get(url).content.decode()
    assert draft.title in confirmation
    assert live.title not in confirmation
    client.post(url)
    assert list(Offre.objects.all()) == [live]

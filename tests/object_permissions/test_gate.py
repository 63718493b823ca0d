"""The rule of the gate: outside `visible_to` an object is not found; inside, the policy is asked about the instance."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import Http404

from emplois.models import Offre
from object_permissions.gate import BoundPolicy, get_visible_or_404, may, policy_of, valid_keys, visible
from object_permissions.policies import ObjectPermissionPolicy, ReadOnlyPermissionPolicy
from vitrines.models import VitrinePage

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(entities) -> Offre:
    return OffreFactory(vitrine=entities["bureau"])


@pytest.fixture
def theirs(entities) -> Offre:
    return OffreFactory(vitrine=entities["voisine"])


@pytest.fixture
def recruiter(member):
    return member("recruteuse", direction="recruteur")


def test_visible_object_is_found_by_its_key_and_another_is_not(ours, theirs, recruiter):
    assert list(visible(Offre, recruiter)) == [ours]
    assert get_visible_or_404(Offre, recruiter, str(ours.pk)) == ours
    for key in (theirs.pk, str(theirs.pk)):
        with pytest.raises(Http404):
            get_visible_or_404(Offre, recruiter, key)


@pytest.mark.parametrize("key", ["", "abc", "1'", "-1", "0", "1.5", "9" * 30, "\x00", None])
def test_what_is_no_key_is_not_found(ours, recruiter, key):
    with pytest.raises(Http404):
        get_visible_or_404(Offre, recruiter, key)


def test_keys_are_those_of_the_database_s_own_range(ours):
    assert valid_keys(Offre, ["abc", str(ours.pk), None, "9" * 30]) == [ours.pk]
    assert valid_keys(VitrinePage, ["7", "x"]) == [7], "the key of a model that inherits its table"


def test_policy_is_asked_about_the_instance_and_the_action(ours, theirs, recruiter):
    assert may(recruiter, "change", ours)
    assert not may(recruiter, "publish", ours)
    assert not may(recruiter, "change", theirs)


def test_bound_policy_answers_for_its_instance_where_a_view_asks_about_the_model(ours, theirs, member):
    user = member("double", direction="recruteur", voisine="responsable")
    policy = policy_of(Offre)
    assert policy.user_has_permission(user, "publish")
    assert not BoundPolicy(policy, ours).user_has_permission(user, "publish")
    assert not BoundPolicy(policy, ours).user_has_any_permission(user, {"publish", "lock"})
    assert BoundPolicy(policy, ours).user_has_any_permission(user, {"publish", "change"})
    assert BoundPolicy(policy, theirs).user_has_permission(user, "publish")
    assert BoundPolicy(policy, ours).model is Offre


class LabelPolicy(ObjectPermissionPolicy):
    """Content types of one app; only those named `offre` may be changed, and none be deleted."""

    def instances_user_has_any_permission_for(self, user, actions):
        rows = self.model.objects.none()
        if "view" in actions:
            rows |= self.model.objects.filter(app_label="emplois")
        if "change" in actions:
            rows |= self.model.objects.filter(app_label="emplois", model="offre")
        return rows


def test_every_answer_of_the_base_policy_follows_from_one_queryset(admin_user):
    policy = LabelPolicy(ContentType)
    offre = ContentType.objects.get_for_model(Offre)
    lieu = ContentType.objects.get(app_label="emplois", model="lieu")
    user = ContentType.objects.get(app_label="auth", model="user")
    assert {offre, lieu} <= set(policy.visible_to(admin_user))
    assert user not in policy.visible_to(admin_user)
    assert policy.user_has_permission(admin_user, "change")
    assert not policy.user_has_permission(admin_user, "delete")
    assert policy.user_has_any_permission(admin_user, {"delete", "view"})
    assert policy.user_has_permission_for_instance(admin_user, "change", offre)
    assert not policy.user_has_permission_for_instance(admin_user, "change", lieu)
    assert policy.user_has_any_permission_for_instance(admin_user, {"change", "view"}, lieu)
    assert not policy.user_has_any_permission_for_instance(admin_user, {"change", "view"}, user)


class SuperuserPolicy(ReadOnlyPermissionPolicy):
    def may_view(self, user) -> bool:
        return user.is_superuser

    def objects_to_view(self, user):
        return self.model.objects.filter(app_label="emplois")


def test_read_only_policy_allows_viewing_and_nothing_else(admin_user, django_user_model):
    policy, offre = SuperuserPolicy(ContentType), ContentType.objects.get_for_model(Offre)
    nobody = django_user_model.objects.create_user("personne")
    assert offre in policy.visible_to(admin_user)
    assert policy.user_has_permission(admin_user, "view")
    assert policy.user_has_permission_for_instance(admin_user, "view", offre)
    for action in ("add", "change", "delete", "publish"):
        assert not policy.user_has_permission(admin_user, action)
        assert not policy.user_has_permission_for_instance(admin_user, action, offre)
    assert not policy.visible_to(nobody).exists()
    assert not policy.user_has_permission(nobody, "view")
    assert not policy.user_has_permission_for_instance(nobody, "view", offre)


def test_a_base_policy_without_its_queryset_fails_instead_of_allowing(admin_user):
    with pytest.raises(NotImplementedError):
        ObjectPermissionPolicy(Offre).user_has_permission(admin_user, "change")
    with pytest.raises(NotImplementedError):
        ReadOnlyPermissionPolicy(Offre).user_has_permission(admin_user, "view")

"""A `ModelAdmin` behind the gate: its list, its views of one object, its helper."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from wagtail_modeladmin.views import InstanceSpecificView

import site_metiers.urls
from emplois.models import Offre
from object_permissions.modeladmin import GuardedModelAdmin, PolicyPermissionHelper, ReadOnlyPermissionHelper

from ..factories import OffreFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
VIEWS = ("inspect", "edit", "delete", "history")


class OffreAdmin(GuardedModelAdmin):
    model = Offre
    inspect_view_enabled = True
    ordering = ("-title",)


urlpatterns = [*site_metiers.urls.urlpatterns, *OffreAdmin().get_admin_urls_for_registration()]


@pytest.fixture
def request_of(rf):
    def make(user):
        request = rf.get("/")
        request.user = user
        return request

    return make


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("key", ["theirs", "abc", "_"])
def test_no_view_finds_an_object_that_does_not_exist_for_the_user(entities, member, request_of, view, key):
    theirs = OffreFactory(vitrine=entities["voisine"])
    request = request_of(member("curieuse", direction="responsable"))
    with pytest.raises(Http404):
        getattr(OffreAdmin(), f"{view}_view")(request, str(theirs.pk) if key == "theirs" else key)


def test_a_visible_object_is_refused_by_the_policy_and_not_by_its_absence(entities, member, request_of):
    live = OffreFactory(vitrine=entities["bureau"])
    request = request_of(member("recruteuse", direction="recruteur"))
    with pytest.raises(PermissionDenied):
        OffreAdmin().delete_view(request, str(live.pk))


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_answers_whoever_may(entities, member, request_of, view):
    ours = OffreFactory(vitrine=entities["bureau"])
    request = request_of(member("responsable", direction="responsable"))
    assert getattr(OffreAdmin(), f"{view}_view")(request, str(ours.pk)).status_code == 200


def test_list_holds_what_exists_for_the_user_in_its_order(entities, member, request_of):
    OffreFactory(vitrine=entities["voisine"])
    ours = [OffreFactory(vitrine=entities["bureau"], title=title) for title in ("Alpha", "Bêta")]
    request = request_of(member("recruteuse", direction="recruteur"))
    assert list(OffreAdmin().get_queryset(request)) == ours[::-1]


def test_helper_answers_by_the_policy(entities, member):
    ours, theirs = (OffreFactory(vitrine=entities[entity]) for entity in ("bureau", "voisine"))
    recruiter, outsider = member("recruteuse", direction="recruteur"), member("curieuse")
    helper, read_only = PolicyPermissionHelper(Offre, True), ReadOnlyPermissionHelper(Offre, True)
    answers = ("user_can_inspect_obj", "user_can_edit_obj", "user_can_delete_obj")
    assert [getattr(helper, answer)(recruiter, ours) for answer in answers] == [True, True, False]
    assert [getattr(helper, answer)(recruiter, theirs) for answer in answers] == [False, False, False]
    assert [getattr(read_only, answer)(recruiter, ours) for answer in answers] == [True, False, False]
    assert [helper.user_can_list(user) for user in (recruiter, outsider)] == [True, False]
    assert [helper.user_can_create(user) for user in (recruiter, outsider)] == [True, False]
    assert not read_only.user_can_create(recruiter)
    assert not PolicyPermissionHelper(Offre, False).user_can_inspect_obj(recruiter, ours)


def test_no_permission_is_offered_in_the_groups_form():
    assert not OffreAdmin().get_permissions_for_registration().exists()


def test_every_view_of_one_object_that_wagtail_modeladmin_has_is_known_here():
    classes = {name for name in dir(OffreAdmin) if name.endswith("_view_class")}
    of_one = {n for n in classes if issubclass(getattr(OffreAdmin, n), InstanceSpecificView)}
    assert of_one == {f"{view}_view_class" for view in VIEWS}
    for view in VIEWS:
        assert f"{view}_view" in vars(GuardedModelAdmin)

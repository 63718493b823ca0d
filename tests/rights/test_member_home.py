"""What a member of an entity meets on signing in: a short menu, their offers and what waits, their vitrine's gaps."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.admin.menu import admin_menu
from wagtail.models import TaskState

from core import form_guard
from emplois.deadlines import paris_today
from emplois.home_panel import tasks
from equipes.enums import Role
from equipes.members import own_vitrines
from equipes.roles import MISSION_TALENTS, MODERATION, entity_group
from vitrines.completeness import completeness
from vitrines.models import RubriquePage

from ..factories import OffreFactory
from ..html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def join(entities, django_user_model):
    """A member of groups, given as (entity, role) or as a central group's name."""
    call_command("create_roles")

    def make(*places):
        user = django_user_model.objects.create_user("agent", "agent@exemple.invalid", "x")
        for place in places:
            group = (
                Group.objects.get(name=place) if isinstance(place, str) else entity_group(entities[place[0]], place[1])
            )
            user.groups.add(group)
        return user

    return make


RECRUITER, RESPONSABLE = ("direction", Role.RECRUTEURS.value), ("direction", Role.RESPONSABLES.value)


@pytest.mark.parametrize(
    ("places", "tops"),
    [
        ([RECRUITER], ["direction"]),
        ([RECRUITER, ("bureau", Role.RECRUTEURS.value)], ["direction"]),
        ([RECRUITER, ("voisine", Role.RECRUTEURS.value)], ["voisine", "direction"]),
        ([RECRUITER, MODERATION], []),
        ([], []),
    ],
)
def test_own_vitrines_are_the_topmost_of_who_has_no_rights_elsewhere(entities, join, places, tops):
    assert set(own_vitrines(join(*places))) == {entities[name] for name in tops}


@pytest.mark.parametrize(
    ("places", "shown", "hidden"),
    [
        (
            [RECRUITER],
            {"vitrine", "offres", "images", "documents"},
            {"equipe", "explorer", "reports", "settings", "demandes", "relecture"},
        ),
        ([RESPONSABLE], {"vitrine", "offres", "equipe", "relecture"}, {"explorer", "reports", "demandes"}),
        ([RECRUITER, ("voisine", Role.RECRUTEURS.value)], {"explorer", "offres"}, {"vitrine", "reports"}),
        ([MODERATION], {"explorer", "offres", "reports", "relecture"}, {"vitrine", "equipe", "demandes"}),
        ([MISSION_TALENTS], {"explorer", "offres", "reports", "demandes", "settings"}, {"vitrine"}),
    ],
)
def test_menu_is_what_the_role_needs(rf, join, places, shown, hidden):
    request = rf.get("/admin/")
    request.user = join(*places)
    names = {item.name for item in admin_menu.menu_items_for_request(request)}
    assert shown <= names
    assert not hidden & names


def test_menu_of_one_user_does_not_change_that_of_the_next(rf, join, admin_user):
    request = rf.get("/admin/")
    for user, label in ((join(RECRUITER), "Mes offres"), (admin_user, "Offres")):
        request.user = user
        labels = {item.name: item.label for item in admin_menu.menu_items_for_request(request)}
        assert labels["offres"] == label


def test_home_says_what_waits_and_nothing_of_the_neighbours(client, entities, workflow, join, admin_user):
    user, today = join(RECRUITER), paris_today()
    draft = {"live": False, "first_published_at": None}
    asked = OffreFactory(vitrine=entities["direction"], title="À reprendre", **draft)
    asked.save_revision(user=user)
    workflow.start(asked, user)
    state = TaskState.objects.for_instance(asked).get()
    state.task.specific.on_action(state.specific, admin_user, "reject", comment="Donnez le salaire.")
    OffreFactory(vitrine=entities["bureau"], title="Date passée", deadline=today - dt.timedelta(days=2))
    OffreFactory(vitrine=entities["bureau"], title="Bientôt close", deadline=today + dt.timedelta(days=2))
    OffreFactory(vitrine=entities["direction"], title="Ébauche", **draft)
    OffreFactory(vitrine=entities["voisine"], title="Chez la voisine", **draft)
    assert [task.offre.title for task in tasks(user)] == ["À reprendre", "Date passée", "Bientôt close", "Ébauche"]
    client.force_login(user)
    page = html_of(client.get("/admin/"))
    for told in (
        "Changements demandés : Donnez le salaire.",
        "La date limite est passée.",
        "Prolonger",
        "2</strong> brouillons",
    ):
        assert told in page, told
    assert "Chez la voisine" not in page


def test_completeness_says_what_is_missing_and_where_to_add_it(client, entities, join):
    vitrine = entities["direction"]
    before = {part.label: part.done for part in completeness(vitrine)}
    assert before["La vitrine en ligne"]
    assert not before["Une accroche"]
    assert not before["La rubrique « Missions »"]
    vitrine.accroche = "Venez."
    vitrine.save_revision()
    vitrine.add_child(instance=RubriquePage(title="Missions", kind="missions"))
    after = {part.label: part.done for part in completeness(vitrine)}
    assert after["Une accroche"]  # As last written, on line or not.
    assert after["La rubrique « Missions »"]
    client.force_login(join(RECRUITER))
    page = html_of(client.get("/admin/"))
    assert f"/admin/pages/{vitrine.pk}/edit/#id_logo" in page
    for part in completeness(vitrine):
        assert client.get(part.url.partition("#")[0]).status_code == 200, part.label


@pytest.mark.parametrize("place", [MODERATION, MISSION_TALENTS])
def test_home_of_the_central_roles_is_that_of_those_who_review(client, join, place):
    client.force_login(join(place))
    page = html_of(client.get("/admin/"))
    assert "Ce qui vous attend" not in page
    assert "Vitrine complète" not in page


def test_home_costs_the_same_for_many_offers(client, entities, join, django_assert_max_num_queries):
    for n in range(30):
        OffreFactory(vitrine=entities["bureau"], title=f"Offre {n}", live=bool(n % 2), deadline=paris_today())
    client.force_login(join(RECRUITER))
    client.get("/admin/")
    with django_assert_max_num_queries(120):
        client.get("/admin/")


def test_sign_in_is_in_french_and_under_the_portal_s_name(client, db):
    page = html_of(client.get(reverse("wagtailadmin_login")))
    for words in ("Adresse de courriel ou nom d’utilisateur", "Mot de passe", "Espace des recruteuses et recruteurs"):
        assert words in page
    assert "Métiers du numérique de l’État</title>" in page
    assert "Password" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    typed = {"username": "personne", "password": "x", "opened": form_guard.issue("SignInForm")}
    refused = html_of(client.post(reverse("wagtailadmin_login"), typed))
    assert "ne correspondent à aucun" in refused

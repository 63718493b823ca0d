"""Towards and after a deadline: reminders, prolonging, states told and filtered, several offers filled at once."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, TaskState

from emplois.deadlines import paris_today
from emplois.enums import EtatOffre
from emplois.home_panel import tasks
from emplois.models import DeadlineReminder, Offre
from emplois.reminders import recruiters
from equipes.enums import Role
from equipes.roles import create_entity_roles

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_emplois_offre:"
LIST = "/admin/snippets/emplois/offre/"


def in_days(days: int) -> dt.date:
    return paris_today() + dt.timedelta(days=days)


@pytest.fixture
def recruiter(vitrine, django_user_model):
    user = django_user_model.objects.create_user("recruteuse", "recruteuse@exemple.invalid", "x")
    user.groups.add(create_entity_roles(vitrine)[Role.RECRUTEURS.value])
    return user


@pytest.fixture
def remind(django_capture_on_commit_callbacks):
    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind_deadlines")

    return run


@pytest.mark.parametrize(("days", "sent"), [(8, 0), (7, 1), (0, 1), (-1, 1), (-8, 0)])
def test_recruiter_is_reminded_before_and_after(vitrine, recruiter, mailoutbox, remind, days, sent):
    offre = OffreFactory(vitrine=vitrine, deadline=in_days(days))
    remind()
    remind()
    assert len(mailoutbox) == sent
    for mail in mailoutbox:
        assert mail.to == [recruiter.email]
        for name in ("filled", "prolong", "let_expire"):
            assert f"http://localhost:8000{reverse(NAMES + name, args=[offre.pk])}" in mail.body
        assert ("n’accepte plus" in mail.body) == (days < 0)


def test_each_deadline_has_its_two_reminders(vitrine, recruiter, mailoutbox, remind):
    offre = OffreFactory(vitrine=vitrine, deadline=in_days(7))
    remind()
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        remind()
        offre.prolong(in_days(6))
        remind()
    assert len(mailoutbox) == 3
    assert DeadlineReminder.objects.count() == 3


@pytest.mark.parametrize("fields", [{"live": False}, {"filled_on": dt.date(2026, 1, 6)}, {"source": "CSP"}])
def test_nobody_is_reminded_of_what_is_not_open_or_not_ours(vitrine, recruiter, mailoutbox, remind, fields):
    OffreFactory(vitrine=vitrine, deadline=in_days(3), **fields)
    remind()
    assert mailoutbox == []


def test_reminder_goes_to_who_wrote_it_while_they_may(vitrine, recruiter, django_user_model):
    author = django_user_model.objects.create_user("autrice", "autrice@exemple.invalid", "x")
    offre = OffreFactory(vitrine=vitrine, deadline=in_days(3))
    offre.save_revision(user=author)
    offre.refresh_from_db()
    assert recruiters(offre) == [recruiter]
    author.groups.add(create_entity_roles(vitrine)[Role.RECRUTEURS.value])
    assert recruiters(Offre.objects.get()) == [author]


@pytest.mark.parametrize("days", [3, -1])
def test_letting_it_expire_ends_the_reminders_of_that_deadline_alone(
    client, vitrine, recruiter, mailoutbox, remind, days
):
    offre = OffreFactory(vitrine=vitrine, deadline=in_days(days))
    before = Offre.objects.values().get()
    remind()
    assert [task.offre for task in tasks(recruiter)] == [offre]
    client.force_login(recruiter)
    url = reverse(f"{NAMES}let_expire", args=[offre.pk])
    assert "Laisser passer la date limite" in client.get(url).content.decode()
    client.post(url)
    assert tasks(recruiter) == []
    assert Offre.objects.values().get() == before
    assert ModelLogEntry.objects.filter(action="emplois.let_expire", user=recruiter).exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=5)):
        remind()
        assert len(mailoutbox) == 1
        offre.prolong(in_days(6))
        remind()
        assert len(mailoutbox) == 2
        assert tasks(recruiter) != []


class TestProlong:
    @pytest.fixture
    def url(self, vitrine) -> str:
        offre = OffreFactory(vitrine=vitrine, deadline=in_days(-1), title="Publiée", pay_min=40_000)
        offre.title = "En cours de réécriture"
        offre.save_revision()
        return reverse(f"{NAMES}prolong", args=[offre.pk])

    def test_opens_the_offer_again_and_changes_nothing_else(self, client, recruiter, url):
        client.force_login(recruiter)
        before = Offre.objects.values().get()
        page = client.get(url).content.decode()
        assert f'value="{in_days(30):%d/%m/%Y}"' in page
        client.post(url, {"deadline": in_days(30).isoformat()})
        offre = Offre.objects.get()
        assert offre.is_public
        assert Offre.objects.values().get() == before | {"deadline": in_days(30)}
        draft = offre.get_latest_revision_as_object()
        assert (draft.deadline, draft.title) == (in_days(30), "En cours de réécriture")
        entry = ModelLogEntry.objects.get(action="emplois.prolonged")
        assert entry.data == {"from": in_days(-1).isoformat(), "to": in_days(30).isoformat()}

    @pytest.mark.parametrize("days", [-5, -1, 100])
    def test_refuses_an_impossible_date_in_words(self, client, recruiter, url, days):
        client.force_login(recruiter)
        response = client.post(url, {"deadline": in_days(days).isoformat()})
        assert response.context["form"].errors["deadline"]
        assert Offre.objects.get().deadline == in_days(-1)

    def test_is_for_what_is_on_line_and_not_filled(self, client, recruiter, url):
        Offre.objects.get().mark_filled()
        client.force_login(recruiter)
        client.post(url, {"deadline": in_days(30).isoformat()})
        assert Offre.objects.get().deadline == in_days(-1)

    def test_is_not_for_another_entity_s(self, client, institutions, url, django_user_model):
        other = add_vitrine(institutions, "Autre")
        stranger = django_user_model.objects.create_user("étrangère", "e@exemple.invalid", "x")
        stranger.groups.add(create_entity_roles(other)[Role.RESPONSABLES.value])
        client.force_login(stranger)
        assert client.post(url, {"deadline": in_days(30).isoformat()}).status_code == 404


@pytest.fixture
def one_of_each(vitrine) -> dict[EtatOffre, list[Offre]]:
    """Offers in every state, some by two ways."""
    now = timezone.now()
    draft = {"live": False, "first_published_at": None}
    made = {
        EtatOffre.OUVERTE: [OffreFactory(vitrine=vitrine), OffreFactory(vitrine=vitrine, deadline=paris_today())],
        EtatOffre.POURVUE: [OffreFactory(vitrine=vitrine, filled_on=paris_today())],
        EtatOffre.EXPIREE: [
            OffreFactory(vitrine=vitrine, deadline=in_days(-1)),
            OffreFactory(vitrine=vitrine, live=False, expired=True, expire_at=now - dt.timedelta(hours=1)),
            OffreFactory(vitrine=vitrine, expire_at=now - dt.timedelta(minutes=1)),
        ],
        EtatOffre.BROUILLON: [OffreFactory(vitrine=vitrine, **draft)],
        EtatOffre.RETIREE: [OffreFactory(vitrine=vitrine, live=False)],
        EtatOffre.PROGRAMMEE: [OffreFactory(vitrine=vitrine, **draft)],
    }
    scheduled = made[EtatOffre.PROGRAMMEE][0]
    scheduled.go_live_at = now + dt.timedelta(days=2)
    scheduled.save_revision().publish()
    return made


def test_filter_by_state_says_what_each_offer_says(one_of_each, admin_client):
    for etat, expected in one_of_each.items():
        found = set(Offre.objects.in_state(etat))
        assert found == set(expected), etat
        assert {offre.etat for offre in found} == {etat}
        page = admin_client.get(LIST, {"etat": etat.value}).content.decode()
        shown = {offre.title for offres in one_of_each.values() for offre in offres if f"{offre.title}\n" in page}
        assert shown <= {offre.title for offre in expected}
        assert expected[0].title in page


def test_filters_by_entity_metier_and_deadline(admin_client, institutions, vitrine, metier):
    bureau = add_vitrine(vitrine, "Bureau")
    other = add_vitrine(institutions, "Autre")
    OffreFactory(vitrine=bureau, title="Au bureau", metier=metier, deadline=in_days(5))
    OffreFactory(vitrine=other, title="Ailleurs")
    for query in (
        {"vitrine": vitrine.pk},
        {"metier": metier.pk},
        {"deadline_from": in_days(1), "deadline_to": in_days(9)},
    ):
        page = admin_client.get(LIST, query).content.decode()
        assert "Au bureau" in page, query
        assert "Ailleurs" not in page, query
    assert admin_client.get(LIST, {"vitrine": "x", "etat": "NON", "deadline_from": "hier"}).status_code == 200


def test_list_costs_the_same_for_many_offers(admin_client, vitrine, django_assert_max_num_queries, metier):
    for _ in range(18):
        OffreFactory(vitrine=vitrine, metier=metier)
    admin_client.get(LIST)
    with django_assert_max_num_queries(60):
        admin_client.get(LIST)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_holds_own_offers_and_runs_no_formula(client, recruiter, vitrine, institutions, kind):
    OffreFactory(vitrine=vitrine, title='=HYPERLINK("https://exemple.invalid")', deadline=in_days(3))
    OffreFactory(vitrine=add_vitrine(institutions, "Autre"), title="Secrète")
    client.force_login(recruiter)
    response = client.get(LIST, {"export": kind})
    assert response.status_code == 200
    content = response.getvalue()
    assert "offres." in response["Content-Disposition"]
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert rows[0][:3] == ["Intitulé", "Référence", "Entité"]
        assert [row[0][:2] for row in rows[1:]] == ["'="]
        assert rows[1][4] == "Ouverte"


def test_several_offers_are_marked_filled_at_once_within_rights(client, recruiter, vitrine, institutions):
    own = [OffreFactory(vitrine=vitrine, title=f"Nôtre {n}") for n in range(2)]
    draft = OffreFactory(vitrine=vitrine, title="Brouillon", live=False, first_published_at=None)
    theirs = OffreFactory(vitrine=add_vitrine(institutions, "Autre"), title="Secrète")
    client.force_login(recruiter)
    ids = "&".join(f"id={offre.pk}" for offre in [*own, draft, theirs])
    url = f"{reverse('wagtail_bulk_action', args=['emplois', 'offre', 'filled'])}?{ids}"
    page = client.get(url).content.decode()
    assert "Nôtre 1" in page
    assert "Secrète" not in page
    assert "Brouillon" not in page
    client.post(url)
    assert set(Offre.objects.filter(filled_on__isnull=False)) == set(own)
    assert ModelLogEntry.objects.filter(action="emplois.filled", user=recruiter).count() == 2


def test_filter_by_entity_offers_the_user_s_own(client, recruiter, vitrine, institutions):
    add_vitrine(institutions, "Entité encore secrète", live=False)
    other = add_vitrine(institutions, "Autre")
    OffreFactory(vitrine=vitrine, title="La nôtre")
    client.force_login(recruiter)
    page = client.get(LIST).content.decode()
    assert "Direction du numérique" in page
    assert "Entité encore secrète" not in page
    assert "La nôtre" in client.get(LIST, {"vitrine": other.pk}).content.decode()  # As a value that means nothing.


def test_list_says_and_filters_where_the_review_stands(admin_client, admin_user, vitrine, workflow):
    offers = {title: OffreFactory(vitrine=vitrine, title=title, live=False) for title in ("Soumise", "Rendue", "Seule")}
    for title in ("Soumise", "Rendue"):
        offers[title].save_revision(user=admin_user)
        workflow.start(offers[title], admin_user)
    state = TaskState.objects.for_instance(offers["Rendue"]).get()
    state.task.specific.on_action(state.specific, admin_user, "reject", comment="À revoir")
    page = admin_client.get(LIST).content.decode()
    assert ", en relecture" in page
    assert ", changements demandés" in page
    for status, title in (("in_progress", "Soumise"), ("needs_changes", "Rendue")):
        found = admin_client.get(f"{LIST}?relecture={status}").context["object_list"]
        assert [offre.title for offre in found] == [title]

"""The queue of those who decide: the oldest first, named by entity, the same for ten and for a hundred that wait."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from relecture.queue import QueueView
from vitrines.models import RubriquePage

from ..factories import OffreFactory
from .conftest import HIDDEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def submit(workflow, admin_user):
    """Send an object to review, so many days ago."""

    def send(obj, days: int = 0):
        obj.save_revision(user=admin_user)
        workflow.start(obj, admin_user)
        TaskState.objects.for_instance(obj).update(started_at=timezone.now() - dt.timedelta(days=days))
        return obj

    return send


def draft(vitrine, title: str = "Développeuse ou développeur"):
    return OffreFactory(vitrine=vitrine, title=title, live=False, first_published_at=None)


@pytest.fixture
def reviewer(client, member):
    client.force_login(member("responsable", ministère="responsable"))
    return client


@pytest.mark.parametrize("address", ["/admin/", "/admin/relecture/"])
def test_longest_waiting_comes_first_with_its_entity_and_its_marks(reviewer, entities, submit, address):
    submit(draft(entities["bureau"], "Arrivée hier"), days=1)
    submit(draft(entities["direction"], "Développeur web, depuis neuf jours"), days=9)
    rubrique = entities["bureau"].add_child(instance=RubriquePage(title="Missions", kind="missions", live=False))
    submit(rubrique, days=4)
    page = reviewer.get(address).content.decode()
    page = page[page.index("portail-queue") :]
    places = [page.index(words) for words in ("neuf jours", "Notre direction", "Rédaction", "Missions", "Arrivée hier")]
    assert places == sorted(places)
    assert page.count("Notre bureau") >= 2  # Of the page that stands below it, and of the offer.


def test_nothing_waits_is_said_to_those_who_decide_alone(reviewer, client_of, member):
    assert "Rien pour l’instant" in reviewer.get("/admin/").content.decode()
    assert "Rien n’attend votre relecture" in reviewer.get(reverse("queue")).content.decode()
    assert "Attend votre relecture" not in client_of(member("r", direction="recruteur")).get("/admin/").content.decode()


def test_version_of_nothing_any_more_breaks_nothing(reviewer, entities, submit):
    gone = submit(draft(entities["bureau"], "Disparue"))
    submit(draft(entities["bureau"], "Restée"))
    gone.revisions.update(object_id="0")
    page = reviewer.get(reverse("queue")).content.decode()
    assert "Restée" in page
    assert "Disparue" not in page


@pytest.mark.parametrize("role", ["recruteur", "responsable"])
def test_what_waits_elsewhere_is_not_named(client, hidden, member, role):
    client.force_login(member("curieuse", direction=role))
    assert HIDDEN not in client.get(reverse("queue")).content.decode()


def test_a_screen_costs_the_same_however_many_wait(reviewer, entities, submit, settings, django_assert_max_num_queries):
    settings.CONTENT_IS_CACHED = True
    for number in range(QueueView.paginate_by + 1):
        submit(draft(entities["bureau"], f"Poste {number}"))
    reviewer.get(reverse("queue"))
    with django_assert_max_num_queries(28 + QueueView.paginate_by) as few:  # Each version looks its entity up.
        reviewer.get(reverse("queue"))
    for number in range(10):
        submit(draft(entities["bureau"], f"Autre poste {number}"))
    with django_assert_max_num_queries(len(few) + 1):  # The generation of the content, where a second has passed.
        assert "31 versions attendent" in reviewer.get(reverse("queue")).content.decode()
    assert "Autre poste 9" in reviewer.get(f"{reverse('queue')}?page=2").content.decode()
    assert "Voir tout ce qui attend (31)" in reviewer.get("/admin/").content.decode()

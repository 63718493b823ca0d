"""Which offers are public, since when, until when."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from emplois.deadlines import PARIS
from emplois.enums import EtatOffre
from emplois.models import Offre
from referentiels.models import Metier

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db
LAST_MINUTES = [dt.date(2026, 1, 20), dt.date(2026, 7, 20), dt.date(2026, 3, 29), dt.date(2026, 10, 25)]
"""Winter, summer, and both days the clock changes."""


def paris(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=PARIS)


@pytest.mark.parametrize("day", LAST_MINUTES)
def test_offer_is_public_until_the_last_minute_of_its_deadline_in_paris(client, vitrine, day):
    offre = OffreFactory(vitrine=vitrine, deadline=day)
    with time_machine.travel(paris(day, 23, 59), tick=False):
        assert list(Offre.objects.public()) == [offre]
        assert offre.etat == EtatOffre.OUVERTE
        assert offre.title in client.get("/emplois/").content.decode()
        page = client.get(offre.get_absolute_url()).content.decode()
        assert "mailto:recrutement" in page
        assert "noindex" not in page


@pytest.mark.parametrize("day", LAST_MINUTES)
def test_offer_is_closed_one_minute_after_its_deadline_in_paris(client, vitrine, day):
    offre = OffreFactory(vitrine=vitrine, deadline=day)
    with time_machine.travel(paris(day + dt.timedelta(days=1), 0, 1), tick=False):
        assert not Offre.objects.public().exists()
        assert offre.etat == EtatOffre.EXPIREE
        assert offre.title not in client.get("/emplois/").content.decode()
        page = client.get(offre.get_absolute_url()).content.decode()
        assert "a expiré" in page
        assert "mailto:recrutement" not in page
        assert '<meta name="robots" content="noindex">' in page


def test_offer_past_its_expiry_is_not_public_before_the_scheduler_ran(offre):
    Offre.objects.update(expire_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert not Offre.objects.public().exists()


@pytest.mark.parametrize(("days", "status"), [(0, 200), (90, 200), (91, 410)])
def test_filled_offer_keeps_its_address_for_90_days(client, offre, days, status):
    filled = dt.date(2026, 2, 1)
    with time_machine.travel(paris(filled, 12, 0), tick=False):
        offre.mark_filled()
    with time_machine.travel(paris(filled + dt.timedelta(days=days), 12, 0), tick=False):
        response = client.get(offre.get_absolute_url())
    assert response.status_code == status
    assert ("est pourvue" in response.content.decode()) == (status == 200)


def test_marking_filled_changes_nothing_else(offre):
    before = Offre.objects.values().get()
    offre.title = "Modifié en mémoire"
    offre.mark_filled(on=dt.date(2026, 2, 1))
    assert Offre.objects.values().get() == before | {"filled_on": dt.date(2026, 2, 1)}


def test_publishing_an_older_draft_does_not_reopen_a_filled_offer(offre):
    draft = offre.save_revision()
    offre.mark_filled(on=dt.date(2026, 2, 1))
    draft.publish()
    offre.refresh_from_db()
    assert offre.filled_on == dt.date(2026, 2, 1)


def test_date_posted_survives_republication(vitrine):
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None)
    with time_machine.travel(paris(dt.date(2026, 5, 1), 0, 30), tick=False):
        offre.save_revision().publish()
    with time_machine.travel(paris(dt.date(2026, 6, 1), 9, 0), tick=False):
        offre.refresh_from_db()
        offre.unpublish()
        offre.save_revision().publish()
    offre.refresh_from_db()
    assert offre.date_posted == dt.date(2026, 5, 1)


def test_draft_is_not_found_and_a_withdrawn_offer_is_gone(client, vitrine, offre):
    draft = OffreFactory(vitrine=vitrine, live=False, first_published_at=None)
    assert client.get(draft.get_absolute_url()).status_code == 404
    offre.unpublish()
    assert client.get(offre.get_absolute_url()).status_code == 410


def test_offers_of_sub_entities_count_for_their_ministry_and_not_for_a_namesake(institutions):
    ministry = add_vitrine(institutions, "Ministère")
    other = add_vitrine(institutions, "Ministère bis")
    below = add_vitrine(add_vitrine(ministry, "Direction"), "Bureau")
    offre = OffreFactory(vitrine=below)
    OffreFactory(vitrine=other)
    assert list(Offre.objects.for_vitrine(ministry)) == [offre]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pay_min": 60_000, "pay_max": 50_000}, "dépasse son maximum"),
        ({"pay_min": 3_000}, "entre 10 000 et 250 000"),
        ({"apply_email": ""}, "au moins une façon de candidater"),
    ],
)
def test_form_and_database_refuse_alike(vitrine, fields, message):
    offre = OffreFactory.build(vitrine=vitrine, **fields)
    with pytest.raises(ValidationError, match=message):
        offre.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        offre.save()


def test_reference_is_unique_in_its_source(vitrine):
    OffreFactory(vitrine=vitrine, source="csp", reference="2026-1")
    OffreFactory(vitrine=vitrine, source="autre", reference="2026-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        OffreFactory(vitrine=vitrine, source="csp", reference="2026-1")


def test_deadline_may_not_precede_publication(offre):
    offre.deadline = dt.date(2026, 1, 4)
    with pytest.raises(ValidationError, match="précède la première publication"):
        offre.full_clean()


def test_same_title_gets_another_address(vitrine):
    slugs = [OffreFactory(vitrine=vitrine, title="Développeur·se C#").slug for _ in range(3)]
    assert len(set(slugs)) == 3


def test_choice_sets_come_back_in_the_order_of_the_choices(vitrine):
    OffreFactory(vitrine=vitrine, contracts=["CDD", "CDI"])
    assert Offre.objects.get().contract_labels == ["CDI", "CDD"]


def test_address_follows_the_title_until_the_first_publication(vitrine):
    offre = OffreFactory(vitrine=vitrine, title="Premier titre", live=False, first_published_at=None)
    offre.title = "Deuxième titre"
    offre.save()
    assert offre.slug == "deuxieme-titre"
    offre.save_revision().publish()
    offre.refresh_from_db()
    offre.title = "Troisième titre"
    offre.save_revision().publish()
    offre.refresh_from_db()
    assert (offre.title, offre.slug) == ("Troisième titre", "deuxieme-titre")


def test_similar_offers_are_of_the_metier_then_of_its_family_then_of_the_entity_the_newest_first(institutions):
    own, other = add_vitrine(institutions, "Direction"), add_vitrine(institutions, "Voisine")
    metier = Metier.objects.get(slug="developpeuse-developpeur")
    sibling = Metier.objects.filter(famille=metier.famille).exclude(pk=metier.pk).first()
    stranger = Metier.objects.exclude(famille=metier.famille).first()
    days = iter(dt.datetime(2026, 1, day, 9, tzinfo=dt.UTC) for day in range(1, 29))

    def add(title: str, *, vitrine=other, **fields) -> Offre:
        return OffreFactory(vitrine=vitrine, title=title, **{"first_published_at": next(days)} | fields)

    offre = add("Celle-ci", vitrine=own, metier=metier)
    add("métier, ancienne", metier=metier)
    add("métier, récente", metier=metier)
    add("famille, ancienne", metier=sibling)
    add("famille, récente", metier=sibling, vitrine=own)
    add("entité, ancienne", metier=stranger, vitrine=own)
    at_once = next(days)
    for title in ("entité, récente, d’abord", "entité, récente, ensuite"):
        add(title, vitrine=own, first_published_at=at_once)
    add("brouillon", metier=metier, live=False)
    add("pourvue", metier=metier, filled_on=dt.date(2026, 1, 30))
    add("ailleurs", metier=stranger)
    add("ailleurs, sans métier")
    assert [similar.title for similar in Offre.objects.similar_to(offre)] == [
        "métier, récente",
        "métier, ancienne",
        "famille, récente",
        "famille, ancienne",
        "entité, récente, ensuite",
        "entité, récente, d’abord",
        "entité, ancienne",
    ]


def test_similar_to_an_offer_without_metier_are_those_of_its_entity(institutions):
    own, other = add_vitrine(institutions, "Direction"), add_vitrine(institutions, "Voisine")
    offre, beside = OffreFactory(vitrine=own), OffreFactory(vitrine=own, metier=Metier.objects.first())
    OffreFactory(vitrine=other)
    OffreFactory(vitrine=other, metier=Metier.objects.first())
    assert list(Offre.objects.similar_to(offre)) == [beside]


def test_new_offers_are_those_that_arrived_since_else_that_were_first_published_since(vitrine):
    moment = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    before, after = moment - dt.timedelta(seconds=1), moment + dt.timedelta(days=1)
    OffreFactory(vitrine=vitrine, title="publiée avant", first_published_at=before)
    OffreFactory(vitrine=vitrine, title="arrivée avant", first_published_at=after, arrived_at=before)
    OffreFactory(vitrine=vitrine, title="jamais publiée", live=False, first_published_at=None)
    OffreFactory(vitrine=vitrine, title="publiée à cet instant", first_published_at=moment)
    OffreFactory(vitrine=vitrine, title="arrivée à cet instant", first_published_at=before, arrived_at=moment)
    assert set(Offre.objects.new_since(moment).values_list("title", flat=True)) == {
        "publiée à cet instant",
        "arrivée à cet instant",
    }


def test_withdrawn_offer_is_not_expired_nor_filled_and_a_new_version_of_a_live_one_is_not_scheduled(vitrine):
    """States exclude each other, whatever the dates say."""
    OffreFactory(vitrine=vitrine, title="retirée", live=False, filled_on=dt.date(2026, 2, 1))
    OffreFactory(vitrine=vitrine, title="retirée et passée", live=False, deadline=dt.date(2026, 2, 1))
    OffreFactory(
        vitrine=vitrine, title="pourvue et passée", filled_on=dt.date(2026, 2, 1), deadline=dt.date(2026, 2, 1)
    )
    OffreFactory(vitrine=vitrine, title="pourvue et expirée", live=False, expired=True, filled_on=dt.date(2026, 2, 1))
    soon = OffreFactory(vitrine=vitrine, title="nouvelle version programmée")
    soon.save_revision().publish()
    soon.refresh_from_db()
    soon.go_live_at = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    soon.save_revision().publish()
    titles = {etat: set(Offre.objects.in_state(etat).values_list("title", flat=True)) for etat in EtatOffre}
    assert titles == {
        EtatOffre.BROUILLON: set(),
        EtatOffre.PROGRAMMEE: set(),
        EtatOffre.OUVERTE: {"nouvelle version programmée"},
        EtatOffre.POURVUE: {"pourvue et passée", "pourvue et expirée"},
        EtatOffre.EXPIREE: set(),
        EtatOffre.RETIREE: {"retirée", "retirée et passée"},
    }


def test_offers_are_counted_by_entity_and_by_metier(institutions):
    ministry, other = add_vitrine(institutions, "Ministère"), add_vitrine(institutions, "Voisine")
    below = add_vitrine(ministry, "Bureau")
    first, second = Metier.objects.order_by("pk")[:2]
    for vitrine, metier in ((ministry, first), (below, first), (below, second), (below, None), (other, None)):
        OffreFactory(vitrine=vitrine, metier=metier)
    ordered = Offre.objects.order_by("title")
    assert ordered.count_by_vitrine() == {ministry.pk: 1, below.pk: 3, other.pk: 1}
    assert ordered.count_by_metier() == {first.pk: 2, second.pk: 1}


def test_offer_is_listed_with_the_status_of_its_running_review_alone(offre, workflow, admin_user):
    def review() -> str | None:
        return Offre.objects.with_review().get().review

    assert review() is None
    offre.save_revision()
    state = workflow.start(offre, admin_user)
    assert review() == "in_progress"
    state.current_task_state.reject(user=admin_user)
    assert review() == "needs_changes"
    state.refresh_from_db()
    state.cancel(user=admin_user)
    assert review() is None

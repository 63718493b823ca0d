"""Authoring in the CMS: what is typed is kept, what is published is complete."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core import blocks
from emplois.changes import changes
from emplois.models import Offre
from vitrines.models import RubriquePage

from .factories import OffreFactory
from .offre_form import ADD, form

pytestmark = pytest.mark.django_db


def test_draft_may_be_incomplete(admin_client, vitrine):
    response = admin_client.post(ADD, form(vitrine, places=(), apply_email=""))
    assert response.status_code == 302, response.context["form"].errors
    offre = Offre.objects.get()
    assert not offre.live
    assert offre.slug == "developpeuse-django"


def test_draft_is_kept_with_the_empty_place_that_the_form_opens_with(admin_client, vitrine):
    empty = {"commune": "", "departement": "", "region": "", "country": "", "address": ""}
    assert admin_client.post(ADD, form(vitrine, places=(empty,))).status_code == 302
    assert not Offre.objects.get().lieux.exists()
    response = admin_client.post(ADD, form(vitrine, places=(empty,)) | {"action-publish": "1"})
    assert "Indiquez au moins un lieu" in response.content.decode()


def test_published_offer_is_public_with_its_place(client, admin_client, vitrine):
    assert admin_client.post(ADD, form(vitrine) | {"action-publish": "1"}).status_code == 302
    offre = Offre.objects.public().get()
    assert offre.places == "Rennes (35)"
    assert "Rennes" in client.get(offre.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"apply_email": ""}, "apply_email", "au moins une façon de candidater"),
        ({"deadline": "2020-01-01"}, "deadline", "déjà passée"),
        ({"places": ()}, None, ""),
        ({"pay_min": "60000", "pay_max": "50000"}, "__all__", "dépasse son maximum"),
        ({"pay_min": "12"}, "pay_min", "entre 10 000 et 250 000"),
        ({"reference": "2026-1"}, "__all__", "déjà cette référence"),
    ],
)
def test_incomplete_offer_is_not_published_and_loses_nothing(admin_client, vitrine, fields, field, message):
    OffreFactory(vitrine=vitrine, reference="2026-1")
    response = admin_client.post(ADD, form(vitrine, **fields) | {"action-publish": "1"})
    assert response.status_code == 200
    assert Offre.objects.count() == 1
    assert "Développeuse Django" in response.content.decode()
    if field:
        assert message in str(response.context["form"].errors[field])


def test_expired_offer_can_still_be_corrected(admin_client, vitrine):
    offre = OffreFactory(vitrine=vitrine, deadline=dt.date(2026, 1, 20))
    offre.save_revision()
    url = reverse(offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])
    posted = form(vitrine, title="Corrigée", deadline="2026-01-20", slug=offre.slug) | {"action-publish": "1"}
    assert admin_client.post(url, posted).status_code == 302
    offre.refresh_from_db()
    assert offre.title == "Corrigée"


def test_offer_whose_deadline_went_by_while_it_waited_stays_a_draft(vitrine):
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None, deadline=dt.date(2026, 1, 20))
    offre.save_revision(approved_go_live_at=dt.datetime(2026, 1, 21, tzinfo=dt.UTC)).publish()
    offre.refresh_from_db()
    assert not offre.live
    assert offre.scheduled_revision is None


def test_preview_shows_a_draft(admin_client, vitrine):
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None, title="Pas encore publiée")
    offre.save_revision()
    url = reverse(offre.snippet_viewset.get_url_name("preview_on_edit"), args=[offre.pk])
    posted = form(vitrine, title="Titre en cours de frappe")
    assert admin_client.post(url, posted).json()["is_valid"]
    page = admin_client.get(url)
    assert page.status_code == 200
    assert "Titre en cours de frappe" in page.content.decode()


def test_commune_is_chosen_by_search_instead_of_a_menu_of_all(admin_client, vitrine):
    page = admin_client.get(ADD).content.decode()
    assert "Choisir une commune" in page
    assert "Saint-Denis-de-Gastines" not in page
    url = reverse("commune_chooser:choose_results")
    for text in ("saint-den", "93200", "93066"):
        assert "Saint-Denis (93)" in admin_client.get(url, {"q": text}).content.decode(), text
    assert "35238" in admin_client.get(reverse("commune_chooser:chosen", args=["35238"])).content.decode()


def test_list_says_the_state_of_each_offer(admin_client, offre):
    page = admin_client.get("/admin/snippets/emplois/offre/").content.decode()
    assert "Ouverte" in page


def test_second_rubrique_of_a_kind_is_refused_at_the_field(admin_client, vitrine):
    vitrine.add_child(instance=RubriquePage(title="Missions", kind="missions"))
    url = reverse("wagtailadmin_pages:add", args=["vitrines", "rubriquepage", vitrine.pk])
    posted = nested_form_data({"title": "Encore", "slug": "encore", "kind": "missions", "body": streamfield([])})
    response = admin_client.post(url, posted)
    assert "déjà une rubrique de ce genre" in str(response.context["form"].errors["kind"])


def test_every_page_type_opens_in_the_cms_with_every_block_offered(admin_client, home, vitrine):
    for page_type in ("contentpage", "planpage"):
        assert admin_client.get(reverse("wagtailadmin_pages:add", args=["home", page_type, home.pk])).status_code == 200
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[vitrine.pk])).content.decode()
    for name, block in blocks.body_blocks():
        assert block.meta.label
        assert block.meta.description
        assert (json.dumps(str(block.meta.label))[1:-1] in page) == (name != "download")


def test_figure_of_a_vitrine_is_not_published_without_source_and_date(admin_client, vitrine):
    url = reverse("wagtailadmin_pages:edit", args=[vitrine.pk])
    bare = {"title": vitrine.title, "slug": vitrine.slug, "agents_count": "120"}
    streams = dict.fromkeys(["body", "figures", "social_links"], streamfield([]))
    posted = nested_form_data(bare | streams | {"comments": inline_formset([])})
    assert admin_client.post(url, posted).status_code == 302
    response = admin_client.post(url, posted | {"action-publish": "1"})
    errors = response.context["form"].errors
    assert {"agents_count_source", "agents_count_on"} <= errors.keys()
    told = {"agents_count_source": "Rapport social unique", "agents_count_on": "2026-06-30", "action-publish": "1"}
    assert admin_client.post(url, posted | told).status_code == 302
    vitrine.refresh_from_db()
    assert [figure["source"] for figure in vitrine.key_figures] == ["Rapport social unique"]


def test_editor_of_a_page_says_what_to_look_at_again(admin_client, vitrine):
    edit = reverse("wagtailadmin_pages:edit", args=[vitrine.pk])
    assert "À revoir" not in admin_client.get(edit).content.decode()
    vitrine.contact = "camille.martin@exemple.invalid"
    vitrine.save_revision()
    assert "semble l’adresse d’une personne" in admin_client.get(edit).content.decode()


def test_duplicated_offer_leaves_behind_what_was_the_other_s_alone(admin_client, vitrine):
    offre = OffreFactory(
        vitrine=vitrine, title="Modèle", reference="2026-1", deadline=dt.date(2026, 3, 1), pay_min=40_000
    )
    offre.save_revision()
    copy = reverse(Offre.snippet_viewset.get_url_name("copy"), args=[offre.pk])
    shown = admin_client.get(copy).context["form"]
    assert (shown["title"].value(), shown["pay_min"].value()) == ("Modèle", 40_000)
    assert (shown["reference"].value(), shown["deadline"].value()) == ("", None)
    assert f'action="{ADD}"' in admin_client.get(copy).content.decode()
    assert admin_client.post(copy, form(vitrine, title="Écrasée")).status_code == 405
    assert admin_client.post(ADD, form(vitrine, title="Copie")).status_code == 302
    assert set(Offre.objects.values_list("title", "reference", "live")) == {
        ("Modèle", "2026-1", True),
        ("Copie", "", False),
    }


def test_earlier_version_is_restored_from_the_history(admin_client, vitrine):
    offre = OffreFactory(vitrine=vitrine, title="Première version")
    first = offre.save_revision()
    offre.title = "Seconde version"
    offre.save_revision()
    history = admin_client.get(reverse(Offre.snippet_viewset.get_url_name("history"), args=[offre.pk])).content.decode()
    revert = reverse(Offre.snippet_viewset.get_url_name("revisions_revert"), args=[offre.pk, first.pk])
    assert offre.revisions.count() == 3  # With what it said before the first.
    assert "Historique" in history
    assert admin_client.get(revert).context["form"]["title"].value() == "Première version"
    admin_client.post(revert, form(vitrine, title="Première version"))
    assert Offre.objects.get().get_latest_revision_as_object().title == "Première version"


def test_what_the_public_read_before_the_first_change_is_kept_told_and_restored(admin_client, vitrine):
    """An import writes offers in bulk, without versions."""
    arrived = timezone.now() - dt.timedelta(days=40)
    offre = OffreFactory(vitrine=vitrine, title="Comme importée", pay_min=40_000, arrived_at=arrived)
    names = {name: reverse(Offre.snippet_viewset.get_url_name(name), args=[offre.pk]) for name in ("edit", "history")}
    admin_client.post(names["edit"], form(vitrine, title="Réécrite", pay_min=50_000) | {"action-publish": "1"})
    first, second = Offre.objects.get().revisions.order_by("created_at")
    assert (first.as_object().title, first.created_at, first.user) == ("Comme importée", arrived, None)
    assert second.as_object().title == Offre.objects.get().title == "Réécrite"
    history = admin_client.get(names["history"]).content.decode()
    assert "Version d’avant la première modification" in history
    revert = reverse(Offre.snippet_viewset.get_url_name("revisions_revert"), args=[offre.pk, first.pk])
    assert revert in history
    assert admin_client.get(revert).context["form"]["title"].value() == "Comme importée"
    assert "rémunération" in changes(Offre.objects.get())[0].what


def test_a_new_offer_has_one_version(admin_client, vitrine):
    admin_client.post(reverse(Offre.snippet_viewset.get_url_name("add")), form(vitrine) | {"action-publish": "1"})
    assert Offre.objects.get().revisions.count() == 1


def test_offer_of_a_vitrine_that_is_not_on_line_is_not_approved_and_leads_nowhere_dead(client, vitrine):
    offre = OffreFactory(vitrine=vitrine)
    vitrine.live = False
    vitrine.save()
    offre = Offre.objects.get()
    assert "n’est pas en ligne" in offre.approval_obstacles()[0]
    page = client.get(offre.get_absolute_url()).content.decode()
    assert "Direction du numérique" in page
    assert f'href="{vitrine.url}' not in page


@pytest.mark.parametrize("live", [True, False])
def test_nothing_is_kept_by_itself_over_what_someone_else_saved_since(admin_client, admin_user, vitrine, live):
    """The form opened while the offer had no version names none."""
    offre = OffreFactory(vitrine=vitrine, title="Comme importée", live=live)
    url = reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])
    as_json = {"headers": {"accept": "application/json"}}
    first = admin_client.post(url, form(vitrine, title="De la première"), **as_json).json()
    assert first["success"]
    second = admin_client.post(url, form(vitrine, title="De la seconde"), **as_json)
    assert second.status_code == 400
    assert "version plus récente" in second.json()["error_message"]
    kept = {"overwrite_revision_id": first["revision_id"]}
    again = admin_client.post(url, form(vitrine, title="La première, suite") | kept, **as_json).json()
    assert again["success"]
    stored = Offre.objects.get()
    assert stored.live is live
    assert not live or stored.title == "Comme importée"  # What is kept by itself is never published.
    assert stored.get_latest_revision_as_object().title == "La première, suite"

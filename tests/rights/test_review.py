"""The screen of a review and the link for those without an account: one decision, by who may, on what was seen."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from home.founding.stored import body
from relecture.decisions import Decision, NotApprovable, Outdated, decide
from relecture.findings import checklist
from relecture.models import AlreadyDecided, DecisionTemplate, ReviewLink
from vitrines.models import RubriquePage

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(member):
    return member("recruteuse", direction="recruteur")


@pytest.fixture
def reviewer(member):
    return member("responsable", ministère="responsable")


@pytest.fixture
def waiting(entities, workflow, author):
    """An offer of the direction, submitted by its author."""
    offre = OffreFactory(vitrine=entities["direction"], title="Développeur web", live=False, first_published_at=None)
    offre.save_revision(user=author)
    workflow.start(offre, author)
    return offre


@pytest.fixture
def state(waiting) -> TaskState:
    return TaskState.objects.for_instance(waiting).get()


def address(state: TaskState) -> str:
    return reverse("review", args=[state.pk])


def latest(state: TaskState) -> int:
    return TaskState.objects.get(pk=state.pk).revision.content_object.latest_revision_id


def decision(state: TaskState, name: str, **more) -> dict:
    return {"decision": name, "revision": latest(state)} | more


def test_screen_shows_preview_checklist_wordings_and_who_asks(client, reviewer, waiting, state):
    client.force_login(reviewer)
    page = client.get(address(state)).content.decode()
    for told in ("ne s’adresse qu’aux hommes", "La rémunération n’est pas indiquée", "recruteuse", "tout est nouveau"):
        assert told in page, told
    assert DecisionTemplate.objects.first().title in page
    preview = client.get(reverse("review_preview", args=[state.pk]))
    assert "Développeur web" in preview.content.decode()
    assert preview["X-Frame-Options"] == "SAMEORIGIN"


def test_screen_shows_what_changes_since_the_published_version(client, entities, workflow, author, reviewer):
    offre = OffreFactory(vitrine=entities["direction"], title="Avant")
    offre.title, offre.pay_min = "Après", 42_000
    offre.save_revision(user=author)
    workflow.start(offre, author)
    client.force_login(reviewer)
    page = client.get(address(TaskState.objects.get())).content.decode()
    assert '<span class="deletion">Avant</span>' in page
    assert '<span class="addition">Après</span>' in page
    assert "Rémunération minimale" in page
    assert "Contexte" not in page.split("portail-changes")[1].split("</dl>")[0]


def test_approval_publishes_and_goes_on_to_what_waits(client, entities, workflow, author, reviewer, waiting, state):
    page = entities["bureau"].add_child(instance=RubriquePage(title="Missions", kind="missions", live=False))
    page.save_revision(user=author)
    workflow.start(page, author)
    client.force_login(reviewer)
    response = client.post(address(state), decision(state, "approve", next="1"))
    waiting.refresh_from_db()
    assert waiting.live
    following = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    assert response["Location"] == address(following)
    assert "Missions" in client.get(address(following)).content.decode()
    client.post(address(following), decision(following, "approve"))
    page.refresh_from_db()
    assert page.live


def test_asking_for_changes_takes_a_message_that_the_author_gets(
    client, author, reviewer, state, mailoutbox, django_capture_on_commit_callbacks
):  # fmt: skip
    client.force_login(reviewer)
    mailoutbox.clear()
    response = client.post(address(state), decision(state, "reject", comment="  "))
    assert "quels changements" in response.content.decode()
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address(state), decision(state, "reject", comment="Ajoutez la rémunération."))
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_REJECTED
    assert [message.to for message in mailoutbox] == [[author.email]]
    assert "Ajoutez la rémunération." in mailoutbox[0].body


def test_second_reviewer_is_told_who_was_first(client, reviewer, member, waiting, state):
    other = member("collègue", direction="responsable")
    client.force_login(other)
    client.post(address(state), decision(state, "reject", comment="À revoir."))
    client.force_login(reviewer)
    client.post(address(state), decision(state, "approve"))
    assert "collègue a demandé des changements" in client.get("/admin/").content.decode()
    waiting.refresh_from_db()
    assert not waiting.live


def test_decision_taken_in_between_is_not_taken_again(reviewer, state):
    """Both have read it as waiting; only the database says that one was first."""
    stale = TaskState.objects.get(pk=state.pk)
    decide(state, Decision.REJECT, revision_id=latest(state), comment="Non.", user=reviewer)
    with pytest.raises(AlreadyDecided):
        stale.task.specific.on_action(stale, reviewer, "approve")
    with pytest.raises(AlreadyDecided):
        decide(stale, Decision.APPROVE, revision_id=latest(state), user=reviewer)


def test_version_changed_meanwhile_is_read_again_first(client, reviewer, waiting, state):
    client.force_login(reviewer)
    seen = decision(state, "approve")
    waiting.title = "Changé"
    waiting.save_revision(user=reviewer)
    response = client.post(address(state), seen | {"comment": "Bravo pour ce texte"})
    page = response.content.decode()
    assert "a changé pendant votre lecture" in page
    assert ">\nBravo pour ce texte</textarea>" in page, "nothing typed is lost or changed"
    waiting.refresh_from_db()
    assert not waiting.live
    state.refresh_from_db()
    assert f'value="{latest(state)}"' in response.content.decode()


def test_version_that_lacks_a_mention_is_not_approved_on_the_screen(client, reviewer, waiting, state):
    waiting.contracts = ["PERMANENT"]
    waiting.save_revision()
    state.refresh_from_db()
    with pytest.raises(NotApprovable):
        decide(state, Decision.APPROVE, revision_id=latest(state), user=reviewer)
    with pytest.raises(Outdated):
        decide(state, Decision.APPROVE, revision_id=0, user=reviewer)
    client.force_login(reviewer)
    assert "Mention obligatoire : métier" in client.get(address(state)).content.decode()
    assert "Mention obligatoire" in client.post(address(state), decision(state, "approve")).content.decode()


@pytest.mark.parametrize("who", ["author", "stranger", "nobody"])
@pytest.mark.parametrize("name", ["review", "review_preview"])
def test_screen_is_for_those_who_may_publish(client, member, author, waiting, state, who, name):
    if who != "nobody":
        client.force_login(author if who == "author" else member("étrangère", voisine="responsable"))
    for ask in (client.get, client.post):
        response = ask(reverse(name, args=[state.pk]), decision(state, "approve"))
        assert response.status_code in (302, 404, 405)
        assert "Développeur web" not in response.content.decode()
        assert response.status_code != 302 or "/login/" in response["Location"]
    waiting.refresh_from_db()
    assert not waiting.live


def test_offer_whose_deadline_went_by_is_said_to_stay_off_line(client, reviewer, waiting, state):
    waiting.deadline = dt.date(2026, 1, 2)
    waiting.save_revision()
    state.refresh_from_db()
    client.force_login(reviewer)
    client.post(address(state), decision(state, "approve"))
    assert "sa date limite est passée" in client.get("/admin/").content.decode()


def test_page_s_checklist_names_images_without_words_and_headings_out_of_order(entities, institutions):
    from wagtail.models import Collection

    from home.demonstration.drawings import cover
    from home.demonstration.source_files import add_image

    image = add_image("Équipe", "e.jpg", cover("x"), Collection.get_first_root_node())
    picture = {"image": {"image": image.pk, "decorative": False, "alt_text": ""}, "caption": "", "credit": ""}
    page = RubriquePage(title="Missions", kind="missions")
    page.body = body(("text", "<h4>Trop bas</h4><p>Appelez le 01 42 75 80 00</p>"), ("image", picture))
    assert [len(check.findings) for check in checklist(page)] == [0, 1, 0, 2]
    picture["image"]["alt_text"] = "IMG_2041.jpg"
    page.body = body(("image", picture))
    (access,) = [check for check in checklist(page) if check.findings]
    assert "« IMG_2041.jpg » est un nom de fichier" in access.findings[0].message


def test_what_there_is_nothing_to_look_at_of_is_not_ticked(entities, institutions):
    page = RubriquePage(title="Missions", kind="missions", body=body(("text", "<p>Un texte sans image ni titre.</p>")))
    assert [check.is_relevant for check in checklist(page)] == [True, True, True, False]
    offre = OffreFactory.build(vitrine=entities["direction"])
    offre.deadline, offre.missions = None, "<p>Sans titre.</p>"
    irrelevant = [check.question for check in checklist(offre) if not check.is_relevant]
    assert irrelevant == ["Date limite plausible", "Ordre des titres dans les textes"]


@pytest.fixture
def send_link(client, reviewer, state, django_capture_on_commit_callbacks):
    """Ask someone without an account, as on the screen; the link they receive."""

    def send(**fields) -> str:
        client.force_login(reviewer)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address(state), {"name": "Ada Experte", "email": "experte@exemple.invalid"} | fields)
        client.logout()
        (message,) = [message for message in mail.outbox if message.to == ["experte@exemple.invalid"]]
        return "/" + message.body.split("http://localhost:8000/", 1)[1].split()[0]

    return send


class TestOpinion:
    """What someone without an account says, who decides nothing."""

    @pytest.fixture
    def link(self, send_link) -> str:
        return send_link()

    def test_is_given_named_in_the_history_and_read_by_who_decides(
        self, client, link, reviewer, waiting, state, django_capture_on_commit_callbacks
    ):
        page = client.get(link).content.decode()
        assert "Approuver" not in page
        assert "Votre avis" in page
        with django_capture_on_commit_callbacks(execute=True):
            thanks = client.post(link, {"opinion": "FAVORABLE", "comment": "Très clair."}).content.decode()
        assert "Votre avis sur « Développeur web » est enregistré" in thanks
        told = mail.outbox[-1]
        assert told.to == [reviewer.email]
        assert "Ada Experte (experte@exemple.invalid) a donné son avis" in told.body
        client.force_login(reviewer)
        screen = client.get(address(state)).content.decode()
        assert "Ada Experte (experte@exemple.invalid)" in screen
        assert "favorable à la publication" in screen
        history = client.get(reverse("wagtailsnippets_emplois_offre:history", args=[waiting.pk])).content.decode()
        assert "Avis par lien, Ada Experte (experte@exemple.invalid) : favorable à la publication" in history
        assert "Très clair." in history
        client.logout()
        assert "avis est enregistré" in client.post(link, {"opinion": "RESERVES"}).content.decode()

    @pytest.mark.parametrize("chosen", ["approve", "reject"])
    def test_decides_nothing_whatever_is_sent(self, client, link, waiting, state, chosen):
        sent = decision(state, chosen, comment="Oui.") | {"opinion": "FAVORABLE", "may_decide": "on"}
        for _time in range(2):
            client.post(link, sent)
        state.refresh_from_db()
        waiting.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS
        assert not waiting.live

    @pytest.mark.parametrize(("sent", "field"), [({}, "opinion"), ({"opinion": "RESERVES"}, "comment")])
    def test_incomplete_is_refused_at_its_field_and_not_spent(self, client, link, sent, field):
        page = client.post(link, sent)
        assert list(page.context["form"].errors) == [field]
        assert ReviewLink.objects.get().used_at is None

    def test_person_has_to_be_named(self, client, reviewer, state):
        client.force_login(reviewer)
        page = client.post(address(state), {"email": "experte@exemple.invalid", "name": ""})
        assert "name" in page.context["link_form"].errors
        assert not ReviewLink.objects.exists()


class TestLink:
    """Someone without an account, to whom the decision is entrusted by a link in a mail."""

    @pytest.fixture
    def link(self, send_link) -> str:
        return send_link(may_decide="on")

    def test_shows_the_offer_and_takes_one_decision_kept_in_the_history(self, client, admin_client, link, waiting):
        response = client.get(link)
        assert "Développeur web" in response.content.decode()
        assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
        assert "no-store" in response["Cache-Control"]
        preview = client.get(f"{link}apercu/")
        assert "Développeur web" in preview.content.decode()
        assert preview["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
        state = TaskState.objects.get()
        response = client.post(link, decision(state, "approve", comment="Très bien."))
        assert "est approuvé" in response.content.decode()
        waiting.refresh_from_db()
        assert waiting.live
        history = reverse(
            "wagtailsnippets_emplois_offre:workflow_history_detail", args=[waiting.pk, state.workflow_state_id]
        )
        told = "Décision par lien : Ada Experte (experte@exemple.invalid), à qui responsable l’a confiée. Très bien."
        assert told in admin_client.get(history).content.decode()
        again = client.post(link, decision(state, "reject", comment="Non."))
        assert again.status_code == 410
        assert "a déjà servi" in again.content.decode()

    def test_refusal_wants_a_message(self, client, link, state):
        assert "quels changements" in client.post(link, decision(state, "reject")).content.decode()
        client.post(link, decision(state, "reject", comment="Le salaire manque."))
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_REJECTED
        assert "Le salaire manque." in state.comment
        assert ReviewLink.objects.get().used_at

    def test_expires_after_seven_days(self, client, link):
        with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
            response = client.get(link)
        assert response.status_code == 410
        assert "a expiré" in response.content.decode()
        assert "Développeur web" not in response.content.decode()

    def test_is_worth_what_its_sender_still_may(self, client, link, reviewer):
        reviewer.groups.clear()
        response = client.get(link)
        assert response.status_code == 410
        assert "Développeur web" not in response.content.decode()

    def test_forged_or_of_another_kind_is_not_found(self, client, link):
        forged = link[:-2] + ("a/" if link[-2] != "a" else "b/")
        for address_ in (forged, "/relire/x/", "/relire/MQ:1abc:zzz/", f"{forged}apercu/"):
            response = client.get(address_)
            assert response.status_code == 404, address_
            assert "Développeur web" not in response.content.decode()

    def test_person_is_named_to_who_comes_too_late(self, client, link, reviewer, state):
        client.post(link, decision(state, "reject", comment="Non."))
        client.force_login(reviewer)
        assert (
            "Ada Experte (experte@exemple.invalid) a demandé"
            in client.get(address(state), follow=True).content.decode()
        )

    def test_shows_no_more_once_someone_else_has_decided(self, client, link, state, reviewer):
        decide(state, Decision.REJECT, revision_id=latest(state), comment="Non.", user=reviewer)
        for address_ in (link, f"{link}apercu/"):
            response = client.get(address_)
            assert response.status_code == 410
            assert "Développeur web" not in response.content.decode()

    def test_refuses_what_lacks_a_mention_and_is_not_spent(self, client, link, waiting, state):
        waiting.contracts = ["PERMANENT"]
        waiting.save_revision()
        state.refresh_from_db()
        response = client.post(link, decision(state, "approve"))
        assert "Mention obligatoire" in response.content.decode()
        assert ReviewLink.objects.get().used_at is None

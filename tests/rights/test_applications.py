"""No CMS URL shows or changes an application of another entity, nor a file of it."""

import csv
import io

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from candidatures.cms.answering import ACTIONS
from candidatures.models import Archive, Candidature, Lecture, Profil
from candidatures.vivier import join
from equipes.enums import Role
from equipes.roles import create_entity_roles

from ..candidatures.documents import pdf
from ..factories import OffreFactory, dossier_of, received
from .conftest import ROLES

pytestmark = pytest.mark.django_db
HIDDEN = "Personne Confidentielle"
PREFIXES = tuple(f"admin/{name}/" for name in ("candidatures", "vivier", "lectures", "archives-candidatures"))


@pytest.fixture
def theirs(entities) -> Candidature:
    """What the neighbours received: to an offer, from someone of the pool who hides from us."""
    offre = OffreFactory(vitrine=entities["voisine"], title="Offre voisine", apply_here=True)
    candidature = received(offre=offre, name=HIDDEN, email="confidentielle@exemple.invalid", content=pdf())
    candidature.etiquettes.create(name="étiquette voisine")
    profil = join(candidature.dossier, excluded=[entities["direction"]])
    assert profil.excluded.exists()
    Lecture.objects.create(vitrine=entities["voisine"], candidature=candidature, acces="LU")
    return candidature


def addresses() -> list[tuple[str, list[str]]]:
    """Name and parameters of every address of the CMS about applications, found from the resolver."""

    def walk(patterns, prefix: str):
        for pattern in patterns:
            route = prefix + str(pattern.pattern).lstrip("^")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and route.startswith(PREFIXES):
                yield pattern.name, list(pattern.pattern.regex.groupindex)

    return list(walk(get_resolver().url_patterns, ""))


def test_walk_finds_the_addresses_that_are_known_to_exist():
    names = {name for name, _parameters in addresses()}
    views = ("index", "inspect", "piece")
    assert names >= {f"{lists}_modeladmin_{view}" for lists in ("candidatures", "vivier") for view in views}
    assert names >= {"board", "answer", "lectures_modeladmin_index", "archives-candidatures_modeladmin_index"}


def snapshot() -> list:
    return [
        list(Candidature.objects.order_by("pk").values()),
        list(Lecture.objects.values()),
        [candidature.notes.count() + candidature.avis.count() for candidature in Candidature.objects.order_by("pk")],
        [profil.propositions.count() for profil in Profil.objects.order_by("pk")],
    ]


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_address_shows_or_changes_what_another_entity_received(client, theirs, entities, member, role):
    user = member("curieuse", direction=role) if role else member("curieuse")
    client.force_login(user)
    before = snapshot()
    known = {"piece_pk": theirs.dossier.pieces.get().pk, "action": "refuser"}
    tried = 0
    for name, parameters in addresses():
        keys = known | {"instance_pk": theirs.dossier.profil.pk if name.startswith("vivier") else theirs.pk}
        url = reverse(name, kwargs={parameter: keys[parameter] for parameter in parameters})
        for query in ("", f"?c={theirs.pk}", f"?offre={theirs.offre_id}", "?export=csv", "?telecharger", "?q=confid"):
            for ask in (client.get, client.post):
                data = {"form": "note", "text": "x", "action": "ecrire", "c": theirs.pk, "offre": theirs.offre_id}
                response = ask(url + query, data) if ask == client.post else ask(url + query)
                content = response.getvalue() if response.streaming else response.content
                tried += 1
                for word in (HIDDEN, "Offre voisine", "étiquette voisine", "%PDF"):
                    assert word.encode() not in content, f"{ask.__name__} {url}{query}"
                if "instance_pk" in parameters:
                    assert response.status_code in (403, 404, 405), f"{ask.__name__} {url}: {response.status_code}"
    assert tried > 50
    assert snapshot() == before


@pytest.mark.parametrize("action", ACTIONS)
def test_no_answer_is_given_to_another_entity_s_candidate(client, theirs, entities, member, action):
    client.force_login(member("curieuse", direction="responsable"))
    url = f"{reverse('answer', args=[action])}?c={theirs.pk}"
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": "Bonjour", "motif_text": "x"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.etat == "RECUE"


def test_mixed_with_one_s_own_the_other_s_is_left_out(client, theirs, entities, member):
    own = received(offre=OffreFactory(vitrine=entities["bureau"], apply_here=True), name="Notre candidate")
    client.force_login(member("recruteuse", direction="recruteur"))
    url = f"{reverse('answer', args=['refuser'])}?c={own.pk}&c={theirs.pk}"
    assert HIDDEN not in client.get(url).content.decode()
    client.post(url, {"text": "Merci", "motif_text": "Le poste est pourvu."})
    etats = dict(Candidature.objects.values_list("pk", "etat"))
    assert etats == {own.pk: "NON_RETENUE", theirs.pk: "RECUE"}


def test_own_applications_are_listed_opened_and_read(client, entities, member):
    own = received(offre=OffreFactory(vitrine=entities["bureau"]), name="Notre candidate", content=pdf())
    client.force_login(member("recruteuse", direction="recruteur"))
    for path in ("", "tableau/", f"{own.pk}/"):
        assert "Notre candidate" in client.get(f"/admin/candidatures/{path}").content.decode(), path
    piece = f"/admin/candidatures/{own.pk}/piece/{own.dossier.pieces.get().pk}/"
    assert "data:image/webp" in client.get(piece).content.decode()
    taken = client.get(f"{piece}?telecharger")
    assert taken["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in taken["Cache-Control"]
    assert [(r.acces, r.vitrine) for r in Lecture.objects.order_by("pk")] == [
        ("LU", entities["bureau"]),
        ("TELECHARGE", entities["bureau"]),
    ]


def test_a_file_of_another_application_is_not_had_through_one_s_own(client, theirs, entities, member):
    own = received(offre=OffreFactory(vitrine=entities["bureau"]), content=pdf())
    client.force_login(member("recruteuse", direction="recruteur"))
    assert client.get(f"/admin/candidatures/{own.pk}/piece/{theirs.dossier.pieces.get().pk}/").status_code == 404


def test_a_bureau_does_not_see_what_its_direction_received(client, entities, member):
    above = received(offre=OffreFactory(vitrine=entities["direction"]), name=HIDDEN)
    client.force_login(member("recruteuse", bureau="responsable"))
    assert client.get(f"/admin/candidatures/{above.pk}/").status_code == 404
    assert HIDDEN not in client.get("/admin/candidatures/").content.decode()


def test_deleting_or_moving_the_offer_widens_nothing(client, theirs, entities, member):
    client.force_login(member("curieuse", direction="responsable"))
    theirs.offre.vitrine = entities["direction"]
    theirs.offre.save()
    assert client.get(f"/admin/candidatures/{theirs.pk}/").status_code == 404
    theirs.offre.delete()
    theirs.refresh_from_db()
    assert theirs.vitrine == entities["voisine"]
    assert client.get(f"/admin/candidatures/{theirs.pk}/").status_code == 404


def test_unconfirmed_and_erased_ones_exist_for_nobody(admin_client, entities):
    unconfirmed = received(offre=OffreFactory(vitrine=entities["bureau"]), name=HIDDEN, confirmed=False)
    erased = received(offre=OffreFactory(vitrine=entities["bureau"]))
    erased.dossier.delete()
    for candidature in (unconfirmed, erased):
        assert admin_client.get(f"/admin/candidatures/{candidature.pk}/").status_code == 404
    assert HIDDEN not in admin_client.get("/admin/candidatures/").content.decode()


@pytest.mark.parametrize("query", ["dossier__email__startswith=c", "vitrine__owner__password__startswith=p", "x=1"])
def test_list_answers_no_question_that_is_not_a_filter_s(client, entities, member, query):
    own = received(offre=OffreFactory(vitrine=entities["bureau"]), name="Notre candidate", email="z@exemple.invalid")
    assert own
    client.force_login(member("recruteuse", direction="recruteur"))
    assert "Notre candidate" in client.get(f"/admin/candidatures/?{query}").content.decode()


@pytest.mark.parametrize("query", ["etat=FAUX", "offre=abc", "offre=999", "entite=%27", "recue=x", "p=999", "o=99"])
def test_bad_values_break_nothing(client, entities, member, query):
    received(offre=OffreFactory(vitrine=entities["bureau"]), name="Notre candidate")
    client.force_login(member("recruteuse", direction="recruteur"))
    for path in ("", "tableau/"):
        assert client.get(f"/admin/candidatures/{path}?{query}").status_code == 200


def test_export_runs_nothing_in_a_spreadsheet(client, entities, member):
    received(offre=OffreFactory(vitrine=entities["bureau"]), name="=cmd|' /C calc'!A0")
    client.force_login(member("recruteuse", direction="recruteur"))
    rows = list(csv.reader(io.StringIO(client.get("/admin/candidatures/?export=csv").getvalue().decode())))
    assert rows[1][0].startswith("'=")
    assert client.get("/admin/candidatures/?export=xlsx").getvalue().startswith(b"PK")


class TestPool:
    def test_hides_from_the_entities_ruled_out_those_above_and_those_below(self, entities, member, admin_user):
        join(dossier_of(name=HIDDEN), excluded=[entities["direction"]])
        readers = {place: member(f"de {place}", **{place: "recruteur"}) for place in entities}
        seen = {place: Profil.objects.visible_to(reader).exists() for place, reader in readers.items()}
        assert seen == {"ministère": False, "direction": False, "bureau": False, "voisine": True}
        assert Profil.objects.visible_to(admin_user).exists(), "the central team works for no entity"

    def test_is_closed_to_who_recruits_for_nobody(self, client, entities, member):
        profil = join(dossier_of())
        client.force_login(member("sans"))
        assert client.get(f"/admin/vivier/{profil.pk}/").status_code == 404
        assert client.get("/admin/vivier/").status_code in (302, 403)

    def test_only_own_public_offers_are_proposed_and_once(self, client, entities, member, mailoutbox, committed):
        profil = join(dossier_of())
        own = OffreFactory(vitrine=entities["bureau"], apply_here=True)
        other = OffreFactory(vitrine=entities["voisine"], apply_here=True)
        client.force_login(member("recruteuse", direction="recruteur"))
        with committed():
            assert client.post(f"/admin/vivier/{profil.pk}/", {"offre": other.pk}).status_code == 422
            for _ in range(2):
                client.post(f"/admin/vivier/{profil.pk}/", {"offre": own.pk, "message": "Venez !"})
        assert len(mailoutbox) == 1
        assert Candidature.objects.count() == 0


class TestJournal:
    def test_a_reading_in_the_pool_is_the_reader_s_entity_s_or_the_central_team_s(
        self, client, admin_client, entities, member
    ):
        profil = join(dossier_of(content=pdf()))
        url = f"/admin/vivier/{profil.pk}/piece/{profil.dossier.pieces.get().pk}/"
        client.force_login(member("recruteuse", bureau="recruteur"))
        for reader in (client, admin_client):
            assert reader.get(url).status_code == 200
        assert list(Lecture.objects.order_by("pk").values_list("vitrine", flat=True)) == [entities["bureau"].pk, None]
        assert admin_client.get("/admin/lectures/").content.decode().count("Lu à l’écran") >= 2

    def test_is_the_responsables_own(self, client, theirs, entities, django_user_model):
        groups = create_entity_roles(entities["direction"])
        Lecture.objects.create(vitrine=entities["bureau"], acces="LU", user=None)
        people = {}
        for role in Role:
            people[role] = django_user_model.objects.create_user(role.name, f"{role.name}@exemple.invalid", "x")
            people[role].groups.add(groups[role.value])
        client.force_login(people[Role.RESPONSABLES])
        page = client.get("/admin/lectures/").content.decode()
        assert "Notre bureau" in page
        assert "Entité voisine" not in page
        client.force_login(people[Role.RECRUTEURS])
        assert client.get("/admin/lectures/").status_code in (302, 403)

    def test_archive_is_for_mission_talents(self, client, talents, member, theirs):
        told = {"name": HIDDEN, "email": "x@exemple.invalid", "history": [], "expires_on": "2031-01-01"}
        Archive.objects.create(candidature=theirs, **told)
        client.force_login(talents)
        assert HIDDEN in client.get("/admin/archives-candidatures/").content.decode()
        client.force_login(member("voisine", voisine="responsable"))
        assert client.get("/admin/archives-candidatures/").status_code in (302, 403)


def test_wagtail_s_own_reports_and_logs_tell_of_no_candidate(admin_client, theirs):
    for path in ("/admin/reports/site-history/", "/admin/snippets/", f"/admin/pages/usage/{theirs.vitrine_id}/"):
        response = admin_client.get(path)
        assert HIDDEN not in response.content.decode(), path

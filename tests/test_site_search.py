"""The search of the whole site: what it finds, how it shows it, what editors put first, what nobody finds."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from emplois.browsing import offer_index
from emplois.deadlines import paris_today
from equipes.roles import MISSION_TALENTS, create_central_roles
from home.models import ContentPage
from search.analysis import analyse
from search.documents import rebuild
from search.extracts import extract, marked
from search.fruitless import MOST_A_MONTH, SHOWN_FROM
from search.models import FruitlessQuery, PageDocument
from vitrines.models import ProjetPage, ProjetsPage

from .factories import OffreFactory

TOKENS = frozenset(analyse("développeur données"))


def published(parent, page):
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def site(home, institutions, vitrine):
    """Something of each kind about satellites."""
    OffreFactory(vitrine=vitrine, title="Pilote de satellites", missions="<p>Suivre la charge des antennes.</p>")
    entity = published(institutions, add_vitrine_unsaved("Agence des satellites"))
    projets = published(entity, ProjetsPage(title="Projets"))
    problem = "Personne ne voyait les satellites."
    published(projets, ProjetPage(title="Le radar", summary="Voir loin.", problem=problem, built="Un radar."))
    published(home, ContentPage(title="Contact", introduction="Écrivez-nous au sujet des satellites."))


def add_vitrine_unsaved(title: str):
    from vitrines.models import VitrinePage

    return VitrinePage(title=title)


def groups(client, text: str) -> dict[str, list[str]]:
    found = client.get("/recherche/", {"q": text}).context["groups"]
    return {group.label: [str(hit.title) for hit in group.hits] for group in found}


class TestExtracts:
    def test_words_of_the_same_root_are_marked_and_the_rest_escaped(self):
        told = marked("Développeuses <b> & données", TOKENS)
        assert told == "<mark>Développeuses</mark> &lt;b&gt; &amp; <mark>données</mark>"

    def test_extract_stands_around_the_first_word_found(self):
        told = extract("mot " * 50 + "développeur " + "fin " * 50, TOKENS)
        assert told.startswith("… mot")
        assert told.endswith("fin …")
        assert "<mark>développeur</mark>" in told
        assert len(told.split()) < 40

    def test_a_text_without_them_begins_at_its_beginning(self):
        assert extract("Un texte court.", TOKENS) == "Un texte court."
        assert extract("", TOKENS) == ""


@pytest.mark.django_db
class TestWholeSite:
    def test_everything_is_found_in_groups_with_extracts(self, client, site):
        assert groups(client, "satellite") == {
            "Offres": ["Pilote de <mark>satellites</mark>"],
            "Entités": ["Agence des <mark>satellites</mark>"],
            "Projets": ["Le radar"],
            "Pages": ["Contact"],
        }
        page = client.get("/recherche/?q=satellite").content.decode()
        assert "Personne ne voyait les <mark>satellites</mark>." in page
        assert "Agence des satellites" in page  # Whose the project is.

    def test_blocks_of_a_page_read_as_text(self, client, home):
        page = ContentPage(title="Foire")
        page.body = [("text", "<p>Un satellite</p>"), ("text", "<p>Une orbite</p>")]
        published(home, page)
        text = PageDocument.objects.get(page=page).text
        assert text.split() == ["Un", "satellite", "Une", "orbite"]
        assert not {"[", "'", "<"} & set(text)

    def test_what_is_unpublished_is_found_no_more(self, client, site):
        rebuild()
        page = ContentPage.objects.get()
        page.unpublish()
        assert "Pages" not in groups(client, "satellite")
        assert not PageDocument.objects.filter(page=page).exists()
        assert rebuild(missing=True) == 0

    def test_drafts_are_not_found(self, client, site):
        page = ContentPage.objects.get()
        page.title = "Contact secret"
        page.save_revision()
        assert groups(client, "secret") == {}

    def test_one_kind_goes_on_over_pages(self, client, home):
        for number in range(25):
            published(home, ContentPage(title=f"Satellite {number}"))
        assert len(groups(client, "satellite")["Pages"]) == 4
        first = client.get("/recherche/?q=satellite&type=pages")
        assert len(first.context["hits"]) == 20
        assert len(client.get("/recherche/?q=satellite&type=pages&page=2").context["hits"]) == 5
        assert b"type=pages&amp;page=2" in first.content

    @pytest.mark.parametrize(
        "query",
        ["", "?q=", "?q=zzz", "?q=%00", "?q=" + "a" * 9000, "?q=x&type=autre", "?q=satellite&type=pages&page=x"],
    )
    def test_any_question_is_answered(self, client, site, query):
        assert client.get(f"/recherche/{query}").status_code == 200

    def test_titles_are_escaped(self, client, home):
        published(home, ContentPage(title="<script>alert(1)</script> satellite"))
        assert b"<script>alert" not in client.get("/recherche/?q=satellite").content

    @pytest.mark.parametrize("count", [2, 12])
    def test_query_count_is_constant(self, client, home, vitrine, settings, count, django_assert_max_num_queries):
        for number in range(count):
            published(home, ContentPage(title=f"Satellite {number}"))
            OffreFactory(vitrine=vitrine, title=f"Pilote {number}", missions="<p>Des satellites.</p>")
        settings.CONTENT_IS_CACHED = True
        offer_index.offer_index.forget()
        client.get("/recherche/?q=autre")
        with django_assert_max_num_queries(12):
            client.get("/recherche/?q=satellite")
        offer_index.offer_index.forget()


@pytest.mark.django_db
class TestPromotions:
    def test_editors_choose_what_comes_first(self, client, site):
        query = Query.objects.create(query_string="l’espace")
        SearchPromotion.objects.create(query=query, page=ContentPage.objects.get(), description="Commencez ici.")
        for text in ("espace", "ESPACES", "l'espace"):
            page = client.get("/recherche/", {"q": text})
            assert [pick.title for pick in page.context["promoted"]] == ["Contact"]
            assert "Commencez ici." in page.content.decode()
        assert client.get("/recherche/?q=radar").context["promoted"] == []

    def test_mission_talents_chooses_them_in_the_cms(self, client, site, django_user_model):
        create_central_roles(ContentPage.objects.get().get_parent())
        user = django_user_model.objects.create_user("talents", password="x")
        user.groups.add(Group.objects.get(name=MISSION_TALENTS))
        client.force_login(user)
        page = ContentPage.objects.get()
        form = {"editors_picks-TOTAL_FORMS": 1, "editors_picks-INITIAL_FORMS": 0, "query_string": "espace"}
        form |= {"editors_picks-0-page": page.pk, "editors_picks-0-ORDER": 1, "editors_picks-0-description": ""}
        assert client.post("/admin/searchpicks/add/", form).status_code == 302
        assert [pick.title for pick in client.get("/recherche/?q=espaces").context["promoted"]] == [page.title]
        assert "searchpicks" in client.get("/admin/").content.decode()

    def test_what_is_not_live_is_not_promoted(self, client, site):
        query = Query.objects.create(query_string="espace")
        page = ContentPage.objects.get()
        SearchPromotion.objects.create(query=query, page=page)
        page.unpublish()
        assert client.get("/recherche/?q=espace").context["promoted"] == []

    def test_searching_writes_no_query_down(self, client, site):
        client.get("/recherche/?q=jeanne+dupont")
        assert not Query.objects.exists()


@pytest.mark.django_db
class TestFruitless:
    def count(self, words: str) -> int:
        return sum(FruitlessQuery.objects.filter(words=words).values_list("count", flat=True))

    def test_words_that_find_no_offer_are_counted_by_month(self, client, offre):
        for query in ("/emplois/?q=Cobol", "/recherche/?q=cobol", "/emplois/?q=développeur"):
            client.get(query)
        counted = FruitlessQuery.objects.get()
        assert (counted.words, counted.count) == ("cobol", 2)
        assert counted.month == paris_today().replace(day=1)

    def test_filters_alone_make_no_search_fruitless(self, client, offre):
        client.get("/emplois/?q=développeur&contrat=STAGE")
        assert not FruitlessQuery.objects.exists()

    @pytest.mark.parametrize("text", ["jean@exemple.invalid", "06 12 34 56 78", "0612345678", "x" * 200, "…"])
    def test_what_may_be_personal_is_never_kept(self, client, offre, text):
        client.get("/emplois/", {"q": text})
        assert not FruitlessQuery.objects.exists()

    def test_robots_fill_nothing_up(self, client, offre):
        month = paris_today().replace(day=1)
        FruitlessQuery.objects.bulk_create(FruitlessQuery(words=f"m{n}", month=month) for n in range(MOST_A_MONTH))
        client.get("/emplois/?q=cobol")
        assert not self.count("cobol")

    def test_old_ones_are_forgotten(self, db):
        FruitlessQuery.objects.create(words="ancien", month=paris_today().replace(year=paris_today().year - 2, day=1))
        FruitlessQuery.objects.create(words="actuel", month=paris_today().replace(day=1))
        call_command("forget_queries")
        assert [query.words for query in FruitlessQuery.objects.all()] == ["actuel"]

    def test_mission_talents_sees_what_was_asked_several_times(self, client, home, django_user_model):
        create_central_roles(home)
        user = django_user_model.objects.create_user("talents", password="x")
        user.groups.add(Group.objects.get(name=MISSION_TALENTS))
        client.force_login(user)
        month = paris_today().replace(day=1)
        FruitlessQuery.objects.create(words="cobol", month=month, count=SHOWN_FROM)
        FruitlessQuery.objects.create(words="rare", month=month, count=SHOWN_FROM - 1)
        page = client.get("/admin/recherches-sans-resultat/").content.decode()
        assert "cobol" in page
        assert "rare" not in page
        assert b"cobol" in b"".join(client.get("/admin/recherches-sans-resultat/?export=csv").streaming_content)

    def test_others_do_not(self, client, home, django_user_model):
        user = django_user_model.objects.create_user("autre", password="x")
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(user)
        assert client.get("/admin/recherches-sans-resultat/").status_code == 302


@pytest.mark.django_db
class TestUnderstood:
    @pytest.fixture
    def offers(self, vitrine):
        for contract in ("CDI", "CDD"):
            OffreFactory(vitrine=vitrine, title=f"Pilote de satellites {contract}", contracts=[contract])
        rebuild()

    def test_what_is_understood_is_removable_and_undone(self, client, offers):
        page = client.get("/recherche/?q=satellites cdi")
        html = page.content.decode()
        assert 'aria-label="Retirer le filtre CDI"' in html
        assert 'href="/recherche/?q=satellites"' in html
        assert 'href="/recherche/?q=satellites+cdi&amp;exact=1"' in html
        assert [group.total for group in page.context["groups"] if group.code == "offres"] == [1]

    def test_exactly_these_words_are_not_read(self, client, offers):
        assert "Compris de" not in client.get("/recherche/?q=satellites cdi&exact=1").content.decode()

    def test_filters_without_words_lead_to_the_list(self, client, offers):
        page = client.get("/recherche/?q=&contrat=CDI")
        assert (page.status_code, page["Location"]) == (302, "/emplois/?contrat=CDI")
        assert client.get("/recherche/?q=").status_code == 200

    def suggested(self, client, text: str) -> list[dict]:
        return client.get("/recherche/suggestions/", {"q": text}).json()["suggestions"]

    def test_the_first_suggestion_says_what_is_understood(self, client, offers):
        first = client.get("/recherche/suggestions/?q=satellites cdi").json()["suggestions"][0]
        assert first == {
            "kind": "Critères",
            "label": "CDI · « satellites »",
            "detail": "1 offre",
            "url": "/emplois/?q=satellites+cdi",
        }
        assert self.suggested(client, "direction du numérique")[0]["kind"] == "Entités"
        assert self.suggested(client, "cdi")[0]["label"] == "CDI"
        others = client.get("/recherche/suggestions/?q=satellites").json()["suggestions"]
        assert "Critères" not in {one["kind"] for one in others}

    def test_the_api_says_it(self, client, offers):
        answer = client.get("/api/v2/offres/?mots_cles=satellites cdi").json()
        assert answer["count"] == 1
        assert answer["meta"] == {
            "compris": [{"parametre": "contrat", "valeur": "CDI", "libelle": "CDI"}],
            "mots": "satellites",
        }
        exact = client.get("/api/v2/offres/?q=satellites cdi&exact=1").json()
        assert exact["meta"] == {"compris": [], "mots": "satellites cdi"}

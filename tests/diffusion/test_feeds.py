"""Lists that others follow: the same offers as on the page, in forms that their readers accept."""

import datetime as dt
import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from lxml import etree

from core import page_cache
from diffusion import whole_files
from emplois.models import Lieu
from referentiels.models import Commune

from ..factories import OffreFactory, add_vitrine
from ..html import html_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC_822 = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")


@pytest.fixture
def dinum(institutions):
    return add_vitrine(institutions, "Direction & numérique", slug="dinum", sigle="DINUM")


@pytest.fixture
def offers(dinum, institutions, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")
    OffreFactory(vitrine=add_vitrine(institutions, "Autre"), title="Ailleurs", teletravail="SUR_SITE")
    OffreFactory(vitrine=dinum, title="Brouillon", live=False, first_published_at=None)
    OffreFactory(vitrine=dinum, title="Fermée", deadline=dt.date(2026, 3, 1))
    return OffreFactory(
        vitrine=dinum, title="Dév <C++> & ]]>", teletravail="TOTAL", deadline=dt.date(2026, 3, 2), pay_min=40_000,
        first_published_at=dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC),
    )  # fmt: skip


def read(client, address: str):
    response = client.get(address)
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return response, content


@pytest.mark.parametrize("address", ["/emplois/", "/institutions/dinum/offres/"])
@pytest.mark.parametrize("form", ["rss", "atom", "json", "ics"])
def test_a_feed_has_the_open_offers_of_its_list_alone(client, offers, address, form):
    _response, content = read(client, f"{address}flux.{form}?teletravail=TOTAL")
    text = content.decode()
    assert "C++" in text
    for hidden in ("Ailleurs", "Brouillon", "Fermée"):
        assert hidden not in text
    if form in ("rss", "atom", "json") and address == "/emplois/":
        assert "Ailleurs" in html_of(client.get(f"{address}flux.{form}"))


def test_atom_by_rfc_4287(client, offers):
    response, content = read(client, "/emplois/flux.atom?teletravail=TOTAL")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(content)
    for thing in (feed, feed.find(f"{ATOM}entry")):
        assert thing.find(f"{ATOM}id").text.startswith("http://testserver/emplois/")
        assert thing.find(f"{ATOM}title").text
        assert RFC_3339.fullmatch(thing.find(f"{ATOM}updated").text)
        assert thing.find(f"{ATOM}author/{ATOM}name").text
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == offers.title
    assert entry.find(f"{ATOM}id").text == f"http://testserver{offers.get_absolute_url()}"
    assert RFC_3339.fullmatch(entry.find(f"{ATOM}published").text)
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert rels["self"] == "http://testserver/emplois/flux.atom?teletravail=TOTAL"
    assert rels["alternate"] == "http://testserver/emplois/?teletravail=TOTAL"


def test_rss_2(client, offers):
    response, content = read(client, "/emplois/flux.rss?teletravail=TOTAL")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = etree.fromstring(content).find("channel")
    assert all(channel.find(name).text for name in ("title", "link", "description", "lastBuildDate"))
    item = channel.find("item")
    assert item.find("title").text == offers.title
    assert item.find("guid").get("isPermaLink") == "true"
    assert RFC_822.fullmatch(item.find("pubDate").text)


def test_json_feed_1_1(client, offers):
    response, _content = read(client, "/emplois/flux.json?teletravail=TOTAL")
    assert response["Content-Type"] == "application/feed+json"
    told = response.json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["title"]
    (item,) = told["items"]
    assert item["id"] == item["url"] == f"http://testserver{offers.get_absolute_url()}"
    assert RFC_3339.fullmatch(item["date_published"])
    assert "jusqu’au 2 mars 2026" in item["content_text"]


def test_the_calendar_of_deadlines_by_rfc_5545(client, offers):
    response, content = read(client, "/emplois/flux.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtstart"].dt == dt.date(2026, 3, 2)
    assert event["dtend"].dt == dt.date(2026, 3, 3)
    assert event["uid"] == f"offre-{offers.pk}@site-metiers"
    assert event["dtstamp"].dt.tzinfo is not None
    assert Calendar.from_ical(content)["prodid"]


def test_queries_do_not_grow_with_offers(client, dinum, django_assert_max_num_queries):
    OffreFactory.create_batch(20, vitrine=dinum)
    for address in ("/emplois/flux.rss", "/emplois/flux.ics", "/institutions/dinum/offres/flux.json"):
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


def test_a_bad_value_is_no_error(client, offers):
    for address in ("/emplois/flux.rss?region=99&salaire_min=x", "/institutions/nulle/offres/flux.rss"):
        assert client.get(address).status_code in (200, 404)


def test_pages_name_their_feeds(client, offers):
    page = html_of(client.get("/emplois/?teletravail=TOTAL"))
    assert '<link rel="alternate" type="application/atom+xml"' in page
    assert 'href="/emplois/flux.ics?teletravail=TOTAL"' in page


class TestJobBoards:
    @pytest.fixture
    def two_places(self, offers):
        for code in ("35238", "75056"):
            Lieu.objects.create(offre=offers, commune=Commune.objects.get(pk=code))
        offers.contracts, offers.missions = ["CDI"], "<p>Écrire]]> du code\x0b</p>"
        offers.save()
        return offers

    @pytest.mark.parametrize(("board", "key"), [("indeed", "referencenumber"), ("linkedin", "partnerJobId")])
    def test_each_place_is_an_entry_of_its_own_with_a_reference_that_stays(self, client, two_places, board, key):
        whole_files.publish()
        _response, content = read(client, f"/flux/{board}.xml")
        jobs = [job for job in etree.fromstring(content).findall("job") if job.find("title").text == two_places.title]
        assert {job.find("city").text for job in jobs} == {"Rennes", "Paris"}
        references = [job.find(key).text for job in jobs]
        assert len(set(references)) == 2
        _response, again = read(client, f"/flux/{board}.xml")
        assert [r for r in references if f"<![CDATA[{r}]]>".encode() in again] == references

    def test_texts_stand_in_cdata_whatever_they_hold(self, client, two_places):
        whole_files.publish()
        response, content = read(client, "/flux/indeed.xml")
        assert response.streaming
        job = etree.fromstring(content).find("job[country='FR'][city='Paris']")
        assert job.find("description").text == "<h2>Missions</h2><p>Écrire]]&gt; du code</p>".replace("&gt;", ">")
        assert (job.find("jobtype").text, job.find("remotetype").text) == ("fulltime, permanent", "Fully remote")
        assert job.find("expirationdate").text == "2026-03-02"

    def test_a_feed_is_a_file_that_asking_for_does_not_make(self, client, two_places, django_assert_max_num_queries):
        """Six readers of it, each making it anew, stopped the site."""
        early = client.get("/flux/indeed.xml")
        assert (early.status_code, early["Retry-After"]) == (503, "3600")
        whole_files.publish()
        with django_assert_max_num_queries(1):
            packed = client.get("/flux/indeed.xml", headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed)) == b"".join(client.get("/flux/indeed.xml"))
        etag = packed["ETag"]
        assert client.get("/flux/indeed.xml", headers={"If-None-Match": etag}).status_code == 304

    def test_all_files_are_written_in_one_reading_and_only_when_something_changed(
        self, two_places, django_assert_max_num_queries
    ):
        OffreFactory.create_batch(20, vitrine=two_places.vitrine)
        page_cache._known["until"] = 0.0
        with CaptureQueriesContext(connection) as asked:
            assert len(whole_files.publish_what_changed()) == len(whole_files.FILES)
        readings = [query for query in asked.captured_queries if 'FROM "emplois_offre"' in query["sql"]]
        assert len(readings) <= 2, "of the offers, and of how many each entity has"
        assert whole_files.publish_what_changed() == []
        two_places.mark_filled()
        page_cache.drop_all()
        assert whole_files.publish_what_changed() != []

    def test_what_linkedin_asks(self, client, two_places):
        whole_files.publish()
        _response, content = read(client, "/flux/linkedin.xml")
        job = etree.fromstring(content).find("job")
        assert all(job.find(name).text for name in ("partnerJobId", "company", "title", "description", "applyUrl"))
        assert "Brouillon" not in content.decode()


class TestMarkdown:
    def test_an_offer(self, client, offers):
        offers.missions = "<h3>Chaque jour</h3><ul><li>lire</li><li><b>écrire</b></li></ul>"
        offers.save()
        response, content = read(client, f"{offers.get_absolute_url()}index.md")
        text = content.decode()
        assert response["Content-Type"].startswith("text/markdown")
        assert "# Dév <C++> & ]]>" in text
        assert "## Missions" in text
        assert "**écrire**" in text
        assert 'date_limite: "2026-03-02"' in text
        assert offers.apply_email in text

    def test_a_closed_or_unknown_one_is_none(self, client, offers):
        offers.mark_filled()
        assert client.get(f"{offers.get_absolute_url()}index.md").status_code == 404
        assert client.get("/emplois/inconnue/index.md").status_code == 404

    def test_a_vitrine_with_its_offers(self, client, offers, dinum):
        dinum.body = [("text", "<p>Nous construisons.</p>")]
        dinum.save_revision().publish()
        _response, content = read(client, "/institutions/dinum/index.md")
        text = content.decode()
        assert "Nous construisons." in text
        assert f"http://testserver{offers.get_absolute_url()}" in text
        dinum.unpublish()
        assert client.get("/institutions/dinum/index.md").status_code == 404

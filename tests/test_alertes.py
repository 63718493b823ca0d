"""Alerts: asked for, confirmed, sent once, ended; the same offers as the list finds."""

import datetime as dt
import re
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone

from alertes.digests import prepare
from alertes.matching import NewOffers
from alertes.models import Alerte, Envoi, Frequence
from core import outbox
from emplois.browsing.criteria import Criteria
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.results import find
from emplois.models import Lieu
from referentiels.models import Metier

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db
ADDRESS = "jeanne@exemple.invalid"
NOW = dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC)  # Six in the morning in Paris.


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


def alerte(query: str = "", email: str = ADDRESS, **fields) -> Alerte:
    """One that runs since now."""
    criteria = Criteria(QueryDict(query), OfferIndex())
    made = Alerte.objects.create(email=email, criteria=criteria.lasting, query=query, label="Essai", **fields)
    made.confirm()
    return made


def offer(vitrine, title: str, **fields):
    return OffreFactory(vitrine=vitrine, title=title, **{"first_published_at": timezone.now(), **fields})


def next_morning(clock, days: int = 1) -> None:
    clock.move_to(NOW + dt.timedelta(days=days, hours=1), tick=False)


def subscribe(client, clock, query: str = "?q=python", **fields):
    page = client.get(f"/alertes/creer/{query}")
    opened = re.search(r'name="opened" value="([^"]+)"', page.content.decode())[1]
    clock.shift(10)
    sent = {"email": ADDRESS, "frequence": "QUOTIDIENNE", "consent": "on", "opened": opened, **fields}
    return client.post(f"/alertes/creer/{query}", sent)


class TestSubscribing:
    @pytest.fixture(autouse=True)
    def _mails_at_once(self, clock, django_capture_on_commit_callbacks):
        cache.clear()  # Of tries counted.
        with django_capture_on_commit_callbacks(execute=True):
            yield

    def subscribe(self, client, clock, capture, *args, **fields):
        with capture(execute=True):
            return subscribe(client, clock, *args, **fields)

    def link(self, word: str) -> str:
        return re.search(rf"https?://[^/]+(/alertes/{word}/\S+)", mail.outbox[-1].body)[1]

    def test_nothing_is_sent_before_it_is_confirmed(self, client, clock, vitrine, django_capture_on_commit_callbacks):
        assert self.subscribe(client, clock, django_capture_on_commit_callbacks).url == "/alertes/envoyee/"
        assert [message.to for message in mail.outbox] == [[ADDRESS]]
        offer(vitrine, "Python")
        next_morning(clock, 2)
        assert prepare() == 0

    def test_a_link_confirms_by_a_button_only(self, client, clock, django_capture_on_commit_callbacks):
        self.subscribe(client, clock, django_capture_on_commit_callbacks)
        url = self.link("confirmer")
        assert "Confirmer l’alerte" in client.get(url).content.decode()
        assert not Alerte.objects.get().is_running
        assert "est confirmée" in client.post(url).content.decode()
        assert Alerte.objects.running().get().criteria == {"competence": ["python"]}
        assert "est confirmée" in client.get(url).content.decode()  # Once more is no error.

    def test_a_link_that_comes_too_late_confirms_nothing(self, client, clock, django_capture_on_commit_callbacks):
        self.subscribe(client, clock, django_capture_on_commit_callbacks)
        clock.shift(dt.timedelta(days=8))
        assert "plus valable" in client.post(self.link("confirmer")).content.decode()
        assert not Alerte.objects.running().exists()

    @pytest.mark.parametrize("path", ["confirmer", "renouveler"])
    def test_a_forged_link_is_nobody_s(self, client, path):
        alerte()
        assert client.post(f"/alertes/{path}/1:forged/").status_code == 404

    def test_bad_input_is_said_at_the_field_and_lost_nowhere(self, client, clock):
        page = subscribe(client, clock, email="pas une adresse", consent="")
        assert page.status_code == 422
        html = page.content.decode()
        assert "Cette adresse n’est pas complète." in html
        assert "Sans votre accord" in html
        assert 'value="pas une adresse"' in html

    def test_who_fills_in_everything_is_slowed_down(self, client, clock):
        assert subscribe(client, clock, site="http://spam.invalid").status_code == 422
        assert not Alerte.objects.exists()

    def test_an_address_is_written_to_three_times_a_day_at_most(
        self, client, clock, django_capture_on_commit_callbacks
    ):
        for number in range(5):
            self.subscribe(client, clock, django_capture_on_commit_callbacks, f"?q=python{number}")
        assert len(mail.outbox) == 3

    def test_an_unknown_place_asks_for_another_search_and_makes_no_alert(self, client):
        page = client.get("/alertes/creer/?commune=Renes").content.decode()
        assert "Nous ne connaissons pas de lieu « Renes »" in page
        assert "Créer l’alerte" not in page
        client.post("/alertes/creer/?commune=Renes", {"email": ADDRESS, "frequence": "QUOTIDIENNE", "consent": "on"})
        assert not Alerte.objects.exists()

    def test_what_passes_is_left_out_and_the_rest_told(self, client, clock, django_capture_on_commit_callbacks):
        query = "?q=python&commune=rennes&rayon=10&publiee_depuis=7&tri=date&page=2&contrat=CDI&contrat=FAUX"
        self.subscribe(client, clock, django_capture_on_commit_callbacks, query)
        kept = Alerte.objects.get()
        assert kept.criteria == {"competence": ["python"], "commune": ["35238"], "rayon": 10.0, "contrat": ["CDI"]}
        assert "À 10 km de Rennes (35)" in kept.label
        assert "page" not in kept.query

    def test_one_click_erases_the_address(self, client):
        """RFC 8058: a POST without cookie or token of the site's."""
        from django.test import Client

        running = alerte()
        url = f"/alertes/desabonner/{running.token}/"
        assert "Arrêter l’alerte" in client.get(url).content.decode()
        assert Alerte.objects.exists()
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Alerte.objects.exists()
        assert strict.post(url).status_code == 200  # Twice is no error.

    def test_addresses_hold_no_personal_data(self):
        assert ADDRESS not in alerte().token

    def test_it_ends_after_a_year_unless_renewed(self, client, clock, django_capture_on_commit_callbacks):
        alerte()
        clock.shift(dt.timedelta(days=351))
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                call_command("expire_alerts")
        assert [message.subject for message in mail.outbox] == ["Votre alerte prend bientôt fin"]
        url = self.link("renouveler")
        client.get(url)
        clock.shift(dt.timedelta(days=13))
        assert "continue" in client.post(url).content.decode()
        clock.shift(dt.timedelta(days=300))
        call_command("expire_alerts")
        assert Alerte.objects.running().exists()
        clock.shift(dt.timedelta(days=66))
        call_command("expire_alerts")
        assert not Alerte.objects.exists()
        assert "a pris fin" in client.post(url).content.decode()

    def test_never_confirmed_is_erased_after_a_week(self, client, clock, django_capture_on_commit_callbacks):
        self.subscribe(client, clock, django_capture_on_commit_callbacks)
        clock.shift(dt.timedelta(days=6))
        call_command("expire_alerts")
        assert Alerte.objects.exists()
        clock.shift(dt.timedelta(days=1))
        call_command("expire_alerts")
        assert not Alerte.objects.exists()


class TestMatching:
    QUERIES = (
        "", "q=python", "q=chef de projet", "q=cdp", "q=administrateur données", "q=absent", "q=…", "contrat=CDI",
        "contrat=CDI&contrat=CDD", "teletravail=TOTAL", "experience=EXPERT", "region=53", "departement=35",
        "commune=rennes&rayon=30", "commune=rennes&rayon=0&partout=on", "salaire_min=45000", "famille=donnees",
        "entite=direction-du-numerique", "entite=sous-direction", "metier=developpeuse-developpeur",
        "q=python&region=53&contrat=CDD", "commune=Rennes ou Nantes&rayon=1", "commune=Nantes ou Bretagne&rayon=0",
        "commune=Paris 13e", "commune=Lyon 3e ou Rennes", "region=99",
    )  # fmt: skip

    def test_alerts_find_what_the_list_finds(self, vitrine, clock):
        below = add_vitrine(vitrine, "Sous-direction")
        metiers = list(Metier.objects.all()[:12])
        titles = [
            "Développeuse Python",
            "Cheffe ou chef de projet",
            "Administrateur de données",
            "Designer",
            "CDP Python",
        ]
        for number in range(30):
            made = offer(
                [vitrine, below][number % 2],
                titles[number % 5],
                metier=metiers[number % 12],
                contracts=[["CDI"], ["CDD"], ["CDI", "CDD"]][number % 3],
                teletravail=["TOTAL", "PARTIEL", ""][number % 3],
                pay_max=30_000 + 1000 * number,
                experience=["EXPERT", ""][number % 2],
                first_published_at=NOW + dt.timedelta(minutes=number),
            )
            Lieu.objects.create(offre=made, commune_id=["35238", "35051", "44109", "75056"][number % 4])
        clock.shift(dt.timedelta(hours=2))
        new = NewOffers(NOW, timezone.now())
        for query in self.QUERIES:
            criteria = Criteria(QueryDict(query), OfferIndex())
            listed = {offre.pk for offre in find(QueryDict(urlencode({"exact": 1}) + "&" + query))[:100]}
            assert set(new.keys(criteria.lasting, NOW)) == listed, query
        half = NOW + dt.timedelta(minutes=15)
        assert len(new.keys({}, half)) == 15

    def test_many_alerts_in_a_constant_number_of_questions(
        self, vitrine, clock, settings, django_assert_max_num_queries
    ):
        settings.CONTENT_IS_CACHED = True
        for number in range(40):
            offer(vitrine, f"Développeuse Python {number}")
            alerte("q=python&contrat=CDI", email=f"{number}@exemple.invalid")
        next_morning(clock)
        with django_assert_max_num_queries(20):
            prepare()


class TestDigests:
    def test_a_digest_tells_what_is_new_and_how_to_stop(self, vitrine, clock, client):
        offer(vitrine, "Avant")
        clock.shift(1)
        running = alerte("q=python", frequence=Frequence.QUOTIDIENNE)
        clock.shift(60)
        offer(vitrine, "Développeuse Python", pay_min=40_000, places="Rennes (35)")
        offer(vitrine, "Designer")
        assert prepare() == 0  # Not before tomorrow morning.
        next_morning(clock)
        call_command("send_alerts")
        (message,) = mail.outbox
        assert message.to == [ADDRESS]
        assert message.subject == "1 nouvelle offre : Essai"
        assert "Développeuse Python" in message.body
        assert "/emplois/developpeuse-python/" in message.body
        assert "Designer" not in message.body
        assert "{" not in message.body
        url = re.fullmatch(r"<(.+)>", message.extra_headers["List-Unsubscribe"])[1]
        assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert url.endswith(f"/alertes/desabonner/{running.token}/")

    def test_nothing_new_sends_nothing(self, vitrine, clock):
        alerte("q=python")
        offer(vitrine, "Designer")
        next_morning(clock)
        call_command("send_alerts")
        assert mail.outbox == []

    def test_an_offer_is_told_once_and_weekly_means_weekly(self, vitrine, clock):
        alerte("", frequence=Frequence.QUOTIDIENNE)
        alerte("", email="lente@exemple.invalid", frequence=Frequence.HEBDOMADAIRE)
        told = []
        for day in range(1, 16):
            offer(vitrine, f"Offre {day}", first_published_at=timezone.now() + dt.timedelta(hours=2))
            next_morning(clock, day)
            for _ in range(3):
                call_command("send_alerts")
            told += [(day, message.to[0], message.body.count("/emplois/offre-")) for message in mail.outbox]
            mail.outbox.clear()
        daily = [(day, count) for day, to, count in told if to == ADDRESS]
        weekly = [(day, count) for day, to, count in told if to != ADDRESS]
        assert [count for _day, count in daily] == [1] * len(daily)
        assert len(daily) >= 14
        assert [day for day, _count in weekly] == [1, 8, 15]

    def test_seven_in_the_morning_in_paris_in_summer_and_winter(self, clock):
        for moment, hour in ((dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC), 5), (NOW, 6)):
            clock.move_to(moment, tick=False)
            assert alerte().next_at.astimezone(dt.UTC).hour == hour

    def test_what_closed_meanwhile_is_not_told(self, vitrine, clock):
        alerte("")
        closed = offer(vitrine, "Pourvue")
        next_morning(clock)
        assert prepare() == 1
        closed.mark_filled()
        assert outbox.wake_due() == 1
        assert mail.outbox == []
        assert not outbox.due(Envoi).exists()

    def test_a_long_list_is_cut_and_says_so(self, vitrine, clock):
        alerte("")
        for number in range(23):
            offer(vitrine, f"Offre {number}")
        next_morning(clock)
        call_command("send_alerts")
        assert mail.outbox[0].subject.startswith("23 nouvelles offres")
        assert "Et 3 autres." in mail.outbox[0].body

    def test_one_that_unsubscribes_meanwhile_gets_nothing(self, vitrine, clock):
        running = alerte("")
        offer(vitrine, "Offre")
        next_morning(clock)
        prepare()
        running.delete()
        outbox.wake_due()
        assert mail.outbox == []


class Failing(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if messages[0].to == ["refusee@exemple.invalid"]:
            raise SMTPRecipientsRefused({"refusee@exemple.invalid": (550, b"no")})
        return super().send_messages(messages)


class Killed(EmailBackend):
    """A worker that is killed just after the server has taken the third message."""

    taken = 0

    def send_messages(self, messages):
        super().send_messages(messages)
        Killed.taken += 1
        if Killed.taken == 3:
            raise KeyboardInterrupt
        return 1


class TestFaults:
    @pytest.fixture
    def five(self, vitrine, clock):
        for name in ("a", "b", "refusee", "c", "d"):
            alerte("", email=f"{name}@exemple.invalid")
        offer(vitrine, "Offre")
        next_morning(clock)
        assert prepare() == 5

    def sent(self) -> list[str]:
        return sorted(message.to[0].partition("@")[0] for message in mail.outbox)

    def test_a_failing_address_stops_no_other_and_is_tried_again(self, five, monkeypatch, clock, caplog):
        monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Failing")
        assert outbox.wake_due() == 5
        assert self.sent() == ["a", "b", "c", "d"]
        assert "@" not in caplog.text
        assert outbox.wake_due() == 0  # Not at once.
        for _ in range(20):
            clock.shift(dt.timedelta(hours=1))
            outbox.wake_due()
        refused = Envoi.objects.get(alerte__email="refusee@exemple.invalid")
        assert (refused.tries, refused.given_up) == (13, True)
        assert self.sent() == ["a", "b", "c", "d"]

    def test_each_is_sent_once_though_the_worker_is_killed_half_way(self, five, monkeypatch):
        Killed.taken = 0
        monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.Killed")
        with pytest.raises(KeyboardInterrupt):
            outbox.wake_due()
        assert len(mail.outbox) == 3
        outbox.wake_due()
        assert self.sent() == ["a", "b", "c", "d", "refusee"]

    def test_killed_while_preparing_nobody_is_forgotten_or_told_twice(self, vitrine, clock, monkeypatch):
        monkeypatch.setattr("alertes.digests.BATCH", 2)
        for number in range(5):
            alerte("", email=f"{number}@exemple.invalid")
        offer(vitrine, "Offre")
        next_morning(clock)
        calls = []
        keys = NewOffers.keys

        def killed(self, *args):
            calls.append(args)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return keys(self, *args)

        monkeypatch.setattr(NewOffers, "keys", killed)
        with pytest.raises(KeyboardInterrupt):
            prepare()
        assert Envoi.objects.count() == 2
        prepare()
        assert Envoi.objects.count() == 5
        outbox.wake_due()
        assert self.sent() == ["0", "1", "2", "3", "4"]

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from emplois.models import Offre
from vitrines.models import VitrinePage

pytestmark = pytest.mark.django_db


def test_demonstration_needs_force_when_debug_is_off():
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")


def test_demonstration_is_browsable_and_loaded_once(client, capsys):
    call_command("load_demo", force=True)
    call_command("load_demo", force=True)
    assert "rien n’est chargé" in capsys.readouterr().out
    assert Offre.objects.count() == 240
    states = {"BROUILLON", "PROGRAMMEE", "OUVERTE", "POURVUE", "EXPIREE"}
    assert {offre.etat.value for offre in Offre.objects.all()} == states
    for page in VitrinePage.objects.live():
        assert client.get(page.url).status_code == 200, page.url
    recruiter = get_user_model().objects.get(username="recruteur-anssi")
    client.force_login(recruiter)
    assert client.get("/admin/").status_code == 200
    offre = Offre.objects.first()
    assert client.get(f"/admin/snippets/emplois/offre/edit/{offre.pk}/").status_code == 302

"""What anyone signed in may write into the CMS's addresses and forms: it is answered, and costs little."""

import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.models import Image

from core.cms_searches import LONGEST

from .factories import OffreFactory

pytestmark = pytest.mark.django_db
WORDS = " ".join(f"mot{number}" for number in range(1_800))
SCREENS = ["/admin/candidatures/", "/admin/vivier/", "/admin/snippets/emplois/offre/", "/admin/pages/search/",
           "/admin/images/", "/admin/documents/", "/admin/users/"]  # fmt: skip
DIGITS = "9" * 24


@pytest.fixture(autouse=True)
def _signed_in(client, admin_user, vitrine):
    OffreFactory(vitrine=vitrine)
    client.force_login(admin_user)


@pytest.mark.parametrize("path", SCREENS)
def test_a_search_of_1800_words_is_cut_and_says_so(client, path):
    """It took the list of applications 42 s, then a 500."""
    started = time.process_time()
    page = client.get(path, {"q": WORDS}, follow=True)
    assert time.process_time() - started < 10
    assert page.status_code == 200
    assert page.request["QUERY_STRING"].count("mot") < 50
    assert f"seuls ses {LONGEST} premiers caractères" in page.content.decode()


def test_a_usual_search_is_left_alone(client):
    page = client.get("/admin/candidatures/", {"q": "camille", "etat": "", "recue": "30", "o": "x" * 300})
    assert page.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/admin/candidatures/?offre={}", "/admin/candidatures/tableau/?offre={}",
     "/admin/candidatures/repondre/refuser/?offre={}",
     "/admin/candidatures/repondre/refuser/?c={}&c=1", "/admin/candidatures/repondre/refuser/?c=1&modele={}",
     "/admin/candidatures/inspect/{}/", "/admin/snippets/emplois/offre/edit/{}/", "/admin/pages/{}/edit/",
     "/admin/cles-api/{}/", "/admin/webhooks/{}/", "/admin/snippets/emplois/offre/?metier={}",
     "/admin/bulk/emplois/offre/delete/?id={}"],
)  # fmt: skip
def test_a_number_beyond_all_keys_is_no_object(client, path):
    assert client.get(path.format(DIGITS)).status_code in (200, 302, 404)


def test_a_number_beyond_all_keys_in_a_public_form_is_no_choice(client):
    page = client.post("/candidature-spontanee/", {"entities": DIGITS, "metiers": DIGITS, "regions": DIGITS})
    assert page.status_code == 422


def test_an_image_of_more_pixels_than_memory_holds_is_refused_at_its_field(client):
    """A PNG of 11,000 by 11,000 black pixels weighs 15 KB, and took a gigabyte once open."""
    written = BytesIO()
    Picture.new("1", (11_000, 11_000)).save(written, "PNG")
    file = SimpleUploadedFile("noir.png", written.getvalue(), content_type="image/png")
    page = client.post("/admin/images/add/", {"title": "Noir", "file": file})
    assert "pixels" in page.context["form"].errors["file"][0]
    assert not Image.objects.exists()

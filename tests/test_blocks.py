"""Every block of a body: offered with its help, previewed in the CMS, rendered with much, little and nothing."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from core import blocks
from core.blocks.figures import is_stale
from home.catalogue import catalogue
from home.founding.stored import body, items
from home.models import ContentPage
from vitrines.models import ProjetPage, ProjetsPage, TemoignagePage, TemoignagesPage

from .factories import OffreFactory
from .html import html_of

NAMES = [name for name, _block in blocks.body_blocks()]
BLOCKS = dict(blocks.body_blocks())
HELP = ["label", "icon", "group", "description", "template"]


@pytest.fixture
def image(db):
    return Image.objects.create(title="Une image", file=get_test_image_file("image.png", size=(64, 40)))


@pytest.fixture
def document(db):
    from django.core.files.base import ContentFile

    return Document.objects.create(title="Livret", file=ContentFile(b"%PDF-1.4", name="livret.pdf"))


@pytest.fixture
def projet(vitrine):
    listing = vitrine.add_child(instance=ProjetsPage(title="Projets"))
    page = ProjetPage(title="Un projet", summary="Résumé du projet", problem="Un problème", built="Une réponse")
    return listing.add_child(instance=page)


@pytest.fixture
def temoignage(vitrine):
    listing = vitrine.add_child(instance=TemoignagesPage(title="Témoignages"))
    page = TemoignagePage(title="Mon métier", first_name="Nadia", role="développeuse", quote="Ce que je fais sert.")
    return listing.add_child(instance=page)


@pytest.fixture
def filled(image, document, projet, temoignage, vitrine) -> dict[str, tuple[object, str]]:
    """By name, a stored value of each block and what a reader must find of it."""
    picture = {
        "image": {"image": image.pk, "decorative": False, "alt_text": "Une colline"},
        "caption": "Légende",
        "credit": "",
    }
    figure = {"value": "38 %", "label": "de femmes", "source": "Bilan", "source_url": "", "measured_on": "2020-01-01"}
    page_list = {"title": "Choisis", "pages": items([projet.pk])}
    return {
        "text": ("<h2>Intertitre</h2><p>Un <b>texte</b></p>", "<b>texte</b>"),
        "callout": ({"title": "À savoir", "text": "<p>Sans concours</p>"}, "Sans concours"),
        "quote": ({"text": "Utile", "author": "Nadia", "role": "dev"}, "« Utile »"),
        "accordion": ({"title": "", "items": items([{"title": "Q ?", "text": "<p>R</p>"}])}, "<summary>Q ?</summary>"),
        "table": (
            {
                "columns": [{"type": "text", "heading": "Ville"}],
                "rows": [{"values": ["Rennes"]}],
                "caption": "Lieux",
            },
            "<caption>Lieux</caption>",
        ),
        "image": (picture, 'alt="Une colline"'),
        "gallery": ({"title": "Galerie", "pictures": items([picture, picture])}, "image/avif"),
        "video": (
            {
                "title": "Un film",
                "file": document.pk,
                "link": "",
                "poster": image.pk,
                "subtitles": None,
                "transcript": "<p>On y voit</p>",
            },
            'preload="none"',
        ),
        "figures": ({"title": "", "figures": items([figure])}, "À mettre à jour"),
        "steps": ({"title": "", "steps": items([{"title": "Un", "text": "", "duration": "2 h"}] * 2)}, "2 h"),
        "organisation": (
            {
                "title": "",
                "departments": items(
                    [{"name": "Pôle", "text": "", "units": items([{"name": "Équipe", "text": "Rôle"}])}]
                ),
            },
            "Équipe",
        ),
        "cards": ({"title": "", "cards": items([{"page": vitrine.pk, "title": "", "text": "Venez"}])}, vitrine.url),
        "call_to_action": (
            {"title": "Venez", "text": "", "button": "Voir", "page": None, "link": "/emplois/"},
            'href="/emplois/"',
        ),
        "download": ({"document": document.pk, "title": "", "text": ""}, "PDF"),
        "projets": (page_list, "Résumé du projet"),
        "temoignages": ({"title": "Choisis", "pages": items([temoignage.pk])}, "Nadia, développeuse"),
        "entites": ({"title": "Choisies", "pages": items([vitrine.pk])}, vitrine.title),
        "offres": ({"title": "Offres", "number": 2, "famille": "", "whole_site": True}, "Développeuse ou développeur"),
        "portal_figures": ({"title": ""}, "offre ouverte"),
        "familles": ({"title": "Familles"}, "Sécurité"),
    }


def page_with(home, *stored: tuple[str, object]) -> ContentPage:
    return home.add_child(instance=ContentPage(title="Page d’essai", body=body(*stored)))


@pytest.mark.parametrize("name", NAMES)
def test_block_says_what_it_is_for(name):
    meta = BLOCKS[name].meta
    assert all(getattr(meta, said, None) for said in HELP), name
    assert BLOCKS[name].is_previewable


@pytest.mark.parametrize("name", NAMES)
def test_block_is_previewed_in_the_cms(admin_client, filled, offre, name):
    response = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": BLOCKS[name].definition_prefix})
    assert response.status_code == 200
    shown = re.search(r'<div class="site-body">(.*)</div></main>', html_of(response), re.S)[1]
    assert len(re.sub(r"<[^>]+>|\s", "", shown)) > 10, shown


@pytest.mark.parametrize("name", NAMES)
def test_block_shows_its_content(client, home, filled, offre, strict_templates, name):
    value, expected = filled[name]
    page = page_with(home, (name, value))
    html = html_of(client.get(page.url))
    assert expected in html


@pytest.mark.parametrize("name", NAMES)
def test_filled_block_is_valid_for_its_author(filled, name):
    block = BLOCKS[name]
    block.clean(block.to_python(filled[name][0]))


@pytest.mark.parametrize("name", ["cards", "projets", "temoignages", "entites", "call_to_action", "download", "image"])
def test_block_whose_target_is_gone_still_renders(client, home, filled, name):
    def gone(value):
        if isinstance(value, dict):
            return {
                key: 999_999 if key in ("page", "document", "image") and isinstance(found, int) else gone(found)
                for key, found in value.items()
            }
        if isinstance(value, list):
            return [gone(found) for found in value]
        return value

    value = gone(filled[name][0])
    if "pages" in value:
        value["pages"] = items([999_999])
    assert client.get(page_with(home, (name, value)).url).status_code == 200


def test_unpublished_page_is_not_shown_by_a_block(client, home, filled, projet):
    page = page_with(home, ("projets", filled["projets"][0]), ("cards", {"title": "", "cards": items([
        {"page": projet.pk, "title": "", "text": "Texte de carte"}])}))  # fmt: skip
    projet.unpublish()
    html = html_of(client.get(page.url))
    assert "Résumé du projet" not in html
    assert "Texte de carte" not in html


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("video", {"link": "https://exemple.invalid/v"}, "l’un des deux"),
        ("video", {"file": None}, "l’un des deux"),
        ("video", {"transcript": ""}, "requis"),
        ("call_to_action", {"link": "javascript:alert(1)"}, "commence par https://"),
        ("call_to_action", {"link": "//ailleurs.invalid"}, "commence par https://"),
        ("call_to_action", {"link": ""}, "l’une des deux"),
        ("table", {"caption": ""}, "Donnez au tableau un titre"),
        ("image", {"image": {"image": None, "decorative": False, "alt_text": ""}}, "requis"),
    ],
)
def test_block_refuses_what_a_reader_could_not_use(filled, name, change, message):
    block = BLOCKS[name]
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(filled[name][0] | change))
    told = refused.value
    assert message in str(told.as_json_data() if hasattr(told, "as_json_data") else told)


def test_picture_needs_an_alternative_text_or_to_be_decorative(filled, image):
    block = BLOCKS["image"]
    bare = filled["image"][0] | {"image": {"image": image.pk, "decorative": False, "alt_text": ""}}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(bare))
    bare["image"]["decorative"] = True
    block.clean(block.to_python(bare))


@pytest.mark.parametrize(
    ("day", "today", "stale"),
    [("2025-11-24", "2026-11-24", False), ("2025-11-23", "2026-11-24", True), ("2024-02-29", "2025-02-28", False)],
)
def test_figure_is_to_be_renewed_after_twelve_months(day, today, stale):
    with time_machine.travel(dt.datetime.fromisoformat(f"{today}T12:00+01:00"), tick=False):
        assert is_stale(dt.date.fromisoformat(day)) == stale


def test_page_of_ten_blocks_and_eight_images_stays_in_the_budget(client, home, filled, django_assert_max_num_queries):
    def pictures(count):
        made = [
            Image.objects.create(title=f"I{n}", file=get_test_image_file(f"i{n}.png", size=(64, 40)))
            for n in range(count)
        ]
        return [
            ("image", {"image": {"image": i.pk, "decorative": True, "alt_text": ""}, "caption": "", "credit": ""})
            for i in made
        ]

    others = [(name, filled[name][0]) for name in ("text", "quote", "steps", "accordion", "figures", "table", "cards")]
    page = page_with(home, *others[:2], *pictures(8))
    client.get(page.url)
    with django_assert_max_num_queries(12) as captured:
        client.get(page.url)
    much = home.add_child(instance=ContentPage(title="Beaucoup", body=body(*others, *pictures(16), *others)))
    client.get(much.url)
    with django_assert_max_num_queries(12) as captured_much:
        client.get(much.url)
    assert len(captured_much) <= len(captured) + 1  # The cards' pages.


def test_offers_block_shows_those_of_the_entity_of_its_page(client, vitrine, institutions, filled):
    from .factories import add_vitrine

    mine = OffreFactory(vitrine=vitrine, title="La mienne")
    OffreFactory(vitrine=add_vitrine(institutions, "Autre"), title="Une autre")
    vitrine.body = body(("offres", {"title": "Offres", "number": 3, "famille": "", "whole_site": False}))
    vitrine.save()
    html = html_of(client.get(vitrine.url))
    assert mine.title in html
    assert "Une autre" not in html


def test_catalogue_shows_every_block_to_developers_only(client, rf, home, offre, strict_templates):
    assert client.get("/composants/").status_code == 404
    html = catalogue(rf.get("/composants/")).content.decode()
    for block in BLOCKS.values():
        assert escape(block.meta.description) in html

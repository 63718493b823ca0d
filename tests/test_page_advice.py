"""Advice while a page is written: of the form as it stands, blocks that are not finished included; nothing is saved."""

import pytest
from django.urls import reverse
from wagtail.models import Collection
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image
from relecture.findings import findings
from vitrines.models import RubriquePage, VitrinePage

from .factories import add_vitrine
from .html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubrique(vitrine) -> RubriquePage:
    VitrinePage.objects.filter(pk=vitrine.pk).update(sigle="DNUM")
    return vitrine.add_child(instance=RubriquePage(title="Missions", kind="missions"))


def posted(*blocks: tuple[str, object], **fields) -> dict:
    named = {"title": "Missions", "slug": "missions", "kind": "missions", "introduction": ""}
    return nested_form_data(named | {"body": streamfield(blocks)} | fields)


def advice(client, page, *blocks, **fields) -> str:
    url = reverse("advice_on_page", args=[page.pk])
    return html_of(client.post(url, posted(*blocks, **fields)))


def test_follows_what_is_typed_and_saves_nothing(admin_client, rubrique):
    text = rich_text("<h4>Trop bas</h4><p>Le COPIL de la DNUM, au 01 42 75 80 00.</p>")
    told = advice(
        admin_client, rubrique, ("text", text), introduction="Réservé aux moins de 30 ans", title="NOS MISSIONS"
    )
    for words in ("saute un niveau", "COPIL", "01 42 75 80 00", "moins de 30 ans", "en capitales"):
        assert words in told, words
    assert "« DNUM » n’est pas expliqué" not in told  # Its own entity.
    assert told.count("data-correct") == 5
    assert "Rien à revoir" in advice(admin_client, rubrique, ("text", rich_text("<p>Nous aidons les préfectures.</p>")))
    assert not rubrique.revisions.exists()
    assert RubriquePage.objects.get().introduction == ""


@pytest.mark.parametrize(("description", "beside"), [("", "decorative"), ("Huit personnes à une table", "alt_text")])
def test_sees_an_image_without_words_though_its_block_is_refused(admin_client, rubrique, description, beside):
    image = add_image("Équipe", "e.jpg", cover("x"), Collection.get_first_root_node())
    type(image).objects.filter(pk=image.pk).update(description=description)
    picture = {"image": {"image": image.pk, "alt_text": ""}, "caption": "", "credit": ""}
    told = advice(admin_client, rubrique, ("image", picture))
    assert "L’image « Équipe » n’a pas de texte alternatif" in told
    assert f'data-beside="{beside}"' in told
    assert description in told
    decorative = {"image": {"image": image.pk, "alt_text": "", "decorative": "on"}, "caption": "", "credit": ""}
    assert "Rien à revoir" in advice(admin_client, rubrique, ("image", decorative))


def test_file_name_as_a_description_is_replaced_by_the_image_s_own(admin_client, rubrique):
    image = add_image("Équipe", "e.jpg", cover("x"), Collection.get_first_root_node())
    type(image).objects.filter(pk=image.pk).update(description="Huit personnes à une table")
    picture = {"image": {"image": image.pk, "alt_text": "DSC_0042"}, "caption": "", "credit": ""}
    told = advice(admin_client, rubrique, ("image", picture))
    assert "« DSC_0042 » est un nom de fichier" in told
    correction = f'data-find="{image.pk}" data-replace="Huit personnes à une table"'
    assert f'{correction} data-heading="" data-beside="alt_text" data-was="DSC_0042"' in told  # Else it stays as it is.


def test_sigle_of_another_entity_is_explained_by_the_directory(admin_client, institutions, rubrique):
    for name in ("Agence nationale d’essai", "Premier service", "Second service"):
        sigle = "SNUME" if "service" in name else "ANDE"
        VitrinePage.objects.filter(pk=add_vitrine(institutions, name).pk).update(sigle=sigle)
    told = advice(admin_client, rubrique, ("text", rich_text("<p>Avec l’ANDE et le SNUME.</p>")))
    assert "Écrire « Agence nationale d’essai (ANDE) »" in told
    assert "« SNUME » n’est pas expliqué" in told
    assert told.count("data-correct") == 1  # Two entities are called so: which one, only its author knows.


def test_page_to_be_made_gets_advice_too(admin_client, vitrine):
    url = reverse("wagtailadmin_pages:add", args=["vitrines", "rubriquepage", vitrine.pk])
    address = reverse("advice_on_new_page", args=["vitrines", "rubriquepage", vitrine.pk])
    assert f'data-advice-url="{address}"' in html_of(admin_client.get(url))
    told = html_of(admin_client.post(address, posted(introduction="Écrivez à camille.martin@exemple.invalid")))
    assert "semble l’adresse d’une personne" in told
    assert not RubriquePage.objects.exists()


@pytest.mark.parametrize("forged", ["vitrines/nothing/{}", "auth/user/{}", "vitrines/rubriquepage/99999"])
def test_address_of_no_page_is_not_found(admin_client, vitrine, forged):
    assert admin_client.post(f"/admin/conseils/{forged.format(vitrine.pk)}/", posted()).status_code == 404


def test_is_for_those_who_may_write_the_page(client, django_user_model, rubrique, vitrine):
    client.force_login(django_user_model.objects.create_user("x", password="x"))
    rubrique.introduction = "Texte confidentiel du brouillon"
    rubrique.save_revision()
    for name, args in (
        ("advice_on_page", [rubrique.pk]),
        ("advice_on_new_page", ["vitrines", "rubriquepage", vitrine.pk]),
    ):
        response = client.post(reverse(name, args=args), posted())
        assert response.status_code in (302, 403)


def test_each_finding_of_a_page_comes_with_its_correction(vitrine):
    page = RubriquePage(title="TOUTES NOS MISSIONS", kind="missions", introduction="Jeune diplômé, 06 12 34 56 78")
    page.path = f"{vitrine.path}0001"
    assert len(found := findings(page)) == 3
    assert all(finding.correction for finding in found)

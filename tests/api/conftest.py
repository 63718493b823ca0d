"""An entity with a key, and an offer as its software sends it."""

import copy

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache

from api.models import CleApi
from emplois.models import Lieu, Offre
from equipes.roles import create_entity_roles, trust
from vitrines.models import VitrinePage

from ..factories import add_home, add_institutions, add_vitrine

SENT = {
    "identification": {"reference": "SIRH-1", "versant": "FPE"},
    "titre": "Développeuse ou développeur Python",
    "titre_long": "Développeuse ou développeur Python",
    "organisation": {"nom": "Direction interministérielle du numérique", "siret": ""},
    "url_offre": None,
    "url_candidature": "https://recrutement.exemple.invalid/sirh-1",
    "profession": {"domaine": "NUM", "metier": "ERNUM001"},
    "categories": ["A"],
    "type_contrat": "CONTRACTUELS",
    "forme_contrat": ["CDD"],
    "vacance_poste": "OUI",
    "description": {"mission": "Écrire.\n\nRelire.", "profil": "<p>Curieux</p>", "employeur": "La DINUM",
                    "complements": ""},
    "localisation": [
        {"zone_geographique": "EU", "pays": "FRA", "region": "53", "departement": "35", "localisation_label": "Rennes",
         "latitude": None, "longitude": None}
    ],
    "criteres": {"experience": "CONFIRME", "diplome_niveau": 6, "competences_requises": ["Python"]},
    "conditions": {"temps_travail": "TEMPS_PLEIN", "lieu_de_travail": "TELETRAVAIL", "management": "SANS",
                   "duree_contrat": "6 mois"},
    "contacts": None,
    "publication": {"debut_publication": "2026-03-01T08:00:00Z", "fin_publication": "2026-04-30T22:30:00Z"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_calls_counted():
    cache.clear()


@pytest.fixture(autouse=True)
def _spring(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture(scope="module", autouse=True)
def _dinum(module_transaction):
    """An entity with its roles, made once a module."""
    with module_transaction.unblock():
        institutions = add_institutions(add_home())
        vitrine = add_vitrine(institutions, "Direction interministérielle du numérique", sigle="DINUM", slug="dinum")
        create_entity_roles(vitrine, trusted=False)


@pytest.fixture
def dinum(db) -> VitrinePage:
    return VitrinePage.objects.get(slug="dinum")


@pytest.fixture
def responsable(dinum, django_user_model):
    user = django_user_model.objects.create_user("responsable", "resp@exemple.invalid", "x")
    user.groups.add(Group.objects.get(name__startswith="Responsables - DINUM"))
    return user


@pytest.fixture
def trusted(dinum):
    trust(dinum)
    return dinum


@pytest.fixture
def secret(dinum, responsable) -> str:
    _key, secret = CleApi.objects.make(vitrine=dinum, name="SIRH", user=responsable)
    return secret


def offer(**changes) -> dict:
    """What is sent, with other values at dotted paths: `offer(**{"identification.reference": "2"})`."""
    sent = copy.deepcopy(SENT)
    for path, value in changes.items():
        *blocks, name = path.split(".")
        part = sent
        for block in blocks:
            part = part[int(block)] if block.isdecimal() else part[block]
        part[name] = value
    return sent


@pytest.fixture
def push(client, secret):
    def send(*offers, query: str = "", status: int = 201, key: str = secret, **more):
        response = client.post(
            f"/api/v2/offres/creer_modifier/{query}", {"offres": list(offers)} | more,
            content_type="application/json", headers={"Authorization": f"Api-Key {key}"},
        )  # fmt: skip
        assert response.status_code == status, response.content
        return response.json()

    return send


def everything() -> list:
    """All offers and places there are, to see that nothing was written."""
    return [list(Offre.objects.order_by("pk").values()), list(Lieu.objects.order_by("pk").values())]

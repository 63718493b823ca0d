import gc

import pytest
from django.contrib.auth.models import Group
from django.template import engines

from equipes.roles import MISSION_TALENTS, create_central_roles
from home.models import HomePage
from referentiels.models import Metier
from relecture.workflow import create_publication_workflow
from vitrines.models import InstitutionsPage, VitrinePage

from . import prepared
from .factories import OffreFactory, add_home, add_institutions, add_vitrine, undone

ENTITY = "Direction du numérique"
gc.set_threshold(50_000, 20, 20)  # Whole requests leave little in cycles; looking after each 700 objects costs a tenth.


def pytest_configure(config) -> None:
    """Prepare the database once, before the workers begin."""
    needs_it = config.option.markexpr not in ("e2e", "drills") and not config.option.collectonly
    if needs_it and not hasattr(config, "workerinput"):
        prepared.prepare_for_workers()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, so that no worker is alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    prepared.use()


@pytest.fixture(scope="module")
def module_transaction(django_db_setup, django_db_blocker):
    """A transaction around the tests of a module, for fixtures that they share: `with module_transaction.unblock():`.

    Each test still undoes its own changes; those of the fixtures are undone after the last test.
    """
    around = undone()
    with django_db_blocker.unblock():
        around.__enter__()
    yield django_db_blocker
    with django_db_blocker.unblock():
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def module_site(module_transaction):
    """What `home`, `institutions` and `vitrine` give, made once for a module that uses it in all its tests."""
    with module_transaction.unblock():
        add_vitrine(add_institutions(add_home()), ENTITY)
    return module_transaction


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.first() or add_home()


@pytest.fixture
def institutions(home) -> InstitutionsPage:
    return InstitutionsPage.objects.first() or add_institutions(home)


@pytest.fixture
def vitrine(institutions) -> VitrinePage:
    return VitrinePage.objects.filter(title=ENTITY).first() or add_vitrine(institutions, ENTITY)


@pytest.fixture
def workflow(home):
    """The review before publication."""
    return create_publication_workflow(home)


@pytest.fixture
def talents(home, institutions, django_user_model):
    """Someone of the central team."""
    create_central_roles(home)
    user = django_user_model.objects.create_user("talents", "mission@exemple.invalid", "x")
    user.groups.add(Group.objects.get(name=MISSION_TALENTS))
    return user


@pytest.fixture
def metier(db) -> Metier:
    """The first of the reference list."""
    return Metier.objects.order_by("pk").first()


@pytest.fixture
def offre(vitrine):
    return OffreFactory(vitrine=vitrine)


class UndefinedVariable(str):
    """What Django puts where a template's variable is unknown: here, an error."""

    def __mod__(self, variable):
        raise AssertionError(f"Unknown template variable: {variable}")


@pytest.fixture
def strict_templates(monkeypatch):
    """A variable that a public template names and nobody gives fails the test."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", UndefinedVariable("%s"))

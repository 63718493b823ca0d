import pytest
from wagtail.models import Page, Site

from home.models import HomePage
from vitrines.models import InstitutionsPage

from .factories import OffreFactory, add_vitrine


@pytest.fixture
def home(db) -> HomePage:
    """The site's root, as a new portal has it."""
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
    return page


@pytest.fixture
def institutions(home) -> InstitutionsPage:
    return home.add_child(instance=InstitutionsPage(title="Institutions", slug="institutions"))


@pytest.fixture
def vitrine(institutions):
    return add_vitrine(institutions, "Direction du numérique")


@pytest.fixture
def offre(vitrine):
    return OffreFactory(vitrine=vitrine)

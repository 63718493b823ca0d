"""Fill an empty database with the least that the drills ask for: `python -m tests.drills.seed`."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402  Once Django is set up.
from wagtail.models import Page, Site  # noqa: E402

from home.models import HomePage  # noqa: E402
from tests.factories import OffreFactory, add_vitrine  # noqa: E402
from vitrines.models import InstitutionsPage  # noqa: E402

OFFERS = 20


def seed() -> None:
    call_command("migrate", verbosity=0)
    call_command("build_assets", skip_checks=True)
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    institutions = home.add_child(instance=InstitutionsPage(title="Institutions", slug="institutions"))
    vitrine = add_vitrine(institutions, "Direction du numérique")
    OffreFactory.create_batch(OFFERS, vitrine=vitrine)
    OffreFactory(vitrine=vitrine, title="Offre où candidater", slug="candidater", apply_here=True)


if __name__ == "__main__":
    seed()

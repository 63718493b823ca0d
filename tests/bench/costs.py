"""What each public address costs the processor among many offers: `python -m tests.bench.costs SIZE`; 1 above budget.

Nothing is kept between requests but what each process reads of the content once (see core.generation_cache).
"""

import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402  Once Django is set up.
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from diffusion import whole_files  # noqa: E402
from emplois.browsing.offer_index import offer_index  # noqa: E402
from emplois.models import Offre  # noqa: E402
from home.founding.pages import Details, fill_home, make_home, make_lists, make_pages  # noqa: E402
from tests.bench.many import ENTITIES, grow  # noqa: E402
from tests.factories import add_vitrine  # noqa: E402
from vitrines.models import InstitutionsPage, VitrinePage  # noqa: E402

DETAILS = Details("Éditeur d’essai", "Direction d’essai", "Hébergeur d’essai", "contact@exemple.invalid")
QUERIES = ["", "?q=d%C3%A9veloppeur", "?q=chef+de+projet&contrat=CDI&region=11", "?commune=Paris&rayon=50&tri=echeance",
           "?page=4000", "?salaire_min=40000&teletravail=TOTAL&tri=salaire", "?q=nimportequoidutout"]  # fmt: skip
BUDGET = 1.0
"""Seconds of processor that no public address may cost."""
LISTS = ["/emplois/", "/emplois/carte/", "/emplois/flux.rss", "/emplois/flux.atom", "/emplois/flux.json",
         "/emplois/flux.ics", "/api/v2/offres/"]  # fmt: skip


def addresses() -> list[str]:
    """Every public address without a parameter, then those with one, of the first that there is."""
    plain = [f"/{pattern.pattern}" for pattern in get_resolver().url_patterns if not hasattr(pattern, "url_patterns")]
    offre, entity = Offre.objects.public().first(), VitrinePage.objects.live().order_by("-depth").first()
    pages = ["/", "/institutions/", "/metiers/", "/projets/", "/rejoindre/", "/plan-du-site/", "/cookies/",
             "/candidature-spontanee/", "/recherche/", "/recherche/?q=d%C3%A9veloppeur",
             "/recherche/suggestions/?q=dev",
             "/recherche/profil/", "/emplois/favoris/", "/alertes/creer/?q=python", "/sante/", "/robots.txt",
             "/sitemap.xml", "/sitemap-offres.xml", "/sitemap-entites.xml", "/sitemap-pages.xml", "/donnees/",
             "/donnees/offres.csv", "/donnees/catalogue.jsonld", "/flux/indeed.xml", "/flux/linkedin.xml",
             "/api/v2/schema.json", "/api/docs/", "/api/v2/entites/", "/api/v2/metiers/", "/api/v2/pages/"]  # fmt: skip
    own = [f"/emplois/{offre.slug}/", f"/emplois/{offre.slug}/index.md", f"/emplois/{offre.slug}/candidater/",
           f"/api/v2/offres/{offre.pk}/", entity.url, f"{entity.url}offres/", f"{entity.url}index.md",
           f"/integrer/{entity.public_key}/", "/metiers/data-scientist/"]  # fmt: skip
    simple = [address for address in plain if not set(address) & set("<>()^$\\")]
    lists = [f"{address}{query}" for address in LISTS for query in QUERIES]
    return list(dict.fromkeys([*simple, *pages, *own, *lists]))


def main(size: int) -> dict[str, tuple[int, float]]:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    home = make_home("Essai")
    make_lists(home)
    make_pages(home, DETAILS)
    fill_home(home)
    for number in range(VitrinePage.objects.count(), ENTITIES):
        add_vitrine(InstitutionsPage.objects.get(), f"Direction du numérique {number}", slug=f"direction-{number}")
    grow(size)
    whole_files.publish()
    client, costs = Client(), {}
    offer_index.current()
    for address in addresses():
        client.get(address)  # Templates are compiled, and what a process reads once is read.
        began = time.process_time()
        response = client.get(address)
        if response.streaming:
            for _part in response:
                pass
        costs[address] = (response.status_code, round(time.process_time() - began, 3))
    return costs


def report(size: int) -> int:
    costs = main(size)
    dearest = sorted(costs.items(), key=lambda item: -item[1][1])
    over = [address for address, (_status, seconds) in dearest if seconds > BUDGET]
    failed = [address for address, (status, _seconds) in dearest if status >= 500]
    print(f"{len(costs)} adresses publiques, {size} offres : processeur, en secondes ({BUDGET:g} au plus)")
    for address, (status, seconds) in dearest[:8]:
        print(f"  {seconds:6.3f}  {status}  {address}")
    for address in [*over, *failed]:
        print(f"  TROP CHER OU EN ERREUR : {address}")
    return 1 if over or failed else 0


if __name__ == "__main__":
    sys.exit(report(int(sys.argv[1])))

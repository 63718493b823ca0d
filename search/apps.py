from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from emplois import finding
        from vitrines.models import VitrinePage

        from .documents import offre_told, vitrine_published
        from .engines import OffreSearch

        finding.use(OffreSearch())
        finding.told.connect(offre_told)
        page_published.connect(vitrine_published, sender=VitrinePage)

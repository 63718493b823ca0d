from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, page_unpublished

        from emplois import finding

        from .documents import offres_told, page_hidden, page_told
        from .engines import OffreSearch
        from .fruitless import count_fruitless
        from .models import SynonymGroup
        from .tasks import synonyms_changed

        finding.use(OffreSearch())
        finding.told.connect(offres_told)
        finding.fruitless.connect(count_fruitless)
        page_published.connect(page_told)
        page_unpublished.connect(page_hidden)
        for changed in (post_save, post_delete):
            changed.connect(synonyms_changed, sender=SynonymGroup)

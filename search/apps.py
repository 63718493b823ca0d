from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, page_unpublished

        from core import page_cache, schedule
        from emplois import finding
        from emplois.browsing import offer_index, text_search
        from equipes import roles
        from referentiels.models import Competence

        from .documents import index_changed_offers, index_published_page, remove_unpublished_page, skills_of_offers
        from .fruitless import count_fruitless
        from .models import SynonymGroup
        from .ranking import OffreSearch
        from .tasks import vocabulary_changed

        text_search.use(OffreSearch())
        offer_index.read_skills_with(skills_of_offers)
        finding.offers_changed.connect(index_changed_offers)
        finding.fruitless.connect(count_fruitless)
        page_published.connect(index_published_page)
        page_unpublished.connect(remove_unpublished_page)
        for changed in (post_save, post_delete):
            for words in (SynonymGroup, Competence):
                changed.connect(vocabulary_changed, sender=words)
        page_cache.register_content("search.synonymgroup")
        schedule.register("rebuild_search", every=schedule.DAY, is_long=True)
        schedule.register("forget_queries", every=schedule.DAY)
        roles.register_steering("search.view_fruitlessquery")
        roles.register_steering(*(f"search.{action}_synonymgroup" for action in ("add", "change", "delete")))

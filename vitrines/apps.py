from django.apps import AppConfig


class VitrinesConfig(AppConfig):
    name = "vitrines"
    verbose_name = "Vitrines"

    def ready(self) -> None:
        from core import blocks, navigation, page_cache

        from . import sections
        from .below_sections import entites_section, projets_section, temoignages_section
        from .blocks import EntitesBlock, ProjetsBlock, TemoignagesBlock

        sections.register("vitrines/sections/projets.html", projets_section, order=10)
        sections.register("vitrines/sections/temoignages.html", temoignages_section, order=20)
        sections.register("vitrines/sections/entites.html", entites_section, order=30)
        blocks.register("projets", ProjetsBlock(), at_most=1)
        blocks.register("temoignages", TemoignagesBlock(), at_most=1)
        blocks.register("entites", EntitesBlock(), at_most=1)
        page_cache.register_content("vitrines")
        navigation.register("Entités", lambda: "/institutions/", order=20)
        navigation.register("Projets", lambda: "/projets/", order=40)

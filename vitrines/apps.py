from django.apps import AppConfig


class VitrinesConfig(AppConfig):
    name = "vitrines"
    verbose_name = "Vitrines"

    def ready(self) -> None:
        from core import blocks

        from .blocks import EntitesBlock, ProjetsBlock, TemoignagesBlock

        blocks.register("projets", ProjetsBlock(), at_most=1)
        blocks.register("temoignages", TemoignagesBlock(), at_most=1)
        blocks.register("entites", EntitesBlock(), at_most=1)

from django.apps import AppConfig


class VitrinesConfig(AppConfig):
    name = "vitrines"
    verbose_name = "Vitrines"

    def ready(self) -> None:
        from wagtail.signals import task_submitted

        from core import blocks

        from .blocks import EntitesBlock, ProjetsBlock, TemoignagesBlock
        from .notices import review_wanted

        blocks.register("projets", ProjetsBlock(), at_most=1)
        blocks.register("temoignages", TemoignagesBlock(), at_most=1)
        blocks.register("entites", EntitesBlock(), at_most=1)
        task_submitted.connect(review_wanted, dispatch_uid="review_wanted")

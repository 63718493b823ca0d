from django.apps import AppConfig


class EmploisConfig(AppConfig):
    name = "emplois"
    verbose_name = "Emplois"

    def ready(self) -> None:
        from core import blocks

        from .blocks import FamillesBlock, OffresBlock, PortalFiguresBlock

        blocks.register("offres", OffresBlock(), at_most=2)
        blocks.register("portal_figures", PortalFiguresBlock(), at_most=1)
        blocks.register("familles", FamillesBlock(), at_most=1)

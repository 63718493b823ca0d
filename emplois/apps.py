from django.apps import AppConfig


class EmploisConfig(AppConfig):
    name = "emplois"
    verbose_name = "Emplois"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from core import blocks
        from vitrines.permissions import VitrinePermissionPolicy

        from .blocks import FamillesBlock, OffresBlock, PortalFiguresBlock
        from .models import Offre

        register_permission_policy(Offre, VitrinePermissionPolicy(Offre))  # Before anyone asks for it.

        blocks.register("offres", OffresBlock(), at_most=2)
        blocks.register("portal_figures", PortalFiguresBlock(), at_most=1)
        blocks.register("familles", FamillesBlock(), at_most=1)

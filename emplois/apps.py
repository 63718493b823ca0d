from django.apps import AppConfig


class EmploisConfig(AppConfig):
    name = "emplois"
    verbose_name = "Emplois"

    def ready(self) -> None:
        from django.urls import reverse
        from wagtail.permissions import register_permission_policy

        from cms import menu
        from core import blocks, navigation, page_cache, schedule
        from equipes import roles
        from vitrines import comparison, open_offers, sections
        from vitrines.permissions import VitrinePermissionPolicy

        from . import entity_comparison, preview
        from .blocks import FamillesBlock, OffresBlock, PortalFiguresBlock
        from .models import Offre
        from .views import page_context
        from .vitrine_section import offres_section
        from .vitrine_section import open_offers as count_open_offers

        register_permission_policy(Offre, VitrinePermissionPolicy(Offre))  # Before any view looks the policy up.

        sections.register("emplois/vitrine_section.html", offres_section, order=40)
        open_offers.count_by(count_open_offers)
        comparison.register(entity_comparison.rows, order=20)
        blocks.register("offres", OffresBlock(), at_most=2)
        blocks.register("portal_figures", PortalFiguresBlock(), at_most=1)
        blocks.register("familles", FamillesBlock(), at_most=1)
        preview.register(page_context)
        page_cache.register_content("emplois")
        schedule.register("remind_deadlines", every=schedule.DAY)
        navigation.register("Offres d’emploi", lambda: reverse("emplois:liste"), order=10)
        navigation.register("Métiers", lambda: "/metiers/", order=30)
        roles.register_steering("referentiels.change_metier")
        for model in ("metierrome", "professionesco", "competence"):
            roles.register_steering(f"referentiels.add_{model}", f"referentiels.change_{model}")
        roles.register_steering("referentiels.delete_competence")
        menu.register_for_members("offres", "Mes offres")

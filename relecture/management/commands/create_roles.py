from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from equipes.enums import Role
from equipes.roles import create_central_roles, create_entity_roles
from relecture.workflow import create_publication_workflow
from vitrines.models import VitrinePage


class Command(BaseCommand):
    help = (
        "Crée les groupes de la mission Talents, de la modération et de chaque entité, avec leurs droits, "
        "et le circuit de relecture. Rejouable."
    )

    def handle(self, **options: Any) -> None:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise CommandError("Aucun site par défaut : créez d’abord la page d’accueil.", returncode=2)
        create_central_roles(site.root_page)
        create_publication_workflow(site.root_page)
        vitrines = VitrinePage.objects.order_by("path")
        for vitrine in vitrines:
            create_entity_roles(vitrine)
        self.stdout.write(f"Groupes à jour : 2 pour le site, {len(Role) * len(vitrines)} pour {len(vitrines)} entités.")

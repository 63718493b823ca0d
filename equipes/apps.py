from django.apps import AppConfig


class EquipesConfig(AppConfig):
    """Accounts, teams of entities, roles, invitations, and requests for a vitrine."""

    name = "equipes"
    verbose_name = "Équipes"
    default = True

    def ready(self) -> None:
        from core import navigation, page_cache, schedule

        from . import memberships

        memberships.connect()
        page_cache.register_content("equipes.rejoindrepage")
        navigation.register("Recruter avec nous", lambda: "/rejoindre/", order=50)
        schedule.register("forget_requests", every=schedule.DAY)

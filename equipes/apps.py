from django.apps import AppConfig


class EquipesConfig(AppConfig):
    """People: accounts, the teams of entities, their roles and invitations, requests for a vitrine."""

    name = "equipes"
    verbose_name = "Équipes"
    default = True

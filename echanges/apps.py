from django.apps import AppConfig


class EchangesConfig(AppConfig):
    name = "echanges"
    verbose_name = "Échanges d’offres"

    def ready(self) -> None:
        from emplois.changes import also_read
        from equipes import roles

        from .bulk import IMPORTED
        from .pushing import PUSHED

        also_read(IMPORTED, PUSHED)
        roles.register_steering("echanges.add_import")
        roles.register_steering(*(f"echanges.{action}_alias" for action in ("add", "change", "delete")))

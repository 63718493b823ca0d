from django.apps import AppConfig


class EchangesConfig(AppConfig):
    name = "echanges"
    verbose_name = "Échanges d’offres"

    def ready(self) -> None:
        from emplois.changes import also_read

        from .bulk import IMPORTED
        from .pushing import PUSHED

        also_read(IMPORTED, PUSHED)

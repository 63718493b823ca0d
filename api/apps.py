from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from cms import menu

        menu.register_for_members("cles-api", "Clés d’API")

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home page, content pages, the site's identity and the demonstration; depends on all other apps."""

    name = "home"
    verbose_name = "Accueil"

    def ready(self) -> None:
        from core import page_cache
        from equipes import roles

        page_cache.register_content("home")
        roles.register_steering("home.change_sitebrand")

from django.apps import AppConfig


class ReferentielsConfig(AppConfig):
    """Métiers and territory: the reference lists that vitrines and offers both point to."""

    name = "referentiels"
    verbose_name = "Référentiels"

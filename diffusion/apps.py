from django.apps import AppConfig


class DiffusionConfig(AppConfig):
    name = "diffusion"
    verbose_name = "Diffusion des offres"

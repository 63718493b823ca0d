"""The choices of the review."""

from django.db.models import TextChoices


class AvisParLien(TextChoices):
    """The opinion that someone without an account gives by link about a version under review."""

    FAVORABLE = "FAVORABLE", "Favorable à la publication"
    RESERVES = "RESERVES", "Des changements avant publication"

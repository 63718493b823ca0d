"""What a person asked for an opinion may answer."""

from django.db.models import TextChoices


class Avis(TextChoices):
    """What someone asked for their opinion thinks of what waits for a review."""

    FAVORABLE = "FAVORABLE", "Favorable à la publication"
    RESERVES = "RESERVES", "Des changements avant publication"

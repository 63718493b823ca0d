"""What the search keeps: each offer's text as tokens, and which words mean the same."""

from django.db import models

from emplois.models import Offre

from .analysis import analyse


class OffreDocument(models.Model):
    """An offer's tokens by how much they weigh. The database's own index of full text follows this table by itself."""

    offre = models.OneToOneField(Offre, models.CASCADE, primary_key=True, related_name="document")
    title = models.TextField()
    metier = models.TextField()
    context = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name = "texte indexé"
        verbose_name_plural = "textes indexés"

    def __str__(self) -> str:
        return f"Offre n° {self.pk}"


class SynonymGroup(models.Model):
    """Words that mean the same to who searches: one finds what says the others."""

    terms = models.CharField(
        "termes",
        max_length=500,
        unique=True,
        help_text="Séparés par des virgules : « dev, développeur ». Un terme peut compter plusieurs mots.",
    )

    class Meta:
        verbose_name = "groupe de synonymes"
        verbose_name_plural = "synonymes"
        ordering = ["terms"]

    def __str__(self) -> str:
        return self.terms

    @property
    def phrases(self) -> list[tuple[str, ...]]:
        """Each term as tokens; a term that has none is left out."""
        found = (tuple(analyse(term)) for term in self.terms.split(","))
        return list(dict.fromkeys(phrase for phrase in found if phrase))

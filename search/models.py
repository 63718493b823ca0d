"""What the search keeps: each offer's and each page's text as tokens, and which words mean the same."""

from django.db import models

from emplois.models import Offre

from .analysis import analyse

LONGEST_WORDS = 80
"""Characters of a query that is counted."""
JOINT = "_"
"""Between the tokens of a phrase that is indexed as one."""


class Document(models.Model):
    """The tokens of one thing, each once, one space apart. The database's own index follows this table by itself."""

    tokens = models.TextField()

    class Meta:
        abstract = True


class OffreDocument(Document):
    offre = models.OneToOneField(Offre, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        verbose_name = "texte indexé d’une offre"
        verbose_name_plural = "textes indexés des offres"

    def __str__(self) -> str:
        return f"Offre n° {self.pk}"


class Kind(models.TextChoices):
    """What a page that the search finds is about."""

    ENTITES = "entites", "Entités"
    METIERS = "metiers", "Métiers"
    PROJETS = "projets", "Projets"
    TEMOIGNAGES = "temoignages", "Témoignages"
    PAGES = "pages", "Pages"


class PageDocument(Document):
    """A live page, with its text for extracts."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        verbose_name = "texte indexé d’une page"
        verbose_name_plural = "textes indexés des pages"

    def __str__(self) -> str:
        return f"Page n° {self.pk}"


class IndexState(models.Model):
    """The analysis by which the whole index was written: one row. See `analysis.fingerprint`."""

    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = "état de l’index de recherche"

    def __str__(self) -> str:
        return self.fingerprint


class FruitlessQuery(models.Model):
    """How often, in a month, some words found no offer. Words only: neither who, nor when, nor in which order."""

    words = models.CharField("mots", max_length=LONGEST_WORDS)
    month = models.DateField("mois")
    count = models.PositiveIntegerField("fois", default=0)

    class Meta:
        verbose_name = "recherche sans résultat"
        verbose_name_plural = "recherches sans résultat"
        ordering = ["-month", "-count", "words"]
        constraints = [models.UniqueConstraint(fields=["words", "month"], name="fruitless_once_a_month")]

    def __str__(self) -> str:
        return self.words


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

"""The tables of the search: indexed documents of offers and pages, synonyms, and queries without results."""

from django.db import models

from emplois.models import Offre

from .analysis import analyse

LONGEST_WORDS = 80
"""Maximum characters of a query that is counted."""
JOINT = "_"
"""Separator of the tokens of a phrase that is indexed as one token."""
Phrase = tuple[str, ...]


class Document(models.Model):
    """The tokens of one object, each once, one space apart. The database keeps its own index up to date."""

    tokens = models.TextField()

    class Meta:
        abstract = True


class OffreDocument(Document):
    skills = models.TextField(default="", db_default="")
    """The slugs of the skills that the offer names, one space apart."""
    offre = models.OneToOneField(Offre, models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        verbose_name = "texte indexé d’une offre"
        verbose_name_plural = "textes indexés des offres"

    def __str__(self) -> str:
        return f"Offre n° {self.pk}"


class PageKind(models.TextChoices):
    """The groups of pages in the search results."""

    ENTITES = "entites", "Entités"
    METIERS = "metiers", "Métiers"
    PROJETS = "projets", "Projets"
    TEMOIGNAGES = "temoignages", "Témoignages"
    PAGES = "pages", "Pages"


class PageDocument(Document):
    """A live page, with its plain text for extracts."""

    kind = models.CharField(max_length=12, choices=PageKind.choices)
    text = models.TextField()
    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="document")

    class Meta:
        verbose_name = "texte indexé d’une page"
        verbose_name_plural = "textes indexés des pages"

    def __str__(self) -> str:
        return f"Page n° {self.pk}"


class IndexState(models.Model):
    """The fingerprint of the analysis that wrote the whole index, in one row. See `analysis.fingerprint`."""

    fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = "état de l’index de recherche"

    def __str__(self) -> str:
        return self.fingerprint


class FruitlessQuery(models.Model):
    """How many times in a month a query matched no offer. Stores the words only: no visitor, time or word order."""

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
    """Terms that the search treats as equivalent."""

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
        """Each term as tokens, without duplicates; a term without tokens is left out."""
        phrases = (tuple(analyse(term)) for term in self.terms.split(","))
        return list(dict.fromkeys(phrase for phrase in phrases if phrase))

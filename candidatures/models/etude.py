"""Recruiters' internal notes, ratings and tags about an application, and the log of file accesses."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from candidatures.enums import Acces


def _of_application(name: str) -> models.ForeignKey:
    return models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name=name)


def _by() -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")


class Note(models.Model):
    """An internal note. The candidate's data export includes it."""

    candidature = _of_application("notes")
    author = _by()
    text = models.TextField("note", max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "note"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Note n° {self.pk}"


class Avis(models.Model):
    """A user's rating of an application, from 1 to 5; one per user, which may change."""

    candidature = _of_application("avis")
    author = _by()
    value = models.PositiveSmallIntegerField("avis", validators=[MinValueValidator(1), MaxValueValidator(5)])

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        constraints = [
            models.UniqueConstraint(fields=["candidature", "author"], name="one_avis_a_reader"),
            models.CheckConstraint(condition=models.Q(value__range=(1, 5)), name="avis_between_1_and_5"),
        ]

    def __str__(self) -> str:
        return f"{self.value}/5"


class Etiquette(models.Model):
    """A tag of an application, visible to its entity only."""

    candidature = _of_application("etiquettes")
    name = models.CharField("étiquette", max_length=40, db_index=True)

    class Meta:
        verbose_name = "étiquette"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["candidature", "name"], name="etiquette_once")]

    def __str__(self) -> str:
        return self.name


class Lecture(models.Model):
    """An access to a candidate's file, for the entity's Responsables. It stores no data about the candidate."""

    vitrine = models.ForeignKey(
        "vitrines.VitrinePage",
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name="entité",
        help_text="Aucune : la mission Talents.",
    )
    candidature = models.ForeignKey(
        "candidatures.Candidature", models.CASCADE, null=True, related_name="lectures", verbose_name="candidature"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="personne"
    )
    acces = models.CharField("accès", max_length=10, choices=Acces.choices)
    at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "lecture d’un CV"
        verbose_name_plural = "lectures des CV"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["vitrine", "-at"])]

    def __str__(self) -> str:
        return f"Lecture n° {self.pk}"

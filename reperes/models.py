"""What the law of public employment says, in plain words, with its sources; the central team keeps it up to date."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from core.text import fold, lines, to_slug

from .enums import ANSWERS, Cas, Question, Reponse, Verdict


class Sourced(models.Model):
    """A statement with the text that founds it and the day when someone last checked it."""

    article = models.CharField(
        "texte de référence", max_length=200, help_text="Exemple : Code général de la fonction publique, art. L332-2."
    )
    url = models.URLField("adresse du texte", max_length=300, blank=True, help_text="Sur Légifrance, de préférence.")
    checked_on = models.DateField(
        "vérifié le", null=True, blank=True, help_text="Vide tant que personne n’a relu l’énoncé dans le texte."
    )

    class Meta:
        abstract = True


class Terme(Sourced):
    """A word of the glossary."""

    name = models.CharField("mot", max_length=60, unique=True)
    slug = models.SlugField("identifiant", max_length=80, unique=True, editable=False)
    other_names = models.TextField(
        "autres formes", blank=True, help_text="Une par ligne : pluriels, féminins, sigles. « contractuelle », « CDD »."
    )
    definition = models.TextField("définition", max_length=600, help_text="Deux ou trois phrases, sans sigle.")

    class Meta:
        verbose_name = "mot du glossaire"
        verbose_name_plural = "mots du glossaire"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new word its identifier, which stays when its spelling changes."""
        self.slug = self.slug or to_slug(self.name)
        super().save(*args, **kwargs)

    @property
    def forms(self) -> list[str]:
        """Its name and its other forms."""
        return [self.name, *lines(self.other_names)]

    @property
    def initial(self) -> str:
        """The letter under which it stands in the glossary."""
        return fold(self.name)[:1].upper()


class RegleAcces(Sourced):
    """What one answer to a question of « Puis-je postuler ? » means for the offers of one case."""

    question = models.CharField("question", max_length=12, choices=Question.choices)
    answer = models.CharField("réponse", max_length=20, choices=Reponse.choices)
    cas = models.CharField("cas de l’offre", max_length=30, choices=Cas.choices)
    verdict = models.PositiveSmallIntegerField("conclusion", choices=Verdict.choices)
    text = models.TextField("explication", max_length=600, help_text="Directe, et ce qui est possible sinon.")

    class Meta:
        verbose_name = "règle d’accès aux emplois"
        verbose_name_plural = "règles d’accès aux emplois"
        ordering = ["question", "cas", "answer"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "answer", "cas"],
                name="regle_unique_par_reponse_et_cas",
                violation_error_message="Une règle existe déjà pour cette réponse et ce cas : modifiez-la.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()} / {self.get_cas_display()}"

    def clean(self) -> None:
        super().clean()
        if self.question and self.answer not in ANSWERS[Question(self.question)]:
            raise ValidationError({"answer": "Cette réponse est celle d’une autre question."})


def _rate(label: str) -> models.DecimalField:
    return models.DecimalField(
        f"{label} (%)",
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )


class BaremeCotisations(Sourced):
    """The employee's contributions of contractuels of the State, from one day on. Rates in percent."""

    since = models.DateField("applicable depuis le", unique=True)
    ceiling = models.PositiveIntegerField(
        "plafond mensuel de la sécurité sociale (euros)", validators=[MinValueValidator(1000), MaxValueValidator(20000)]
    )
    old_age = _rate("vieillesse déplafonnée")
    old_age_capped = _rate("vieillesse plafonnée")
    ircantec_a = _rate("Ircantec, tranche A")
    ircantec_b = _rate("Ircantec, tranche B")
    csg = _rate("CSG")
    crds = _rate("CRDS")
    csg_base = _rate("assiette de la CSG et de la CRDS")

    class Meta:
        verbose_name = "barème de cotisations"
        verbose_name_plural = "barèmes de cotisations"
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"Depuis le {self.since:%d/%m/%Y}"

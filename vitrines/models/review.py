"""What a review needs beside Wagtail's workflow: links for reviewers without an account, wordings for decisions."""

from django.db import models
from wagtail.models import TaskState

from core.single_use import SingleUseLink
from vitrines.enums import Avis


class ReviewLink(SingleUseLink):
    """Lets someone without an account read what waits in `task_state`, and once give an opinion on it.

    Only where `may_decide`, by who sent the link, does that opinion decide.
    """

    task_state = models.ForeignKey(TaskState, models.CASCADE, related_name="review_links")
    name = models.CharField("nom", max_length=120, blank=True)
    may_decide = models.BooleanField("décide", default=False)
    opinion = models.CharField("avis", max_length=10, blank=True, choices=Avis.choices)
    comment = models.TextField("message", max_length=2000, blank=True)

    class Meta:
        verbose_name = "lien de relecture"
        verbose_name_plural = "liens de relecture"

    def __str__(self) -> str:
        return f"Lien de relecture n° {self.pk}"

    @property
    def person(self) -> str:
        """Who it was sent to, as the history names them."""
        return f"{self.name} ({self.email})" if self.name else self.email


class DecisionTemplate(models.Model):
    """A wording that reviewers use again and again."""

    title = models.CharField("nom", max_length=80, unique=True)
    text = models.TextField("message", max_length=1000)

    class Meta:
        verbose_name = "modèle de décision"
        verbose_name_plural = "modèles de décision"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

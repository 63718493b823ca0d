"""What a review needs beside Wagtail's workflow: links for reviewers without an account, wordings for decisions."""

from django.db import models
from wagtail.models import TaskState

from core.single_use import SingleUseLink


class ReviewLink(SingleUseLink):
    """Lets someone without an account read what waits in `task_state`, and decide on it once."""

    task_state = models.ForeignKey(TaskState, models.CASCADE, related_name="review_links")

    class Meta:
        verbose_name = "lien de relecture"
        verbose_name_plural = "liens de relecture"

    def __str__(self) -> str:
        return f"Lien de relecture n° {self.pk}"


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

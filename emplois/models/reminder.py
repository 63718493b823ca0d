from django.db import models

from emplois.enums import Rappel

from .offre import Offre


class DeadlineReminder(models.Model):
    """A reminder sent for one deadline of an offer, or declined with `let_expire`; prevents a second one."""

    offre = models.ForeignKey(Offre, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Rappel.choices)
    deadline = models.DateField()
    sent_at = models.DateTimeField(auto_now_add=True)
    let_expire = models.BooleanField("on la laisse expirer", default=False)

    class Meta:
        verbose_name = "rappel d’échéance"
        verbose_name_plural = "rappels d’échéance"
        constraints = [models.UniqueConstraint(fields=["offre", "kind", "deadline"], name="reminder_sent_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.deadline}"

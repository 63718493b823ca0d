"""Messages between entities and candidates, reasons of rejection, and answer templates."""

from django.db import models


class Message(models.Model):
    """A message about an application, displayed on the candidate's page and in the CMS."""

    candidature = models.ForeignKey("candidatures.Candidature", models.CASCADE, related_name="messages")
    from_candidate = models.BooleanField("de la personne", default=False)
    text = models.TextField("message", max_length=4000)
    created_at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "message"
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Message n° {self.pk}"


class Motif(models.Model):
    """A reason of rejection, which the candidate reads."""

    text = models.CharField("motif", max_length=300, unique=True, help_text="Lu par la personne : une phrase, aimable.")

    class Meta:
        verbose_name = "motif de non-retenue"
        verbose_name_plural = "motifs de non-retenue"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class ModeleReponse(models.Model):
    """An answer template with the placeholders {nom}, {poste} and {entite}."""

    PLACES = ("nom", "poste", "entite")

    title = models.CharField("nom", max_length=80, unique=True)
    transition = models.CharField("pour", max_length=20)
    text = models.TextField("message", max_length=3000)

    class Meta:
        verbose_name = "modèle de réponse"
        verbose_name_plural = "modèles de réponse"
        ordering = ["transition", "title"]

    def __str__(self) -> str:
        return self.title

    def filled(self, **values: str) -> str:
        """The text with its placeholders replaced; unknown ones are unchanged."""
        text = self.text
        for name in self.PLACES:
            text = text.replace(f"{{{name}}}", values.get(name, ""))
        return text

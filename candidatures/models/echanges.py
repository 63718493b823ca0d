"""What entities and candidates say to each other, and the wordings it begins with."""

from django.db import models


class Message(models.Model):
    """One message about an application, read on the candidate's page and in the CMS."""

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
    """Why an application is not retained, in words that one may read about oneself."""

    text = models.CharField("motif", max_length=300, unique=True, help_text="Lu par la personne : une phrase, aimable.")

    class Meta:
        verbose_name = "motif de non-retenue"
        verbose_name_plural = "motifs de non-retenue"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class ModeleReponse(models.Model):
    """A wording to begin an answer with. {nom}, {poste} and {entite} are filled in."""

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
        """The text with its places filled in; what stands in braces and is none stays as it is."""
        text = self.text
        for name in self.PLACES:
            text = text.replace(f"{{{name}}}", values.get(name, ""))
        return text

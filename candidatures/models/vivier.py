"""The shared pool: candidates visible, with their consent, to all entities except those they excluded."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import GroupPagePermission

from core.pages import paths_down_to
from object_permissions.policies import User
from vitrines.models import VitrinePage


class ProfilQuerySet(models.QuerySet["Profil"]):
    def hidden_from(self, user: User) -> "ProfilQuerySet":
        """Profiles that exclude an entity that `user` works for, or one above or below it."""
        given = GroupPagePermission.objects.filter(group__user=user).values("page_id")
        own = VitrinePage.objects.filter(pk__in=given).values_list("path", flat=True)
        within = Q(pk__in=[])
        for path in own:
            within |= Q(path__in=paths_down_to(path)) | Q(path__startswith=path)
        ruled_out = Profil.excluded.through.objects.filter(
            vitrinepage__in=VitrinePage.objects.filter(within), profil=OuterRef("pk")
        )
        return self.filter(Exists(ruled_out))

    def visible_to(self, user: User) -> "ProfilQuerySet":
        return self.filter(dossier__confirmed_at__isnull=False).exclude(pk__in=self.hidden_from(user).values("pk"))


class Profil(models.Model):
    """A candidate in the pool, by explicit consent, described by their dossier."""

    dossier = models.OneToOneField("candidatures.Dossier", models.CASCADE, related_name="profil")
    consented_at = models.DateTimeField("consentement du", default=timezone.now)
    last_contact_at = models.DateTimeField("dernier contact le", default=timezone.now)
    warned_at = models.DateTimeField(null=True, editable=False, help_text="Effacement annoncé à la personne.")
    excluded = models.ManyToManyField(VitrinePage, blank=True, related_name="+", verbose_name="cachée à")

    objects = ProfilQuerySet.as_manager()

    class Meta:
        verbose_name = "profil du vivier"
        verbose_name_plural = "vivier"
        ordering = ["-last_contact_at", "-pk"]

    def __str__(self) -> str:
        return f"Profil n° {self.pk}"


class Proposition(models.Model):
    """An offer proposed by an entity to a person of the pool. It copies no personal data."""

    profil = models.ForeignKey(Profil, models.CASCADE, related_name="propositions")
    offre = models.ForeignKey("emplois.Offre", models.CASCADE, related_name="+")
    vitrine = models.ForeignKey(VitrinePage, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    message = models.TextField("message", max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "proposition"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["profil", "offre"],
                name="offer_proposed_once",
                violation_error_message="Cette offre lui a déjà été proposée.",
            )
        ]

    def __str__(self) -> str:
        return f"Proposition n° {self.pk}"

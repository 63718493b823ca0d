"""Memberships of entities, and the Django groups and the collection of files of each entity."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from wagtail.models import Collection

from equipes.enums import Role
from vitrines.models import VitrinePage


class Membership(models.Model):
    """`person` has `role` in the entity of `vitrine`. A person may have two roles in one entity.

    To change a team, create and delete rows of this table: `equipes.memberships` updates the person's groups.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    vitrine = models.ForeignKey(VitrinePage, models.CASCADE, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)

    wagtail_reference_index_ignore = True  # A membership is not a use of the page.

    class Meta:
        verbose_name = "membre d’une équipe"
        verbose_name_plural = "membres des équipes"
        constraints = [models.UniqueConstraint(fields=["person", "vitrine", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"Membre n° {self.pk}"


class EntityGroup(models.Model):
    """The Django group of the members of an entity with `role`; `equipes.roles` grants its permissions."""

    vitrine = models.ForeignKey(VitrinePage, models.CASCADE, related_name="entity_groups")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    group = models.OneToOneField(Group, models.CASCADE, related_name="entity_group")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "groupe d’une entité"
        verbose_name_plural = "groupes des entités"
        constraints = [models.UniqueConstraint(fields=["vitrine", "role"], name="entity_group_once")]

    def __str__(self) -> str:
        return f"Groupe d’entité n° {self.pk}"


class EntityCollection(models.Model):
    """The collection of an entity's images and documents. It outlives the entity; its files then stay hidden."""

    vitrine = models.OneToOneField(VitrinePage, models.SET_NULL, null=True, related_name="entity_collection")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="entity_collection")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "collection d’une entité"
        verbose_name_plural = "collections des entités"

    def __str__(self) -> str:
        return f"Collection d’entité n° {self.pk}"

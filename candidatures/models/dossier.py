"""The dossier of a candidate, shared by all its applications. Deleting it deletes all personal data."""

import datetime as dt
import secrets
import uuid
from typing import Any, cast

from django.core import signing
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from candidatures.enums import Disponibilite, Nature
from core.fields import ChoiceSetField
from core.storage import reaching_storage
from core.text import fold
from emplois.enums import Contrat, Experience, Teletravail

LINK_VALID_FOR = dt.timedelta(days=60)
"""How long a link opens the candidate's pages; an expired link only offers to mail a new one."""
CONFIRMED_WITHIN = dt.timedelta(days=7)
"""Unconfirmed dossiers are erased after this time."""


def new_secret() -> str:
    """A random secret of 32 hexadecimal characters, part of the links to a dossier."""
    return secrets.token_hex(16)


class DossierQuerySet(models.QuerySet["Dossier"]):
    def from_link(self, token: str) -> tuple["Dossier | None", bool]:
        """The dossier of a link, and whether the link is still valid; (None, False) for an invalid signature."""
        for limit in (LINK_VALID_FOR, None):
            try:
                pk, secret = signing.loads(token, salt=Dossier.LINK_SALT, max_age=limit)
            except signing.SignatureExpired:
                continue
            except (signing.BadSignature, TypeError, ValueError):
                break
            dossier = self.filter(pk=pk, link_secret=secret).first()
            return dossier, dossier is not None and limit is not None
        return None, False


class Dossier(models.Model):
    """The content of a form sent by a candidate, visible to its recipients and, with consent, in the pool."""

    LINK_SALT = "candidatures.suivi"

    key = models.UUIDField("clé du formulaire", unique=True, editable=False)
    fingerprint = models.CharField("empreinte du contenu", max_length=64, db_index=True, editable=False)
    name = models.CharField("nom", max_length=150)
    email = models.EmailField("adresse de courriel")
    phone = models.CharField("téléphone", max_length=30, blank=True)
    motivation = models.TextField("motivation", max_length=6000)
    links = models.TextField("liens", max_length=1500, blank=True)
    disponibilite = models.CharField("disponibilité", max_length=15, choices=Disponibilite.choices, blank=True)
    experience = models.CharField("expérience", max_length=10, choices=Experience.choices, blank=True)
    metiers = models.ManyToManyField("referentiels.Metier", blank=True, related_name="+", verbose_name="métiers")
    regions = models.ManyToManyField("referentiels.Region", blank=True, related_name="+", verbose_name="régions")
    contracts = ChoiceSetField("contrats", choices=Contrat.choices)
    teletravail = models.CharField("télétravail", max_length=10, choices=Teletravail.choices, blank=True)
    agrees_to_pool = models.BooleanField("accepte de rejoindre le vivier", default=False)
    folded = models.CharField("nom et adresse, pour la recherche", max_length=450, editable=False)
    link_secret = models.CharField(max_length=32, default=new_secret, editable=False)
    """Part of all links to this dossier; replaced when the address changes (see `write_to`)."""
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)
    confirmed_at = models.DateTimeField("adresse confirmée le", null=True, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        indexes = [models.Index(fields=["confirmed_at", "sent_at"]), models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"Dossier n° {self.pk}"  # Without the person's name, because it is logged.

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.name} {self.email}")
        super().save(*args, **kwargs)

    @property
    def link_token(self) -> str:
        """The signed token of a link to the candidate's pages, valid for LINK_VALID_FOR and this address only."""
        return signing.dumps([self.pk, self.link_secret], salt=self.LINK_SALT)

    def write_to(self, email: str) -> None:
        """Change the address, without saving. Links mailed to the former address become invalid."""
        self.email, self.folded, self.link_secret = email, fold(f"{self.name} {email}"), new_secret()

    @property
    def confirmed_before(self) -> dt.datetime:
        return self.sent_at + CONFIRMED_WITHIN

    @property
    def is_waiting(self) -> bool:
        """Whether it is not confirmed and may still be."""
        return self.confirmed_at is None and timezone.now() < self.confirmed_before

    @property
    def link_list(self) -> list[str]:
        return self.links.split()

    @property
    def contract_labels(self) -> list[str]:
        return cast(ChoiceSetField, self._meta.get_field("contracts")).labels(self.contracts)

    @property
    def masked_email(self) -> str:
        """The address with a masked local part: its owner can see a typo, others cannot use it."""
        local, _at, domain = self.email.partition("@")
        return f"{local[:2]}{'•' * max(len(local) - 2, 1)}@{domain}"


def private_storage() -> Storage:
    """The storage of candidates' files, which no public URL serves."""
    return storages["candidatures"]


def stored_name(piece: "Piece", name: str) -> str:
    """A random file name, without personal data."""
    return f"{uuid.uuid4().hex}.pdf"


class PieceQuerySet(models.QuerySet["Piece"]):
    def pending(self, key: uuid.UUID) -> "PieceQuerySet":
        """Files uploaded with the form `key`, which is still incomplete."""
        return self.filter(form_key=key, dossier=None)


class Piece(models.Model):
    """A checked PDF file. It has no dossier until its form is complete, so that it is uploaded only once."""

    form_key = models.UUIDField(db_index=True, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, related_name="pieces")
    nature = models.CharField("nature", max_length=10, choices=Nature.choices, default=Nature.CV)
    file = models.FileField("fichier", storage=private_storage, upload_to=stored_name)
    name = models.CharField("nom", max_length=100)
    size = models.PositiveIntegerField("taille", help_text="En octets.")
    pages = models.PositiveSmallIntegerField("pages")
    digest = models.CharField("empreinte (SHA-256)", max_length=64)
    network = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    """Until the form is complete: a keyed hash of the client's network, for a quota of pending files."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Pièce n° {self.pk}"

    def read(self) -> bytes:
        """The content of the file. Raises StorageUnavailable."""
        with reaching_storage(), self.file.open("rb") as file:
            return file.read()

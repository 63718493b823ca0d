import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin
from wagtail.search import index

from core.fields import ChoiceSetField
from core.headless import HeadlessPreviewMixin
from core.text import to_slug
from emplois import deadlines, enums, finding, legal_mentions, preview, writing_checks
from emplois.deadlines import KEPT_FOR, PARIS, paris_today
from emplois.fields import (
    LONGEST_CONTRACT,
    LONGEST_REFERENCE,
    LONGEST_SKILLS,
    LONGEST_TITLE,
    SHORTEST_CONTRACT,
    WORKING_DAYS,
)
from emplois.models import remuneration
from emplois.models.shown import ShownOffre
from emplois.models.versions import FirstVersionKept
from emplois.querysets import OffreQuerySet
from relecture.wording import Finding

logger = logging.getLogger(__name__)
PAGES_BESIDE = {"carte", "favoris", "comparer"}
"""URL segments used by other pages under /emplois/: an offer's slug may not be one of them."""
LONGEST_PLACES = 900
TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]


def _text(label: str) -> RichTextField:
    return RichTextField(label, blank=True, features=TEXT_FEATURES)


def in_words(places: Iterable[models.Model]) -> str:
    """The text of the `places` field: distinct places joined with a dot, truncated to LONGEST_PLACES."""
    return " · ".join(dict.fromkeys(map(str, places)))[:LONGEST_PLACES]


class Offre(  # type: ignore[django-manager-missing]  # Lieu’s: mypy sees no model in Wagtail’s Orderable.
    ShownOffre,
    FirstVersionKept,
    HeadlessPreviewMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A job offer of one entity. Days are days in Europe/Paris; pay is in gross euros a year."""

    title = models.CharField("intitulé", max_length=LONGEST_TITLE)
    slug = models.SlugField("adresse", max_length=255, unique=True, blank=True)
    reference = models.CharField("référence", max_length=LONGEST_REFERENCE, blank=True)
    vitrine = models.ForeignKey(
        "vitrines.VitrinePage", models.PROTECT, related_name="offres", verbose_name="entité qui recrute"
    )
    metier = models.ForeignKey(
        "referentiels.Metier", models.PROTECT, null=True, blank=True, related_name="offres", verbose_name="métier"
    )

    contracts = ChoiceSetField("formes de contrat", choices=enums.Contrat.choices)
    contract_months = models.PositiveSmallIntegerField(
        "durée du contrat (mois)",
        null=True,
        blank=True,
        validators=[MinValueValidator(SHORTEST_CONTRACT), MaxValueValidator(LONGEST_CONTRACT)],
    )
    ouverture = models.CharField("ouverture", max_length=25, choices=enums.Ouverture.choices, blank=True)
    categories = ChoiceSetField("catégories", choices=enums.Categorie.choices)
    versant = models.CharField("versant", max_length=3, choices=enums.Versant.choices, blank=True)
    vacance = models.CharField("vacance", max_length=12, choices=enums.Vacance.choices, blank=True)
    is_creation = models.BooleanField("emploi nouvellement créé", default=False)
    experience = models.CharField("expérience", max_length=10, choices=enums.Experience.choices, blank=True)
    diplome_niveau = models.PositiveSmallIntegerField(
        "niveau d’études demandé", choices=enums.NiveauDiplome.choices, null=True, blank=True
    )
    is_regulated = models.BooleanField("diplôme exigé par un texte", default=False, db_default=False)
    is_sovereign = models.BooleanField("nationalité française exigée", default=False, db_default=False)
    competences = models.TextField("compétences attendues", max_length=LONGEST_SKILLS, blank=True)
    working_time = models.CharField("temps de travail", max_length=15, choices=enums.TempsDeTravail.choices, blank=True)
    teletravail = models.CharField("télétravail", max_length=10, choices=enums.Teletravail.choices, blank=True)
    teletravail_jours = models.PositiveSmallIntegerField(
        "jours de télétravail par semaine",
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(WORKING_DAYS)],
    )
    management = models.CharField("management", max_length=5, choices=enums.Management.choices, blank=True)

    pay_min = remuneration.amount("rémunération minimale")
    pay_max = remuneration.amount("rémunération maximale")
    pay_text = models.CharField("rémunération en toutes lettres", max_length=250, blank=True)
    pay_titulaires_min = remuneration.amount("rémunération minimale des titulaires")
    pay_titulaires_max = remuneration.amount("rémunération maximale des titulaires")
    pay_titulaires_text = models.CharField("rémunération des titulaires en toutes lettres", max_length=250, blank=True)
    corps_grade = models.CharField("corps et grade", max_length=250, blank=True)
    recruiting_authority = models.CharField("autorité de recrutement", max_length=250, blank=True)
    apply_to = models.CharField("personne ou service à qui adresser la candidature", max_length=250, blank=True)
    vacant_on = models.DateField("date de vacance de l’emploi", null=True, blank=True)
    start_on = models.DateField("date de prise de poste", null=True, blank=True)
    deadline = models.DateField(
        "date limite de candidature", null=True, blank=True, help_text="Jusqu’à la fin de ce jour, heure de Paris."
    )
    csp_reference = models.CharField("référence sur Choisir le service public", max_length=100, blank=True)
    csp_url = models.URLField("adresse sur Choisir le service public", max_length=500, blank=True)

    context = _text("contexte")
    missions = _text("missions")
    profile = _text("profil recherché")
    team = _text("équipe")
    benefits = _text("avantages")
    special_conditions = _text("conditions particulières")
    process = _text("déroulé du recrutement")

    apply_here = models.BooleanField("candidature sur ce site", default=False)
    apply_email = models.EmailField("candidature par courriel", blank=True)
    apply_url = models.URLField("candidature à une autre adresse", max_length=500, blank=True)
    contact = models.CharField("contact pour toute question", max_length=250, blank=True)

    derogation = models.TextField(
        "dérogation motivée",
        max_length=1000,
        blank=True,
        help_text="Si une mention obligatoire manque pour une bonne raison, écrivez-la : elle est gardée avec l’offre.",
    )

    source = models.CharField("source", max_length=40, blank=True, default="")
    arrived_at = models.DateTimeField("arrivée le", null=True, blank=True, editable=False, db_index=True)
    source_url = models.URLField("adresse à la source", max_length=500, blank=True)
    filled_on = models.DateField("pourvue le", null=True, blank=True, editable=False)
    places = models.CharField(
        "lieux en toutes lettres", max_length=LONGEST_PLACES, editable=False, default="", blank=True
    )

    objects = OffreQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=4),
        index.AutocompleteField("title"),
        index.SearchField("reference"),
        index.SearchField("missions"),
        index.SearchField("profile"),
        index.RelatedFields("vitrine", [index.SearchField("title"), index.SearchField("sigle")]),
        index.FilterField("live"),
        index.FilterField("vitrine_id"),
    ]

    class Meta:
        verbose_name = "offre"
        ordering = ["-first_published_at", "-pk"]
        indexes = [models.Index(fields=["live", "filled_on", "deadline"]), models.Index(fields=["-first_published_at"])]
        constraints = [
            remuneration.is_a_range("pay_min", "pay_max"),
            remuneration.is_a_range("pay_titulaires_min", "pay_titulaires_max"),
            remuneration.is_plausible("pay_min", "pay_max", "pay_titulaires_min", "pay_titulaires_max"),
            models.UniqueConstraint(
                fields=["source", "reference"],
                condition=~Q(reference=""),
                name="offre_reference_unique_in_source",
                violation_error_message="Une offre porte déjà cette référence pour la même source.",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(apply_here=True) | ~Q(apply_email="") | ~Q(apply_url=""),
                name="offre_can_be_applied_to",
                violation_error_message="Indiquez au moins une façon de candidater : ici, par courriel, à une adresse.",
            ),
            models.CheckConstraint(
                condition=deadlines.not_before_publication(),
                name="offre_deadline_not_before_publication",
                violation_error_message="La date limite précède la première publication de l’offre.",
            ),
        ]

    is_saving = False

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        address_is_known = self.slug and self.first_published_at
        if fields is None and not address_is_known:  # The slug follows the title until the first publication.
            self.slug = self._free_slug()
        self.is_saving = True  # Lieu.save() then skips update_places(), called once below.
        try:
            super().save(*args, **kwargs)
        finally:
            self.is_saving = False
        if fields is None:
            self.update_places()

    def update_places(self) -> None:
        """Store the text of the places, which saves lists a join, and send `offers_changed` to index the offer."""
        places = in_words(self.lieux.model.objects.of(self.pk))
        if places != self.places:
            self.places = places
            Offre.objects.filter(pk=self.pk).update(places=places)
        finding.offers_changed.send(sender=Offre, offres=[self])

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish, except for the first time if the deadline has passed during the wait: the offer stays a draft."""
        offre = revision.as_object()
        if not self.first_published_at and deadlines.has_passed(offre.deadline):
            logger.warning(
                "Offre %s : date limite passée avant la première publication, elle reste un brouillon.", self.pk
            )
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            return
        super().publish(revision, *args, **kwargs)

    def _free_slug(self) -> str:
        base, number = to_slug(self.title)[:240] or "offre", 1
        slug = base
        while slug in PAGES_BESIDE or Offre.objects.exclude(pk=self.pk).filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        return slug

    def with_content_json(self, content: dict) -> "Offre":
        """Load a revision, with the current values of fields that are not versioned: filled_on, expired, slug."""
        offre = super().with_content_json(content)
        offre.filled_on, offre.expired = self.filled_on, self.expired
        if self.first_published_at:
            offre.slug = self.slug
        return offre

    def get_absolute_url(self) -> str:
        return reverse("emplois:offre", args=[self.slug])

    @property
    def date_posted(self) -> dt.date | None:
        """The day of first publication in Paris; later edits and publications never change it."""
        return self.first_published_at.astimezone(PARIS).date() if self.first_published_at else None

    @property
    def is_open(self) -> bool:
        """Whether it is not filled, not past its deadline today in Paris and not past its scheduled end."""
        return self.closed_on is None

    @property
    def is_public(self) -> bool:
        """Whether a candidate may see it and apply."""
        return self.live and self.is_open

    @property
    def closed_on(self) -> dt.date | None:
        """The first day when it was closed: filled, the day after the deadline, or its scheduled end; None if open."""
        ends = [self.filled_on]
        if self.deadline and deadlines.has_passed(self.deadline):
            ends.append(deadlines.first_closed_day(self.deadline))
        if self.expire_at and self.expire_at <= timezone.now():
            ends.append(self.expire_at.astimezone(PARIS).date())
        return min((day for day in ends if day), default=None)

    @property
    def _is_offline(self) -> bool:
        """Whether it is unpublished by hand or never published. An offer unpublished by its schedule is expired."""
        return not self.live and not self.expired

    @property
    def is_gone(self) -> bool:
        """Whether its page answers 410: unpublished by hand, or closed for more than 90 days."""
        return self._is_offline or (self.closed_on is not None and paris_today() > self.closed_on + KEPT_FOR)

    @property
    def etat(self) -> enums.EtatOffre:
        if self._is_offline:
            if self.go_live_at and self.has_unpublished_changes and self.approved_schedule:
                return enums.EtatOffre.PROGRAMMEE
            return enums.EtatOffre.RETIREE if self.first_published_at else enums.EtatOffre.BROUILLON
        if self.filled_on:
            return enums.EtatOffre.POURVUE
        return enums.EtatOffre.OUVERTE if self.is_open else enums.EtatOffre.EXPIREE

    @property
    def approved_schedule(self) -> bool:
        return self.scheduled_revision is not None

    @property
    def can_be_filled(self) -> bool:
        return self.live and self.filled_on is None

    @property
    def can_be_reopened(self) -> bool:
        return self.live and self.filled_on is not None

    def mark_filled(self, *, on: dt.date | None = None) -> None:
        """Close the offer as filled on the day `on`, by default today in Paris. No other field changes."""
        self.filled_on = on or paris_today()
        self.save(update_fields=["filled_on"])

    def reopen(self) -> None:
        """Undo `mark_filled`. No other field changes."""
        self.filled_on = None
        self.save(update_fields=["filled_on"])

    @property
    def can_be_prolonged(self) -> bool:
        return self.live and self.filled_on is None and self.deadline is not None and not self.is_gone

    def prolong(self, until: dt.date) -> None:
        """Move the deadline to `until`, on the live offer and in its latest revision. No other field changes."""
        self.deadline = until
        self.save(update_fields=["deadline"])
        if latest := self.get_latest_revision():
            latest.content["deadline"] = until.isoformat()
            latest.save(update_fields=["content"])

    def let_expire(self) -> None:
        """Record that the deadline may pass, so that no other reminder is sent. The offer does not change."""
        self.reminders.update_or_create(
            kind=enums.Rappel.APRES,
            deadline=self.deadline,  # type: ignore[misc]  # can_be_prolonged requires a deadline.
            defaults={"let_expire": True},
        )

    def findings(self) -> list[Finding]:
        """The writing advice for this version, in the order of the form."""
        return writing_checks.findings(self)

    def approval_obstacles(self) -> list[str]:
        """Messages that block the approval of this version: missing legal mentions, entity not published."""
        messages = [mention.message for mention in legal_mentions.owed(self)]
        if self.vitrine_id and not self.vitrine.live:
            messages.append("La vitrine de l’entité n’est pas en ligne : elle se publie avant ses offres.")
        return messages

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "emplois/offre.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        return preview.context(self, request)

"""Job offers and their places."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from core.fields import ChoiceSetField
from core.text import fold

from . import enums
from .deadlines import KEPT_FOR, PARIS, paris_today
from .querysets import OffreQuerySet

PAY_MINIMUM, PAY_MAXIMUM = 10_000, 250_000
PAY_MESSAGE = "La rémunération s’exprime en euros bruts par an, entre 10 000 et 250 000."
TEXT_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link"]


def _pay(label: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(
        label,
        null=True,
        blank=True,
        help_text="Euros bruts par an.",
        validators=[MinValueValidator(PAY_MINIMUM, PAY_MESSAGE), MaxValueValidator(PAY_MAXIMUM, PAY_MESSAGE)],
    )


def _text(label: str) -> RichTextField:
    return RichTextField(label, blank=True, features=TEXT_FEATURES)


def _pay_is_a_range(low: str, high: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{low}__isnull": True}) | Q(**{f"{high}__isnull": True}) | Q(**{f"{low}__lte": F(high)}),
        name=f"offre_{low}_at_most_{high}",
        violation_error_message="Le minimum de la rémunération dépasse son maximum.",
    )


def _pay_is_plausible(*fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (PAY_MINIMUM, PAY_MAXIMUM)})
    return models.CheckConstraint(
        condition=condition,
        name="offre_pay_is_plausible",
        violation_error_message=PAY_MESSAGE,
    )


class Offre(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """A job offer of one entity. Days are days in Europe/Paris; pay is in gross euros a year."""

    title = models.CharField("intitulé", max_length=250)
    slug = models.SlugField("adresse", max_length=255, unique=True, blank=True)
    reference = models.CharField("référence", max_length=100, blank=True)
    vitrine = models.ForeignKey(
        "vitrines.VitrinePage", models.PROTECT, related_name="offres", verbose_name="entité qui recrute"
    )
    metier = models.ForeignKey(
        "referentiels.Metier", models.PROTECT, null=True, blank=True, related_name="offres", verbose_name="métier"
    )

    contracts = ChoiceSetField("formes de contrat", choices=enums.Contrat.choices)
    ouverture = models.CharField("ouverture", max_length=25, choices=enums.Ouverture.choices, blank=True)
    categories = ChoiceSetField("catégories", choices=enums.Categorie.choices)
    versant = models.CharField("versant", max_length=3, choices=enums.Versant.choices, blank=True)
    vacance = models.CharField("vacance", max_length=12, choices=enums.Vacance.choices, blank=True)
    experience = models.CharField("expérience", max_length=10, choices=enums.Experience.choices, blank=True)
    working_time = models.CharField("temps de travail", max_length=15, choices=enums.TempsDeTravail.choices, blank=True)
    teletravail = models.CharField("télétravail", max_length=10, choices=enums.Teletravail.choices, blank=True)
    management = models.CharField("management", max_length=5, choices=enums.Management.choices, blank=True)

    pay_min = _pay("rémunération minimale")
    pay_max = _pay("rémunération maximale")
    pay_text = models.CharField("rémunération en toutes lettres", max_length=250, blank=True)
    pay_titulaires_min = _pay("rémunération minimale des titulaires")
    pay_titulaires_max = _pay("rémunération maximale des titulaires")
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

    source = models.CharField("source", max_length=40, blank=True, default="")
    source_url = models.URLField("adresse à la source", max_length=500, blank=True)
    filled_on = models.DateField("pourvue le", null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="", blank=True)

    objects = OffreQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=4),
        index.AutocompleteField("title"),
        index.SearchField("reference"),
        index.SearchField("missions"),
        index.SearchField("profile"),
        index.RelatedFields("vitrine", [index.SearchField("title"), index.SearchField("sigle")]),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = "offre"
        ordering = ["-first_published_at", "-pk"]
        indexes = [models.Index(fields=["live", "filled_on", "deadline"]), models.Index(fields=["-first_published_at"])]
        constraints = [
            _pay_is_a_range("pay_min", "pay_max"),
            _pay_is_a_range("pay_titulaires_min", "pay_titulaires_max"),
            _pay_is_plausible("pay_min", "pay_max", "pay_titulaires_min", "pay_titulaires_max"),
            models.UniqueConstraint(
                fields=["source", "reference"],
                condition=~Q(reference=""),
                name="offre_reference_unique_in_source",
                violation_error_message="Une offre porte déjà cette référence pour la même source.",
            ),
            models.CheckConstraint(
                condition=Q(apply_here=True) | ~Q(apply_email="") | ~Q(apply_url=""),
                name="offre_can_be_applied_to",
                violation_error_message="Indiquez au moins une façon de candidater : ici, par courriel, à une adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.deadline and self.first_published_at and self.deadline < self.date_posted:
            raise ValidationError({"deadline": "La date limite précède la première publication de l’offre."})

    def save(self, *args, **kwargs) -> None:
        fields = kwargs.get("update_fields")
        if fields is None:
            self.slug = self.slug or self._free_slug()
            metier = self.metier.name if self.metier_id else ""
            self.search_text = fold(f"{self.title} {self.vitrine.title} {self.vitrine.sigle} {metier}")
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        base, number = slugify(self.title)[:240] or "offre", 1
        slug = base
        while Offre.objects.exclude(pk=self.pk).filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        return slug

    def with_content_json(self, content):
        """A revision's content, with what belongs to the offer and not to one of its versions kept as it is now."""
        offre = super().with_content_json(content)
        offre.filled_on = self.filled_on
        if self.first_published_at:
            offre.slug = self.slug
        return offre

    def get_absolute_url(self) -> str:
        return reverse("emplois:offre", args=[self.slug])

    @property
    def date_posted(self) -> dt.date | None:
        """Day of first publication in Paris; later edits and publications never change it."""
        return self.first_published_at.astimezone(PARIS).date() if self.first_published_at else None

    @property
    def is_open(self) -> bool:
        """Neither filled nor past its deadline today in Paris."""
        return self.filled_on is None and (self.deadline is None or self.deadline >= paris_today())

    @property
    def closed_on(self) -> dt.date | None:
        """The day it stopped being open: filled, or the day after the deadline, whichever came first."""
        if self.is_open:
            return None
        ends = [self.filled_on, self.deadline + dt.timedelta(days=1) if self.deadline else None]
        return min(day for day in ends if day)

    @property
    def is_gone(self) -> bool:
        """Closed for more than 90 days: its address answers 410."""
        return self.closed_on is not None and paris_today() > self.closed_on + KEPT_FOR

    @property
    def etat(self) -> enums.Etat:
        if not self.live:
            if self.go_live_at and self.has_unpublished_changes and self.approved_schedule:
                return enums.Etat.PROGRAMMEE
            return enums.Etat.RETIREE if self.first_published_at else enums.Etat.BROUILLON
        if self.filled_on:
            return enums.Etat.POURVUE
        return enums.Etat.OUVERTE if self.is_open else enums.Etat.EXPIREE

    @property
    def approved_schedule(self) -> bool:
        return self.scheduled_revision is not None

    def mark_filled(self, *, on: dt.date | None = None) -> None:
        """Close the offer as filled, today in Paris unless told. Changes nothing else of it."""
        self.filled_on = on or paris_today()
        self.save(update_fields=["filled_on"])

    def reopen(self) -> None:
        """Undo `mark_filled`. Changes nothing else."""
        self.filled_on = None
        self.save(update_fields=["filled_on"])

    @property
    def pay(self) -> str:
        """What the offer says of pay, in words; empty when it says nothing."""
        if self.pay_text:
            return self.pay_text
        euros = [f"{amount:,}".replace(",", "\u202f") for amount in (self.pay_min, self.pay_max) if amount]
        if len(euros) == 2 and euros[0] != euros[1]:
            return f"De {euros[0]} à {euros[1]} € bruts par an"
        if not euros:
            return ""
        if not self.pay_max:
            return f"À partir de {euros[0]} € bruts par an"
        return f"{'Jusqu’à ' if not self.pay_min else ''}{euros[0]} € bruts par an"

    @property
    def contract_labels(self) -> list[str]:
        return self._meta.get_field("contracts").labels(self.contracts)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Heading and HTML of each text that is filled in, in reading order."""
        names = ("context", "missions", "profile", "team", "benefits", "special_conditions", "process")
        fields = (self._meta.get_field(name) for name in names)
        return [(str(f.verbose_name).capitalize(), text) for f in fields if (text := getattr(self, f.name))]

    def get_preview_template(self, request, mode_name) -> str:
        return "emplois/offre.html"

    def get_preview_context(self, request, mode_name) -> dict:
        return {"offre": self, "similar": []}


class Lieu(Orderable):
    """One place of work: a commune, or a whole département, or a whole region, or a country abroad."""

    offre = ParentalKey(Offre, on_delete=models.CASCADE, related_name="lieux")
    commune = models.ForeignKey("referentiels.Commune", models.PROTECT, null=True, blank=True, related_name="+")
    departement = models.ForeignKey(
        "referentiels.Departement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="département",
    )
    region = models.ForeignKey(
        "referentiels.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région"
    )
    country = models.CharField("pays étranger", max_length=60, blank=True)
    address = models.CharField("précision", max_length=200, blank=True, help_text="Bâtiment, rue, site.")

    class Meta(Orderable.Meta):
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=False)
                | Q(departement__isnull=False)
                | Q(region__isnull=False)
                | ~Q(country=""),
                name="lieu_is_somewhere",
                violation_error_message="Indiquez une commune, un département, une région ou un pays.",
            )
        ]

    def save(self, *args, **kwargs) -> None:
        if self.commune_id:
            self.departement_id = self.commune.departement_id
        if self.departement_id:
            self.region_id = self.departement.region_id
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return str(self.commune or self.departement or self.region or self.country)

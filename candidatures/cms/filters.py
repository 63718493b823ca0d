"""The filters of the lists of applications and of the pool. Their choices are limited to what the user may read."""

import datetime as dt
from typing import cast

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.permissions import policy_registry
from wagtail_modeladmin.options import ModelAdmin

from candidatures.enums import EtatCandidature
from candidatures.models import Candidature, Dossier, Etiquette
from candidatures.models.candidature import CandidatureQuerySet
from emplois.enums import Contrat, Experience, Teletravail
from emplois.models import Offre
from object_permissions.policies import VISIBLE
from referentiels.models import Metier, Region

from .access import readable

MOST_CHOICES = 200
WAITING = "a-repondre"


class FoldedFilter(SimpleListFilter):
    template = "candidatures/cms/filter.html"


class EtatFilter(FoldedFilter):
    title, parameter_name = "État", "etat"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [
            (WAITING, "Sans réponse"),
            *(choice for choice in EtatCandidature.choices if choice[0] != EtatCandidature.RETIREE),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == WAITING:
            return cast(CandidatureQuerySet, queryset).unanswered()
        return queryset.filter(etat=self.value()) if self.value() in EtatCandidature.values else queryset


class NatureFilter(FoldedFilter):
    title, parameter_name = "Nature", "nature"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [("offre", "À une offre"), ("spontanee", "Spontanée")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("offre", "spontanee"):
            return queryset
        return queryset.filter(spontaneous=self.value() == "spontanee")


class KeyFilter(FoldedFilter):
    """A filter by primary key among the proposed choices. An unknown value filters nothing."""

    lookup = ""
    """The lookup of the filter, applied to the key."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known, key = {str(key) for key, _label in self.lookup_choices}, self.value()
        return self.narrowed(queryset, key) if key in known else queryset

    def narrowed(self, queryset: QuerySet, key: str) -> QuerySet:
        return queryset.filter(**{self.lookup: key})


class OffreFilter(KeyFilter):
    title, parameter_name, lookup = "Offre", "offre", "offre"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        offers = Offre.objects.filter(pk__in=readable(request.user).order_by().values("offre"))
        return list(offers.order_by("-first_published_at", "-pk").values_list("pk", "title")[:MOST_CHOICES])


class EntityFilter(KeyFilter):
    title, parameter_name, lookup = "Entité", "entite", "vitrine__path__startswith"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        own = policy_registry.get_by_type(Candidature).vitrines(request.user, VISIBLE)
        choices = list(own.order_by("path").values_list("path", "title")[:MOST_CHOICES])
        return choices if len(choices) > 1 else []


class ReceivedFilter(FoldedFilter):
    title, parameter_name = "Reçue", "recue"
    DAYS = {"1": "Aujourd’hui ou hier", "7": "Depuis sept jours", "30": "Depuis trente jours"}
    OLD = "30+"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [*self.DAYS.items(), (self.OLD, "Il y a plus de trente jours")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        if self.value() == self.OLD:
            return queryset.filter(received_at__lt=midnight - dt.timedelta(days=30))
        if (days := self.value()) in self.DAYS:
            return queryset.filter(received_at__gte=midnight - dt.timedelta(days=int(days)))
        return queryset


class MetierFilter(KeyFilter):
    """Filters by a métier wished by the candidate, or by that of the offer."""

    title, parameter_name = "Métier", "metier"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(Metier.objects.order_by("name").values_list("pk", "name"))

    def narrowed(self, queryset: QuerySet, key: str) -> QuerySet:
        wishing = Dossier.metiers.through.objects.filter(metier=int(key)).values("dossier")
        return queryset.filter(dossier__in=wishing) | queryset.filter(offre__metier=key)


class EtiquetteFilter(KeyFilter):
    title, parameter_name = "Étiquette", "etiquette"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        own = Etiquette.objects.filter(candidature__in=readable(request.user).order_by().values("pk"))
        return [(name, name) for name in own.order_by("name").values_list("name", flat=True).distinct()[:MOST_CHOICES]]

    def narrowed(self, queryset: QuerySet, key: str) -> QuerySet:
        return queryset.filter(pk__in=Etiquette.objects.filter(name=key).values("candidature"))


class PoolMetierFilter(KeyFilter):
    title, parameter_name, lookup = "Métier souhaité", "metier", "dossier__metiers"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(Metier.objects.order_by("name").values_list("pk", "name"))


class PoolRegionFilter(KeyFilter):
    title, parameter_name, lookup = "Région souhaitée", "region", "dossier__regions"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(Region.objects.order_by("name").values_list("pk", "name"))


class PoolContractFilter(KeyFilter):
    title, parameter_name = "Contrat souhaité", "contrat"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return Contrat.choices

    def narrowed(self, queryset: QuerySet, key: str) -> QuerySet:
        return queryset.filter(dossier__contracts__contains=f"|{key}|")


class PoolExperienceFilter(KeyFilter):
    title, parameter_name, lookup = "Expérience", "experience", "dossier__experience"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return Experience.choices


class PoolTeletravailFilter(KeyFilter):
    title, parameter_name, lookup = "Télétravail", "teletravail", "dossier__teletravail"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return Teletravail.choices

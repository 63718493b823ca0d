"""Applications in the CMS: their lists and views, answer templates, and the panel of the home page."""

from typing import Any

from django import forms
from django.db.models import Field
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail_modeladmin.options import modeladmin_register

from emplois.closing import filled
from emplois.models import Offre
from equipes.members import own_vitrines

from .cms.answering import ACTIONS, AnswerView
from .cms.board import BoardView
from .cms.home_panel import CandidaturesPanel, waiting_for
from .cms.journal import ArchiveAdmin, LectureAdmin
from .cms.listing import CandidatureAdmin
from .cms.pool import ProfilAdmin
from .models import ModeleReponse, Motif

for admin in (CandidatureAdmin, ProfilAdmin, LectureAdmin, ArchiveAdmin):
    modeladmin_register(admin)


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    """Add the board and the answer view, for users who may answer applications."""
    return [
        path("candidatures/tableau/", require_admin_access(BoardView.as_view()), name="board"),
        path("candidatures/repondre/<slug:action>/", require_admin_access(AnswerView.as_view()), name="answer"),
    ]


class ModeleReponseViewSet(ModelViewSet):
    model = ModeleReponse
    name = "modeles_de_reponse"
    icon = "comment"
    menu_label = "Modèles de réponse"
    list_display = ["title", "transition"]
    form_fields = ["title", "transition", "text"]

    def formfield_for_dbfield(self, db_field: Field, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "transition":
            choices = [(name, action.label) for name, action in ACTIONS.items() if action.tells]
            return forms.ChoiceField(label="Pour", choices=choices)
        return super().formfield_for_dbfield(db_field, **kwargs)


class MotifViewSet(ModelViewSet):
    model = Motif
    name = "motifs_de_non_retenue"
    icon = "comment"
    menu_label = "Motifs de non-retenue"
    form_fields = ["text"]


class WordingsGroup(ModelViewSetGroup):
    menu_label = "Réponses aux candidatures"
    menu_icon = "comment"
    add_to_admin_menu, add_to_settings_menu = False, True
    items = (ModeleReponseViewSet, MotifViewSet)


@hooks.register("register_admin_viewset")
def wordings() -> WordingsGroup:
    """Add the answer templates and the reasons of rejection to the settings menu."""
    return WordingsGroup()


@receiver(filled)
def offer_to_answer_the_others(*, offre: Offre, request: HttpRequest, **_signal: Any) -> None:
    """After an offer is marked filled, show its recruiter a link that answers all waiting candidates."""
    if waiting := waiting_for(offre, request.user):
        url = f"{reverse('answer', args=['refuser'])}?offre={offre.pk}"
        text = f"{waiting} candidature(s) à cette offre attendent encore une réponse."
        messages.warning(request, text, buttons=[messages.button(url, "Répondre à toutes")])


@hooks.register("construct_homepage_panels")
def show_members_their_applications(request: HttpRequest, panels: list) -> None:
    """Add the panel of applications to the CMS home of members of an entity."""
    if own_vitrines(request.user):
        panels.append(CandidaturesPanel())

"""The CMS for those who review: what waits for them, the screen they decide on, the wordings they use again."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.viewsets.model import ModelViewSet

from . import cms_menu, deleting
from .accounts.addresses import AddressPanel, ConfirmAddressView
from .accounts.cms import BULK_ACTIONS
from .cms_menu import queue_menu_item, requests_menu_item
from .existing.bulk import ACTIONS as OWN_ACTIONS
from .existing.views import DocumentsEndpoint, ImagesEndpoint, existing_pages
from .members import completeness, own_vitrines
from .models import DecisionTemplate
from .onboarding.cms import OpeningView, RemoveMemberView, RequestsView, TeamView
from .onboarding.team import INVITED, JOINED, REMOVED
from .review.advice import PageAdviceOnCreate, PageAdviceOnEdit, PageWithAdviceViewSet
from .review.by_link import OPINION, OpinionFormatter
from .review.queue import QueueView, WaitingPanel
from .review.screen import ReviewPreviewView, ReviewView


@hooks.register("construct_homepage_panels")
def show_the_longest_waiting_first(request, panels: list) -> None:
    panels[:] = [WaitingPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return [
        path("relecture/", QueueView.as_view(), name="queue"),
        path("relecture/<int:task_state_id>/", ReviewView.as_view(), name="review"),
        path("relecture/<int:task_state_id>/apercu/", ReviewPreviewView.as_view(), name="review_preview"),
        path("conseils/<int:page_id>/", PageAdviceOnEdit.as_view(), name="advice_on_page"),
        path(
            "conseils/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
            PageAdviceOnCreate.as_view(),
            name="advice_on_new_page",
        ),
        path("demandes/", RequestsView.as_view(), name="requests"),
        path("demandes/ouvrir/", OpeningView.as_view(), name="opening"),
        path("demandes/<int:pk>/ouvrir/", OpeningView.as_view(), name="opening_of_request"),
        path("account/adresse/<str:token>/", ConfirmAddressView.as_view(), name="confirm_address"),
        path("equipe/<int:pk>/", TeamView.as_view(), name="team"),
        path("equipe/<int:pk>/retirer/<int:user_id>/", RemoveMemberView.as_view(), name="remove_member"),
    ]


class DecisionTemplateViewSet(ModelViewSet):
    model = DecisionTemplate
    icon = "comment"
    form_fields = ["title", "text"]
    menu_label = "Modèles de décision"
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def decision_templates() -> DecisionTemplateViewSet:
    return DecisionTemplateViewSet("modeles_de_decision")


@hooks.register("register_admin_viewset", order=1000)  # After Wagtail's own for pages, which it replaces.
def pages_with_advice() -> PageWithAdviceViewSet:
    return PageWithAdviceViewSet()


@hooks.register("register_log_actions")
def name_team_changes(actions) -> None:
    actions.register_action(INVITED, "Inviter", "Invitation envoyée")
    actions.register_action(JOINED, "Rejoindre", "A rejoint l’équipe")
    actions.register_action(REMOVED, "Retirer", "Membre retiré de l’équipe")
    actions.register_action(OPINION)(OpinionFormatter)


hooks.register("construct_page_chooser_queryset", existing_pages)
hooks.register("register_account_settings_panel", AddressPanel)


@hooks.register("construct_admin_api", order=1000)  # After Wagtail's own, which these replace.
def name_existing_files_only(router) -> None:
    router.register_endpoint("images", ImagesEndpoint)
    router.register_endpoint("documents", DocumentsEndpoint)


for action in (*BULK_ACTIONS, *OWN_ACTIONS):
    hooks.register("register_bulk_action", action, order=1000)  # After Wagtail's own, which they replace.
hooks.register("before_delete_page", deleting.before_delete)
hooks.register("before_bulk_action", deleting.before_bulk)
hooks.register("register_admin_menu_item", requests_menu_item)
hooks.register("register_admin_menu_item", queue_menu_item)
hooks.register("construct_main_menu", cms_menu.reduce)


class CompletenessPanel(Component):
    """On a member's home: what each of their vitrines lacks, why it matters, and where to add it."""

    name = "completeness"
    template_name = "vitrines/cms/completeness.html"
    order = 120
    AT_MOST = 3

    def get_context_data(self, parent_context: dict) -> dict:
        shown = []
        for vitrine in own_vitrines(parent_context["request"].user)[: self.AT_MOST]:
            parts = completeness(vitrine)
            missing = [part for part in parts if not part.done]
            shown.append({"vitrine": vitrine, "parts": parts, "missing": missing, "done": len(parts) - len(missing)})
        return {"shown": shown}


@hooks.register("construct_homepage_panels")
def show_members_their_vitrine(request, panels: list) -> None:
    if own_vitrines(request.user):
        panels.append(CompletenessPanel())

"""Review in the CMS: the queue, the review screen, the advice views and the decision templates."""

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from core.signed_in import SignedInRequest

from .advice import PageAdviceOnCreate, PageAdviceOnEdit, PageWithAdviceViewSet
from .by_link import OPINION, OpinionFormatter
from .models import DecisionTemplate
from .queue import QueueView, WaitingPanel, is_reviewer
from .screen import ReviewPreviewView, ReviewView


@hooks.register("construct_homepage_panels")
def show_the_longest_waiting_first(request: HttpRequest, panels: list) -> None:
    """Replace Wagtail's moderation panel on the home of reviewers with one sorted by waiting time."""
    panels[:] = [WaitingPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel for panel in panels]


@hooks.register("register_admin_urls")
def addresses_of_review() -> list:
    """Add the queue and the review screen for reviewers, and the advice views for authors."""
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
    ]


class QueueMenuItem(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return is_reviewer(request.user)


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    """Add « À relire » to the menu of users who may publish for an entity."""
    return QueueMenuItem("À relire", reverse("queue"), name="relecture", icon_name="clipboard-list", order=140)


class DecisionTemplateViewSet(ModelViewSet):
    model = DecisionTemplate
    icon = "comment"
    form_fields = ["title", "text"]
    menu_label = "Modèles de décision"
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def decision_templates() -> DecisionTemplateViewSet:
    """Add the reusable comments of reviewers to the settings menu."""
    return DecisionTemplateViewSet("modeles_de_decision")


@hooks.register("register_admin_viewset", order=1000)  # After Wagtail's own for pages, which it replaces.
def pages_with_advice() -> PageWithAdviceViewSet:
    """Add the advice panel to the edit views of all pages."""
    return PageWithAdviceViewSet()


@hooks.register("register_log_actions")
def name_opinions(actions: LogActionRegistry) -> None:
    """Give opinions by link a label and a format in the history that editors read."""
    actions.register_action(OPINION)(OpinionFormatter)

"""Offers in the CMS: their viewset, guarded by `object_permissions`, their log actions and their menu items."""

from collections.abc import Callable, Iterator

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from equipes.members import own_vitrines
from object_permissions.snippets import GuardedSnippetViewSet
from object_permissions.viewsets import GuardedView

from .advice import AdviceOnCreate, AdviceOnEdit, OffreCopyView, OffreCreateView, OffreEditView
from .closing import FILLED, LET_EXPIRE, PROLONGED, REOPENED, FilledView, LetExpireView, ProlongView, ReopenView
from .edit_form import EDIT_HANDLER
from .home_panel import OffersPanel
from .listing import (
    EXPORTED,
    OffreDeleteBulkAction,
    OffreFilledBulkAction,
    OffreIndexView,
    OffreListFilter,
    state_label,
)
from .models import Offre
from .models.versions import FIRST_KEPT


class OffreGate(GuardedView):
    publish_refused_message = "Enregistré en brouillon : vous ne pouvez pas publier pour cette entité."


class OffreViewSet(GuardedSnippetViewSet):
    model = Offre
    gate_class = OffreGate
    add_view_class, copy_view_class, edit_view_class = OffreCreateView, OffreCopyView, OffreEditView
    icon = "form"
    menu_label = "Offres"
    menu_order = 150
    list_display = [
        "title",
        "vitrine",
        "metier",
        Column("etat", label="État", accessor=state_label),
        "deadline",
    ]
    index_view_class, filterset_class = OffreIndexView, OffreListFilter
    list_export, export_headings, export_filename = list(EXPORTED), EXPORTED, "offres"
    edit_handler = EDIT_HANDLER

    @property
    def filled_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(FilledView)

    @property
    def reopen_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(ReopenView)

    @property
    def prolong_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(ProlongView)

    @property
    def let_expire_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(LetExpireView)

    @property
    def advice_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(AdviceOnEdit, form_class=self.get_form_class(for_update=True))

    @property
    def advice_on_add_view(self) -> Callable[..., HttpResponseBase]:
        return self.construct_view(AdviceOnCreate, form_class=self.get_form_class())

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("conseils/", self.advice_on_add_view, name="advice_on_add"),
            path("conseils/<str:pk>/", self.advice_view, name="advice"),
            path("pourvue/<str:pk>/", self.filled_view, name="filled"),
            path("rouvrir/<str:pk>/", self.reopen_view, name="reopen"),
            path("prolonger/<str:pk>/", self.prolong_view, name="prolong"),
            path("laisser-expirer/<str:pk>/", self.let_expire_view, name="let_expire"),
        ]


register_snippet(OffreViewSet)


@hooks.register("register_log_actions")
def name_state_changes(actions: LogActionRegistry) -> None:
    """Give the state changes of offers a label in the history that editors read."""
    actions.register_action(FILLED, "Marquer pourvue", "Marquée pourvue")
    actions.register_action(REOPENED, "Rouvrir", "Rouverte")
    actions.register_action(PROLONGED, "Prolonger", "Prolongée")
    actions.register_action(FIRST_KEPT, "Garder la première version", "Version d’avant la première modification")
    actions.register_action(LET_EXPIRE, "Laisser expirer", "On la laisse expirer")


STATE_CHANGES = {"filled": FilledView, "prolong": ProlongView, "reopen": ReopenView}


@hooks.register("register_snippet_listing_buttons")
def state_change_button(offre: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    """Add a button to the list of offers for each state change that is possible and that the user may make."""
    if not isinstance(offre, Offre):
        return
    policy = policy_registry.get_by_type(Offre)
    for name, view in STATE_CHANGES.items():
        allowed = getattr(offre, view.possible)
        if allowed and policy.user_has_permission_for_instance(user, view.permission_required, offre):
            url = reverse(Offre.snippet_viewset.get_url_name(name), args=[offre.pk])
            yield Button(view.page_title, url=url, icon_name=view.header_icon, priority=15)


hooks.register("register_bulk_action", OffreDeleteBulkAction, order=1000)  # After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", OffreFilledBulkAction)


def may_publish(context: dict) -> bool:
    """Whether the user of an action menu may publish the edited offer, or any offer when creating one."""
    policy, user, offre = policy_registry.get_by_type(Offre), context["request"].user, context.get("instance")
    if context.get("locked_for_user"):
        return False
    if offre is not None and offre.pk:
        return policy.user_has_permission_for_instance(user, "publish", offre)
    return policy.user_has_permission(user, "publish")


class OffrePublishMenuItem(PublishMenuItem):
    """Replaces Wagtail's item, which checks Django's model permissions, unused on this site."""

    def is_shown(self, context: dict) -> bool:
        return may_publish(context)


class OffreUnpublishMenuItem(UnpublishMenuItem):
    def is_shown(self, context: dict) -> bool:
        return context["view"] == "edit" and context["instance"].live and may_publish(context)


@hooks.register("register_snippet_action_menu_item")
def publish_menu_item(model: type) -> OffrePublishMenuItem | None:
    """Add "publish" to the action menu of offers, for users who may publish for the entity."""
    return OffrePublishMenuItem(order=30) if model is Offre else None


@hooks.register("register_snippet_action_menu_item")
def unpublish_menu_item(model: type) -> OffreUnpublishMenuItem | None:
    """Add "unpublish" to the action menu of live offers, for users who may publish for the entity."""
    return OffreUnpublishMenuItem(order=20) if model is Offre else None


@hooks.register("construct_snippet_action_menu")
def leave_out_the_stock_items(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Remove Wagtail's own "publish" and "unpublish" items from the action menu of offers."""
    if context["model"] is Offre:
        menu_items[:] = [item for item in menu_items if type(item) not in (PublishMenuItem, UnpublishMenuItem)]


@hooks.register("construct_homepage_panels")
def show_members_their_offers(request: HttpRequest, panels: list) -> None:
    """Add the panel of offers to the CMS home of members of an entity."""
    if own_vitrines(request.user):
        panels.append(OffersPanel())

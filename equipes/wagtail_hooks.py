"""People in the CMS: requests for a vitrine, the team of an entity, accounts and their addresses."""

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from vitrines.completeness import completeness

from .accounts.addresses import AddressPanel, ConfirmAddressView
from .accounts.cms import BULK_ACTIONS
from .members import own_vitrines
from .onboarding.cms import OpeningView, RemoveMemberView, RequestsView, TeamView
from .onboarding.team import INVITED, JOINED, REMOVED


@hooks.register("register_admin_urls")
def addresses_of_people() -> list:
    return [
        path("demandes/", RequestsView.as_view(), name="requests"),
        path("demandes/ouvrir/", OpeningView.as_view(), name="opening"),
        path("demandes/<int:pk>/ouvrir/", OpeningView.as_view(), name="opening_of_request"),
        path("account/adresse/<str:token>/", ConfirmAddressView.as_view(), name="confirm_address"),
        path("equipe/<int:pk>/", TeamView.as_view(), name="team"),
        path("equipe/<int:pk>/retirer/<int:user_id>/", RemoveMemberView.as_view(), name="remove_member"),
    ]


class RequestsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("equipes.change_entityrequest")


@hooks.register("register_admin_menu_item")
def requests_menu_item() -> MenuItem:
    return RequestsMenuItem("Demandes de vitrine", reverse("requests"), name="demandes", icon_name="mail", order=160)


@hooks.register("register_log_actions")
def name_team_changes(actions: LogActionRegistry) -> None:
    actions.register_action(INVITED, "Inviter", "Invitation envoyée")
    actions.register_action(JOINED, "Rejoindre", "A rejoint l’équipe")
    actions.register_action(REMOVED, "Retirer", "Membre retiré de l’équipe")


class CompletenessPanel(Component):
    """On a member's home: what each of their vitrines lacks, why it matters, and where to add it."""

    name = "completeness"
    template_name = "equipes/cms/completeness.html"
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
def show_members_their_vitrine(request: HttpRequest, panels: list) -> None:
    if own_vitrines(request.user):
        panels.append(CompletenessPanel())


hooks.register("register_account_settings_panel", AddressPanel)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=1000)  # After Wagtail's own, which they replace.

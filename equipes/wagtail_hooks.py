"""CMS hooks: requests for a vitrine, teams of entities, accounts and their addresses."""

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
def register_people_urls() -> list:
    """Adds the URLs of requests, teams and address changes; each view checks its permissions."""
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
    """Adds the requests for vitrines to the menu of those who may handle them (Mission Talents)."""
    return RequestsMenuItem("Demandes de vitrine", reverse("requests"), name="demandes", icon_name="mail", order=160)


@hooks.register("register_log_actions")
def register_team_log_actions(actions: LogActionRegistry) -> None:
    """Gives the log entries of team changes their French labels in the history of a vitrine."""
    actions.register_action(INVITED, "Inviter", "Invitation envoyée")
    actions.register_action(JOINED, "Rejoindre", "A rejoint l’équipe")
    actions.register_action(REMOVED, "Retirer", "Membre retiré de l’équipe")


class CompletenessPanel(Component):
    """A panel on the home screen of members: the unfinished items of the checklist of their vitrines."""

    name = "completeness"
    template_name = "equipes/cms/completeness.html"
    order = 120
    AT_MOST = 3

    def get_context_data(self, parent_context: dict) -> dict:
        entries = []
        for vitrine in own_vitrines(parent_context["request"].user)[: self.AT_MOST]:
            parts = completeness(vitrine)
            missing = [part for part in parts if not part.done]
            entries.append({"vitrine": vitrine, "parts": parts, "missing": missing, "done": len(parts) - len(missing)})
        return {"entries": entries}


@hooks.register("construct_homepage_panels")
def add_completeness_panel(request: HttpRequest, panels: list) -> None:
    """Adds the completeness panel to the home screen of users who are only members of entities."""
    if own_vitrines(request.user):
        panels.append(CompletenessPanel())


hooks.register("register_account_settings_panel", AddressPanel)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=1000)  # After Wagtail's actions, to replace them.

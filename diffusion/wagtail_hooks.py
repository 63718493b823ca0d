"""Webhooks in the CMS: the URLs of their views and their log actions."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    """Add the page where an entity's managers subscribe their software to webhooks."""
    return cms.ADDRESSES


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Give the subscription and its removal a label in the history of an entity's page."""
    actions.register_action(cms.SUBSCRIBED, "Abonner une adresse", "Adresse abonnée aux webhooks")
    actions.register_action(cms.UNSUBSCRIBED, "Retirer une adresse", "Adresse retirée des webhooks")

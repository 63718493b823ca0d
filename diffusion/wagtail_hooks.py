"""The CMS of what the portal tells others."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return cms.ADDRESSES


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action(cms.SUBSCRIBED, "Abonner une adresse", "Adresse abonnée aux webhooks")
    actions.register_action(cms.UNSUBSCRIBED, "Retirer une adresse", "Adresse retirée des webhooks")

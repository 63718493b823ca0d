"""API keys in the CMS: the URLs of their views, their menu item and their log actions."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    """Add the pages where an entity's managers create and revoke API keys."""
    return cms.ADDRESSES


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Give the creation and the revocation of keys a label in the history of an entity's page."""
    actions.register_action(cms.MADE, "Créer une clé d’API", "Clé d’API créée")
    actions.register_action(cms.REVOKED, "Révoquer une clé d’API", "Clé d’API révoquée")


hooks.register("register_admin_menu_item", cms.menu_item)

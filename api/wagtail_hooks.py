"""The CMS of what comes and goes by machine."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return cms.ADDRESSES


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action(cms.MADE, "Créer une clé d’API", "Clé d’API créée")
    actions.register_action(cms.REVOKED, "Révoquer une clé d’API", "Clé d’API révoquée")


hooks.register("register_admin_menu_item", cms.menu_item)

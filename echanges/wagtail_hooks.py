"""The CMS of the offers that come from outside."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms
from .bulk import CLOSED, IMPORTED
from .pushing import PUSHED
from .tables import cms as tables


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return [*cms.ADDRESSES, *tables.ADDRESSES]


@hooks.register("register_admin_viewset")
def other_names() -> cms.AliasViewSet:
    return cms.AliasViewSet("autres_noms")


hooks.register("register_admin_menu_item", cms.menu_item)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action(PUSHED, "Recevoir par l’API", "Reçue par l’API")
    actions.register_action(IMPORTED, "Importer", "Reçue par un import")
    actions.register_action(CLOSED, "Fermer", "Fermée : sa source ne la donne plus")

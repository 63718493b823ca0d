"""Imports in the CMS: the URLs of their views, their menu item and their log actions."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from . import cms
from .bulk import CLOSED, IMPORTED
from .pushing import PUSHED
from .tables import cms as tables


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    """Add the import pages: files of sources for Mission Talents, tables for an entity's managers."""
    return [*cms.ADDRESSES, *tables.ADDRESSES]


@hooks.register("register_admin_viewset")
def other_names() -> cms.AliasViewSet:
    """Add the aliases of entities, used to match employers, to the settings menu."""
    return cms.AliasViewSet("autres_noms")


hooks.register("register_admin_menu_item", cms.menu_item)


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    """Give the changes made by sources a label in the history of an offer that editors read."""
    actions.register_action(PUSHED, "Recevoir par l’API", "Reçue par l’API")
    actions.register_action(IMPORTED, "Importer", "Reçue par un import")
    actions.register_action(CLOSED, "Fermer", "Fermée : sa source ne la donne plus")

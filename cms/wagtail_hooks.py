"""The CMS menu, and Wagtail's lists and choosers filtered to the objects visible to the user."""

from wagtail import hooks
from wagtail.api.v2.router import WagtailAPIRouter

from . import menu
from .existing.bulk import ACTIONS
from .existing.views import DocumentsEndpoint, ImagesEndpoint, existing_pages

hooks.register("construct_page_chooser_queryset", existing_pages)
hooks.register("construct_main_menu", menu.reduce)


@hooks.register("construct_admin_api", order=1000)  # After Wagtail's own, which these replace.
def name_existing_files_only(router: WagtailAPIRouter) -> None:
    """Limit the admin API's images and documents to those visible to the user."""
    router.register_endpoint("images", ImagesEndpoint)
    router.register_endpoint("documents", DocumentsEndpoint)


for action in ACTIONS:
    hooks.register("register_bulk_action", action, order=1000)  # After Wagtail's own, which they replace.

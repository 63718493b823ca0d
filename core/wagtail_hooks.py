from wagtail import hooks

from .links import PreloadedPageLinkHandler


@hooks.register("register_rich_text_features", order=1)  # After Wagtail's own, whose link handler this replaces.
def register_page_links(features) -> None:
    features.register_link_type(PreloadedPageLinkHandler)

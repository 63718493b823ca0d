from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from .links import PreloadedPageLinkHandler


@hooks.register("register_rich_text_features", order=1)  # After Wagtail's own, whose link handler this replaces.
def register_page_links(features) -> None:
    features.register_link_type(PreloadedPageLinkHandler)


@hooks.register("insert_global_admin_css")
def style_the_cms() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/cms.css"))


@hooks.register("insert_global_admin_js")
def leave_typed_dates_alone() -> SafeString:
    return format_html('<script src="{}"></script>', static("cms/dates.js"))

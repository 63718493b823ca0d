from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from .links import PreloadedPageLinkHandler
from .lost_session import session, sign_in_url


@hooks.register("register_rich_text_features", order=1)  # After Wagtail's own, whose link handler this replaces.
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PreloadedPageLinkHandler)


@hooks.register("insert_global_admin_css")
def style_the_cms() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/cms.css"))


@hooks.register("insert_global_admin_js")
def lean_on_the_scripts_of_the_cms_in_one_place() -> SafeString:
    """Before the other scripts, which use it."""
    return format_html('<script src="{}"></script>', static("cms/wagtail_seams.js"))


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return [path("session/", session, name="session")]


@hooks.register("insert_global_admin_js")
def keep_what_is_typed_when_the_session_ends() -> SafeString:
    return format_html(
        '<script src="{}" data-session-url="{}" data-sign-in-url="{}"></script>',
        static("cms/session.js"),
        reverse("session"),
        sign_in_url(),
    )


@hooks.register("insert_global_admin_js")
def wait_for_the_last_words() -> SafeString:
    return format_html('<script src="{}"></script>', static("cms/last_words.js"))

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from .links import PreloadedPageLinkHandler
from .lost_session import session, sign_in_url


@hooks.register("register_rich_text_features", order=1)  # After Wagtail's own handler, to replace it.
def register_page_links(features: FeatureRegistry) -> None:
    """Makes page links in rich text use the preloaded pages, on the site and in the CMS."""
    features.register_link_type(PreloadedPageLinkHandler)


@hooks.register("insert_global_admin_css")
def add_cms_styles() -> SafeString:
    """Adds the site's style sheet to every screen of the CMS."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/cms.css"))


@hooks.register("insert_global_admin_js")
def load_wagtail_seams_script() -> SafeString:
    """Loads the wrapper of Wagtail's scripts on every screen of the CMS, before the scripts that use it."""
    return format_html('<script src="{}"></script>', static("cms/wagtail_seams.js"))


@hooks.register("register_admin_urls")
def register_session_url() -> list:
    """Adds the URL that tells signed-in users, and scripts of the CMS, that their session is valid."""
    return [path("session/", session, name="session")]


@hooks.register("insert_global_admin_js")
def load_session_script() -> SafeString:
    """Loads, on every screen of the CMS, the script that saves typed text when the session ends."""
    return format_html(
        '<script src="{}" data-session-url="{}" data-sign-in-url="{}"></script>',
        static("cms/session.js"),
        reverse("session"),
        sign_in_url(),
    )


@hooks.register("insert_global_admin_js")
def load_last_words_script() -> SafeString:
    """Loads, on every screen of the CMS, the script that delays saving until the rich text editor has synchronised."""
    return format_html('<script src="{}"></script>', static("cms/last_words.js"))

"""What templates ask that is no model's: absolute addresses, JSON-LD, the trail to a page."""

import json

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString

from core.navigation import main_menu

register = template.Library()
_UNSAFE_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """`path` with the site's scheme and host, as the outside knows it."""
    request = context.get("request")
    return request.build_absolute_uri(path) if request else settings.WAGTAILADMIN_BASE_URL + path


@register.filter(is_safe=True)
def one_line(text: str) -> str:
    """`text` for an attribute, where browsers keep the line breaks of a template."""
    return " ".join(text.split())


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """`data` as a structured-data block, which browsers do not run."""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE_IN_SCRIPT)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context) -> dict:
    """The trail of a page from its place in the tree, or of a view from its `trail`: pairs of title and path."""
    page = context.get("page")
    if "trail" in context:
        above, here = [("Accueil", "/"), *context["trail"]], context.get("trail_end", "")
    elif page is not None and hasattr(page, "breadcrumb"):
        pages = page.breadcrumb
        above = [("Accueil" if place == 0 else found.title, found.url) for place, found in enumerate(pages)]
        here = page.title
    else:
        return {"above": []}
    absolute_urls = [(title, absolute(context, url)) for title, url in above]
    data = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": url}
            for place, (title, url) in enumerate(absolute_urls, start=1)
        ]
        + [{"@type": "ListItem", "position": len(above) + 1, "name": here}],
    }
    return {"above": above, "here": here, "data": data}


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict]:
    """The main menu, its current entry marked."""
    return main_menu(context["request"].path if "request" in context else "")

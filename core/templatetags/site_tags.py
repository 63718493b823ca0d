"""Template tags of the site: absolute URLs, JSON-LD, breadcrumb, main menu."""

import json
import re

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from core.navigation import main_menu

register = template.Library()
_HEADING = re.compile(r"(</?h)([2-5])\b")
_UNSAFE_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """The absolute URL of `path`, on the request's host, or on WAGTAILADMIN_BASE_URL outside a request."""
    request = context.get("request")
    return request.build_absolute_uri(path) if request else settings.WAGTAILADMIN_BASE_URL + path


@register.filter(is_safe=True)
def one_line(text: str) -> str:
    """`text` with each run of whitespace, line breaks included, as one space; for HTML attributes."""
    return " ".join(text.split())


@register.filter(is_safe=True)
def one_level_deeper(html: str) -> str:
    """`html` with each heading one level deeper, for a body shown within a section: h2 becomes h3."""
    return mark_safe(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html))  # noqa: S308  of the same HTML


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """`data` as a structured-data block, which browsers do not run."""
    text = json.dumps(data, ensure_ascii=False).translate(_UNSAFE_IN_SCRIPT)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context) -> dict:
    """The breadcrumb of a page, from its ancestors, or of a view, from `trail` in its context: (title, path) pairs."""
    page = context.get("page")
    if "trail" in context:
        above, here = [("Accueil", "/"), *context["trail"]], context.get("trail_end", "")
    elif page is not None and hasattr(page, "breadcrumb"):
        pages = page.breadcrumb
        above = [("Accueil" if place == 0 else ancestor.title, ancestor.url) for place, ancestor in enumerate(pages)]
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
    """The main menu, with the current entry marked."""
    return main_menu(context["request"].path if "request" in context else "")

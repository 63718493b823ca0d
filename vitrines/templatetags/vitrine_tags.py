"""Template tags: structured data of the pages of entities, for `json_ld`."""

from django import template
from django.template import Context

from vitrines import structured_data

register = template.Library()


@register.simple_tag(takes_context=True)
def organization(context: Context) -> dict:
    """The schema.org Organization of the `vitrine` in the context."""
    vitrine = context["vitrine"]
    url = context["request"].build_absolute_uri(vitrine.url or "/")
    return structured_data.organization(vitrine, url=url, above=vitrine.breadcrumb)


@register.simple_tag(takes_context=True)
def article(context: Context) -> dict:
    """The schema.org Article of the project page in the context."""
    return structured_data.article(context["page"], context["vitrine"], context["request"])

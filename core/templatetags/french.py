"""Filters and tags for French dates, durations and plurals, builtins of every template (see TEMPLATES)."""

from pkgutil import resolve_name
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date
from django.template.defaultfilters import pluralize as django_pluralize

from core.french import duration as in_words
from core.french import ordinal_days

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, arg: str | None = None) -> str:
    """Django's filter, with « 1er » for the first of a month."""
    return ordinal_days(django_date(value, arg))


@register.filter(is_safe=False)
def pluralize(value: Any, arg: str = "s") -> str:
    """Django's filter, with the plural from two on: « 0 offre »."""
    try:
        count = float(value)
    except TypeError:
        count = len(value)
    except ValueError:
        return ""
    return django_pluralize(1 if abs(count) < 2 else count, arg)


@register.simple_tag
def duration(constant: str) -> str:
    """The constant at a dotted path, in words: `{% duration "candidatures.retention.POOL_FOR" %}`, « deux ans »."""
    return in_words(resolve_name(constant))

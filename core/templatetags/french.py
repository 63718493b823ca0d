"""Built into every template (see TEMPLATES): dates as French writes them."""

from django import template
from django.template.defaultfilters import date as django_date

from core.french import ordinal_days

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value, arg: str | None = None) -> str:
    """Django's filter, with « 1er » for the first of a month."""
    return ordinal_days(django_date(value, arg))

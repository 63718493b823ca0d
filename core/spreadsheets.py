"""Protects the exports of the CMS against CSV injection (OWASP)."""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters that begin a formula in a spreadsheet."""


def as_text(value: object) -> object:
    """`value`, prefixed with an apostrophe if it is a text that a spreadsheet would run as a formula."""
    text = force_str(value, strings_only=True)
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def guard_all_exports() -> None:
    """Make every export of Wagtail and of wagtail-modeladmin pass its values through `as_text`."""
    formats = (SpreadsheetExportMixin.FORMAT_CSV, SpreadsheetExportMixin.FORMAT_XLSX)
    SpreadsheetExportMixin.custom_value_preprocess |= {object: dict.fromkeys(formats, as_text)}

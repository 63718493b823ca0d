"""Exports of the CMS that no spreadsheet runs: OWASP, CSV injection."""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def as_text(value: object) -> object:
    """`value` as no spreadsheet will run it: a text that begins like a formula behind an apostrophe."""
    text = force_str(value, strings_only=True)
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def guard_all_exports() -> None:
    """Have every export of Wagtail and of wagtail-modeladmin pass its values through `as_text`."""
    formats = (SpreadsheetExportMixin.FORMAT_CSV, SpreadsheetExportMixin.FORMAT_XLSX)
    SpreadsheetExportMixin.custom_value_preprocess |= {object: dict.fromkeys(formats, as_text)}

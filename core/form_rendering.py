"""Rendering of Django forms on the site."""

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class DescribedByErrors(BoundField):
    """Refers `aria-describedby` to the errors only: the help text is part of the label, as in the DSFR."""

    @property
    def aria_describedby(self) -> str | None:
        return f"{self.auto_id}_error" if self.auto_id and not self.is_hidden and self.errors else None


class SiteRenderer(TemplatesSetting):
    bound_field_class = DescribedByErrors

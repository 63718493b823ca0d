"""How Django's forms are drawn on the site."""

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class DescribedByErrors(BoundField):
    """Names the errors alone as a field's description: its help stands in its label, as the DSFR has it."""

    @property
    def aria_describedby(self) -> str | None:
        return f"{self.auto_id}_error" if self.auto_id and not self.is_hidden and self.errors else None


class SiteRenderer(TemplatesSetting):
    bound_field_class = DescribedByErrors

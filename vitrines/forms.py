"""The CMS form of a vitrine."""

from core.schedule_forms import SitePageForm

OWN_FIGURES = ["agents_count", "women_share"]


class VitrineForm(SitePageForm):
    def clean(self) -> dict:
        """Require a source and a date for each figure, except in a draft."""
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for name in OWN_FIGURES:
                if cleaned.get(name) is None:
                    continue
                if not cleaned.get(f"{name}_source"):
                    self.add_error(f"{name}_source", "Indiquez d’où vient ce chiffre.")
                if not cleaned.get(f"{name}_on"):
                    self.add_error(f"{name}_on", "Indiquez la date de ce chiffre.")
        return cleaned

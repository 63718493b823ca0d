"""The form that authors fill in for a vitrine."""

from core.schedule_forms import SitePageForm

OWN_FIGURES = ["agents_count", "women_share"]


class VitrineForm(SitePageForm):
    def clean(self) -> dict:
        """What is published says where its figures come from and of when they are; a draft may not know yet."""
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

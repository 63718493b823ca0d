"""Two people at the same form: whose words are kept by themselves, and what the other is told."""

from typing import TYPE_CHECKING

from django.http import JsonResponse

if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as _View
else:
    _View = object

TOLD = (
    "Une autre personne a enregistré une version plus récente : l’enregistrement automatique s’arrête pour ne pas la "
    "recouvrir. Relisez-la dans l’historique avant d’enregistrer la vôtre."
)


class ConflictMessageMixin(_View):
    """For the CMS's views of editing: Wagtail's French words for this say the contrary."""

    def json_error_response(self, error_code: str, error_message: str) -> JsonResponse:
        return super().json_error_response(error_code, TOLD if error_code == "invalid_revision" else error_message)

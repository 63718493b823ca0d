"""Edit conflicts: the message when autosave stops because someone else has saved a newer revision."""

from typing import TYPE_CHECKING

from django.http import JsonResponse

if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as _View
else:
    _View = object

CONFLICT_MESSAGE = (
    "Une autre personne a enregistré une version plus récente : l’enregistrement automatique s’arrête pour ne pas la "
    "recouvrir. Relisez-la dans l’historique avant d’enregistrer la vôtre."
)


class ConflictMessageMixin(_View):
    """Mixin of edit views that corrects a message: Wagtail's French translation says the contrary."""

    def json_error_response(self, error_code: str, error_message: str) -> JsonResponse:
        return super().json_error_response(
            error_code, CONFLICT_MESSAGE if error_code == "invalid_revision" else error_message
        )

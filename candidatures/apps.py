from django.apps import AppConfig


class CandidaturesConfig(AppConfig):
    name = "candidatures"
    verbose_name = "Candidatures"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.permissions import register_permission_policy

        from .models import Candidature, Piece
        from .permissions import CandidaturePermissionPolicy
        from .retention import remove_file

        register_permission_policy(Candidature, CandidaturePermissionPolicy(Candidature))
        post_delete.connect(remove_file, sender=Piece)

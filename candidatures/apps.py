from django.apps import AppConfig


class CandidaturesConfig(AppConfig):
    name = "candidatures"
    verbose_name = "Candidatures"

    def ready(self) -> None:
        from django.db.models.signals import post_delete
        from wagtail.permissions import register_permission_policy

        from cms import menu
        from core import outbox, schedule
        from equipes import roles
        from vitrines import comparison, sections

        from . import courriels
        from .figures import answering_rows, answering_section
        from .models import Archive, Candidature, Courriel, Lecture, Piece, Profil
        from .permissions import (
            ArchivePermissionPolicy,
            CandidaturePermissionPolicy,
            LecturePermissionPolicy,
            ProfilPermissionPolicy,
        )
        from .retention import remove_file

        sections.register("candidatures/answering.html", answering_section, order=50)
        comparison.register(answering_rows, order=30)
        register_permission_policy(Candidature, CandidaturePermissionPolicy(Candidature))
        register_permission_policy(Profil, ProfilPermissionPolicy(Profil))
        register_permission_policy(Lecture, LecturePermissionPolicy(Lecture))
        register_permission_policy(Archive, ArchivePermissionPolicy(Archive))
        post_delete.connect(remove_file, sender=Piece)
        outbox.register(Courriel, outbox.by_mail(courriels.write), retried_for=courriels.RETRIED_FOR, kept_for=None)
        schedule.register("purge_candidatures", every=schedule.DAY, is_long=True)
        schedule.register("remind_unanswered", every=schedule.DAY)
        schedule.register("measure_answers", every=schedule.DAY, is_long=True)
        roles.register_steering("candidatures.view_archive")
        for model in ("motif", "modelereponse"):
            roles.register_steering(*(f"candidatures.{action}_{model}" for action in ("add", "change", "delete")))
        for name, label in {"candidatures": "Candidatures", "vivier": "Vivier", "lectures": "Lectures des CV"}.items():
            menu.register_for_members(name, label)

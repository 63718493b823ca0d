from django.apps import AppConfig


class RelectureConfig(AppConfig):
    """Review before publication: queue, screen, decisions, and advice while writing."""

    name = "relecture"
    verbose_name = "Relecture"

    def ready(self) -> None:
        from wagtail.signals import task_submitted

        from equipes import roles

        from .notices import review_wanted

        task_submitted.connect(review_wanted, dispatch_uid="review_wanted")
        roles.register_reviewing(*(f"relecture.{action}_decisiontemplate" for action in ("add", "change", "delete")))

"""The CMS of the offers that come from outside."""

from wagtail import hooks

from .pushing import PUSHED


@hooks.register("register_log_actions")
def name_actions(actions) -> None:
    actions.register_action(PUSHED, "Recevoir par l’API", "Reçue par l’API")

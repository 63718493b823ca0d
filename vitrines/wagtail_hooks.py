"""Hooks that refuse to delete a vitrine with offers or applications."""

from wagtail import hooks

from . import deleting

hooks.register("before_delete_page", deleting.before_delete)
hooks.register("before_bulk_action", deleting.before_bulk)

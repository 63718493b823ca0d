"""A vitrine that offers or applications hang on is not deleted."""

from wagtail import hooks

from . import deleting

hooks.register("before_delete_page", deleting.before_delete)
hooks.register("before_bulk_action", deleting.before_bulk)

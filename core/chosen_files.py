"""Checks that the images and documents of a page, in fields, blocks and rich text, are ones its author may choose.

Otherwise a forged form with the key of another file would disclose that file, in the form and then on the page.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .wagtail_seams import references_of

RIGHTS = frozenset({"choose", "change", "delete"})
Chosen = set[tuple[type, str]]
"""Pairs of model and key."""


def chosen_in(page: Page) -> Chosen:
    """The images and documents that `page` refers to, as it is in memory, saved or not."""
    models = {ContentType.objects.get_for_model(model).pk: model for model in (get_image_model(), get_document_model())}
    references = references_of(page)
    return {(models[kind], key) for kind, key, *_where in references if kind in models}


def refuse_forged(page: Page, user: AbstractBaseUser, *, known: Chosen) -> None:
    """Raise PermissionDenied if `page` refers to a new file that `user` may not choose.

    `known` are the files that the page already refers to; those of its revisions are allowed too.
    """
    added = chosen_in(page) - known
    forged = {(model, key) for model, key in added if not _may_choose(user, model, key)}
    if forged and page.pk:  # A user may restore an earlier revision.
        for revision in page.revisions.all():
            forged -= chosen_in(revision.as_object())
    if forged:
        raise PermissionDenied


def _may_choose(user: AbstractBaseUser, model: type, key: str) -> bool:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, RIGHTS).filter(pk=key).exists()

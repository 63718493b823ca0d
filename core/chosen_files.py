"""The images and documents that a page's author chose, in fields, blocks and rich texts: only what choosers offer them.

A form that names the key of another one would show it, in the form and then to the public.
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
"""Models and keys."""


def chosen_in(page: Page) -> Chosen:
    models = {ContentType.objects.get_for_model(model).pk: model for model in (get_image_model(), get_document_model())}
    references = references_of(page)
    return {(models[kind], key) for kind, key, *_where in references if kind in models}


def refuse_forged(page: Page, user: AbstractBaseUser, *, known: Chosen) -> None:
    """Raises PermissionDenied where `page` names a file that `user` may not choose and that it never had."""
    added = chosen_in(page) - known
    forged = {(model, key) for model, key in added if not _may_choose(user, model, key)}
    if forged and page.pk:  # A former version may be taken up again.
        for revision in page.revisions.all():
            forged -= chosen_in(revision.as_object())
    if forged:
        raise PermissionDenied


def _may_choose(user: AbstractBaseUser, model: type, key: str) -> bool:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, RIGHTS).filter(pk=key).exists()

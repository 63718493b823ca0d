"""Querysets of the pages, files and tags visible to a user of the CMS.

A page is visible to users with a permission on it or on a page below it, and to everybody once it is public.
A file is visible to users who may choose, change or delete it.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.query import PageQuerySet

PAGE_RIGHTS = frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"})
FILE_RIGHTS = frozenset({"choose", "change", "delete"})


def pages(user: User) -> PageQuerySet:
    """The pages that `user` may see in lists and choosers, and link to."""
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    return explorable if user.is_superuser else Page.objects.filter(_public()) | explorable


def _public() -> Q:
    """Live pages without an unpublished ancestor: an entity that is not published yet hides all its pages."""
    closed = Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True)
    below = reduce(or_, (Q(path__startswith=path) for path in closed), Q(pk__in=[]))
    return Q(live=True) & ~below


def own_pages(user: User) -> PageQuerySet:
    """The pages on which `user` has at least one permission."""
    return policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, PAGE_RIGHTS)


def may_read_draft(user: User) -> Callable[[Page], bool]:
    """A function that tells whether `user` has a permission on a page, without a query per page."""
    policy = policy_registry.get_by_type(Page)

    def may(page: Page) -> bool:
        if user.is_superuser:
            return True
        paths = {right.page.path for right in policy.get_cached_permissions_for_user(user)}
        return any(page.path.startswith(path) for path in paths)

    return may


def files(model: type[Model], user: User) -> QuerySet:
    """The images or documents that `user` may choose, change or delete."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FILE_RIGHTS)


def tags(user: User, *models: type[Model]) -> QuerySet[Tag]:
    """The tags of the files of `models` visible to `user`; by default, of images and documents."""
    used = Q(pk__in=[])
    for model in models or (get_image_model(), get_document_model()):
        used |= Q(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=files(model, user).values("pk"),
        )
    return Tag.objects.filter(used).distinct()


def of(model: type[Model], user: User) -> QuerySet:
    """The objects of `model` (page, image or document) visible to `user`."""
    return pages(user) if issubclass(model, Page) else files(model, user)

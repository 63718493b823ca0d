"""The pages, files and tags that exist for a user of the CMS.

A page exists for whoever may do something with it or with a page below it, and for everybody once the public reads it.
A file exists for whoever may choose, change or delete it.
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
    """Those that `user` may find, read the title of and link to."""
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    return explorable if user.is_superuser else Page.objects.filter(_public()) | explorable


def _public() -> Q:
    """On line, and below nothing that is not: an entity that is not open yet hides all its pages."""
    closed = Page.objects.filter(live=False, numchild__gt=0).values_list("path", flat=True)
    below = reduce(or_, (Q(path__startswith=path) for path in closed), Q(pk__in=[]))
    return Q(live=True) & ~below


def own_pages(user: User) -> PageQuerySet:
    return policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, PAGE_RIGHTS)


def may_read_draft(user: User) -> Callable[[Page], bool]:
    """Whether `user` has rights on a page, asked without a query for each page."""
    policy = policy_registry.get_by_type(Page)

    def may(page: Page) -> bool:
        if user.is_superuser:
            return True
        paths = {right.page.path for right in policy.get_cached_permissions_for_user(user)}
        return any(page.path.startswith(path) for path in paths)

    return may


def files(model: type[Model], user: User) -> QuerySet:
    """The images, or the documents, of `user`'s collections and of those they may choose from."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, FILE_RIGHTS)


def tags(user: User, *models: type[Model]) -> QuerySet[Tag]:
    """The tags on files that exist for `user`; of images and documents where no model is named."""
    used = Q(pk__in=[])
    for model in models or (get_image_model(), get_document_model()):
        used |= Q(
            taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
            taggit_taggeditem_items__object_id__in=files(model, user).values("pk"),
        )
    return Tag.objects.filter(used).distinct()


def of(model: type[Model], user: User) -> QuerySet:
    """Those of `model`, a page, an image or a document, that exist for `user`."""
    return pages(user) if issubclass(model, Page) else files(model, user)

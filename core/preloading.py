"""Prefetches all objects that the blocks of a page refer to, so that queries do not grow with its blocks.

`preload(*objects)` collects the ids in their bodies, foreign keys to images and links in rich text, fetches each model
in one query (images with their renditions) and stores them for the request; chooser blocks and links read them there.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from django.db.models import ForeignKey, Model
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from .wagtail_seams import set_prefetched_renditions

_STORE: ContextVar[dict | None] = ContextVar("preloaded", default=None)
_PAGE_LINK = re.compile(r'linktype="page"[^>]*\bid="(\d+)"|\bid="(\d+)"[^>]*linktype="page"')


def loaded(model: type[Model]) -> dict[int, Any]:
    """The preloaded objects of `model` by key; empty before `preload`."""
    return (_STORE.get() or {}).get(model, {})


def forget(**_signal: object) -> None:
    """Drop the objects that an earlier request preloaded in this thread."""
    _STORE.set(None)


def preload(*objects: Model) -> None:
    """Fetch the images, documents and pages that `objects` refer to, for `loaded`, and set their image fields."""
    store = _STORE.get() or {}
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for instance in objects:
        _collect(instance, wanted)
    image = get_image_model()
    for model in [model for model in wanted if model is not image]:
        missing = wanted[model] - store.get(model, {}).keys()
        if missing:
            pages = model._default_manager.in_bulk(missing)
            store.setdefault(model, {}).update(pages)
            for page in pages.values():
                if model is not Page:
                    _collect_images(page, wanted)
    missing = wanted[image] - store.get(image, {}).keys()
    if missing:
        store.setdefault(image, {}).update(_images(missing))
    _STORE.set(store)
    _hand_out_images([*objects, *(page for model in store for page in store[model].values())])


def _images(keys: set[int]) -> dict[int, AbstractImage]:
    """Images with their prefetched renditions, in one query (LEFT JOIN)."""
    model = get_image_model()
    rendition = model.get_rendition_model()
    own, theirs = ([f.attname for f in made._meta.concrete_fields] for made in (model, rendition))
    joined = model.objects.filter(pk__in=keys).order_by("pk", "renditions__pk")
    images: dict[int, AbstractImage] = {}
    renditions: dict[int, list[Model]] = {}
    for row in joined.values_list("pk", *own, *(f"renditions__{name}" for name in theirs)):
        pk, values, of_rendition = row[0], row[1 : len(own) + 1], row[len(own) + 1 :]
        if pk not in images:
            images[pk] = model.from_db(joined.db, own, values)
            renditions[pk] = []
        if any(of_rendition):
            made = rendition.from_db(joined.db, theirs, of_rendition)
            made.image = images[pk]
            renditions[pk].append(made)
    for pk, image in images.items():
        set_prefetched_renditions(image, renditions[pk])
    return images


def _collect(instance: Model, wanted: dict[type[Model], set[int]]) -> None:
    _collect_images(instance, wanted)
    deferred = instance.get_deferred_fields()
    for field in instance._meta.get_fields():
        if isinstance(field, StreamField) and field.attname not in deferred:
            value = getattr(instance, field.name)
            for model, pk in _references(value.stream_block, value.raw_data):
                wanted[model].add(pk)


def _collect_images(instance: Model, wanted: dict[type[Model], set[int]]) -> None:
    for field in _image_keys(instance):
        if pk := getattr(instance, field.attname):
            wanted[get_image_model()].add(pk)


def _image_keys(instance: Model) -> list[ForeignKey]:
    image = get_image_model()
    return [f for f in instance._meta.concrete_fields if isinstance(f, ForeignKey) and f.related_model is image]


def _hand_out_images(objects: list[Model]) -> None:
    images = loaded(get_image_model())
    for instance in objects:
        for field in _image_keys(instance):
            if image := images.get(getattr(instance, field.attname)):
                setattr(instance, field.name, image)


def _references(block: blocks.Block, raw: Any) -> Iterator[tuple[type[Model], int]]:
    """Every (model, id) that `raw`, a stored value of `block`, refers to."""
    if not raw:
        return
    if isinstance(block, blocks.ChooserBlock):
        yield block.model_class, raw
    elif isinstance(block, blocks.RichTextBlock):
        for match in _PAGE_LINK.finditer(raw):
            yield Page, int(match[1] or match[2])
    else:
        for child, value in _children(block, raw):
            yield from _references(child, value)


def _children(block: blocks.Block, raw: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """The child blocks of `block`, each with its stored value."""
    if isinstance(block, blocks.StreamBlock):
        for child in raw:
            if child["type"] in block.child_blocks:
                yield block.child_blocks[child["type"]], child["value"]
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            yield child_block, raw.get(name)
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield block.child_block, item["value"] if isinstance(item, dict) and "id" in item else item

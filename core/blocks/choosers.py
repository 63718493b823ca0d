"""Choosers that take what `core.preloading` has fetched for the whole page, instead of asking once a block."""

import copy
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from core import preloading
from core.pictures import absolute, represented

if TYPE_CHECKING:
    from wagtail.blocks import ChooserBlock as _Chooser
else:
    _Chooser = object


class PreloadedChooser(_Chooser):
    def bulk_to_python(self, values: Iterable[int | None]) -> list:
        values = list(values)
        loaded = preloading.loaded(self.model_class)
        if not loaded.keys() >= {value for value in values if value is not None}:
            return super().bulk_to_python(values)
        return [copy.copy(loaded[value]) if value is not None else None for value in values]

    def to_python(self, value: Any) -> Any:
        return self.bulk_to_python([value])[0]


class ImageChooser(PreloadedChooser, ImageChooserBlock):
    pass


class DocumentChooser(PreloadedChooser, DocumentChooserBlock):
    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        """The document's title and address."""
        return (
            {"id": value.pk, "title": value.title, "url": absolute(value.url), "size": value.file_size}
            if value
            else None
        )


class PageChooser(PreloadedChooser, PageChooserBlock):
    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        """The page's title and address; nothing of one that is not on line."""
        if not value or not value.live:
            return None
        return {"id": value.pk, "title": value.title, "url": value.url}


def sample_pages(model: type[Page], number: int = 3) -> list[Page]:
    """Live pages for a block's preview: what it would look like with what the site has."""
    return list(model.objects.live().filter(depth__gt=2).order_by("path")[:number])


class Image(ImageBlock):
    """An image with its alternative text for this place, or marked decorative."""

    image = ImageChooser(required=True)

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        """The image resolved: renditions, and its words in this place."""
        if not value:
            return None
        return represented(value, alt=value.contextual_alt_text or "", decorative=bool(value.decorative))

"""Chooser blocks that use the objects prefetched by `core.preloading`, instead of one query per block."""

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
        """The document's key, title, URL and size in bytes; None without a document."""
        return (
            {"id": value.pk, "title": value.title, "url": absolute(value.url), "size": value.file_size}
            if value
            else None
        )


class PageChooser(PreloadedChooser, PageChooserBlock):
    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        """The page's key, title and URL; None unless the page is live."""
        if not value or not value.live:
            return None
        return {"id": value.pk, "title": value.title, "url": value.url}


def sample_pages(model: type[Page], number: int = 3) -> list[Page]:
    """The first `number` live pages of `model`, as sample content for a block's preview."""
    return list(model.objects.live().filter(depth__gt=2).order_by("path")[:number])


class Image(ImageBlock):
    """An image with its alternative text in this context, or marked decorative."""

    image = ImageChooser(required=True)

    def get_api_representation(self, value: Any, context: dict | None = None) -> dict | None:
        """The image with its renditions and its contextual alternative text (see `pictures.represented`)."""
        if not value:
            return None
        return represented(value, alt=value.contextual_alt_text or "", decorative=bool(value.decorative))

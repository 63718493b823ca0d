"""An image as machines read it: its address, its size, its words, and lighter renditions of it."""

from urllib.parse import urljoin

from django.conf import settings
from rest_framework.fields import Field
from wagtail.api import APIField
from wagtail.images.models import AbstractImage

RENDITIONS = {
    "webp_480": "format-webp|width-480",
    "webp_960": "format-webp|width-960",
    "jpeg_960": "format-jpeg|width-960",
}
"""Those that the site's own pages show (templates/components/picture.html), so that most are made already."""


def absolute(url: str) -> str:
    """The address of a file for a reader on another site."""
    return urljoin(settings.WAGTAILAPI_BASE_URL, url)


def represented(image: AbstractImage, *, alt: str, decorative: bool = False) -> dict:
    """`image` with its renditions. A drawing has none: it has no size of its own."""
    told = {
        "id": image.pk,
        "alt": "" if decorative else alt,
        "decorative": decorative,
        "url": absolute(image.file.url),
        "width": image.width,
        "height": image.height,
        "renditions": {},
    }
    if not image.is_svg():
        made = image.get_renditions(*RENDITIONS.values())
        told["renditions"] = {
            name: {"url": absolute(made[spec].url), "width": made[spec].width, "height": made[spec].height}
            for name, spec in RENDITIONS.items()
        }
    return told


class ImageField(Field):
    """A page's own image, whose description is its alternative text."""

    def to_representation(self, image: AbstractImage) -> dict:
        return represented(image, alt=image.description or image.title)


def image_fields(*names: str) -> list[APIField]:
    return [APIField(name, serializer=ImageField()) for name in names]

"""The API representation of an image: URL, size, alternative text and renditions."""

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
"""The filter specs that the site's pages use (templates/components/picture.html), so most renditions already exist."""


def absolute(url: str) -> str:
    """The absolute URL of a file, for API clients."""
    return urljoin(settings.WAGTAILAPI_BASE_URL, url)


def represented(image: AbstractImage, *, alt: str, decorative: bool = False) -> dict:
    """The API representation of `image` with its renditions; an SVG has none. Sizes are in pixels."""
    representation: dict = {
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
        representation["renditions"] = {
            name: {"url": absolute(made[spec].url), "width": made[spec].width, "height": made[spec].height}
            for name, spec in RENDITIONS.items()
        }
    return representation


class ImageField(Field):
    """A page's own image, whose description is its alternative text."""

    def to_representation(self, image: AbstractImage) -> dict:
        return represented(image, alt=image.description or image.title)


def image_fields(*names: str) -> list[APIField]:
    """API fields that represent the images in the fields `names` with `represented`."""
    return [APIField(name, serializer=ImageField()) for name in names]

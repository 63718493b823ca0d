"""The files the demonstration is read from, and how its pages and images are made."""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from home.founding import stored

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def texts(name: str) -> dict:
    """The TOML file of that name; empty when there is none."""
    return stored.read(FOLDER / f"{name}.toml")


def publish_below(parent: Page, page: Page, *, days_ago: int = 30) -> Page:
    """`page` live under `parent`, as if published so many days ago."""
    page.first_published_at = page.last_published_at = timezone.now() - dt.timedelta(days=days_ago)
    return parent.add_child(instance=page)


def add_image(title: str, name: str, content: bytes | str, collection: Collection) -> Image:
    data = content if isinstance(content, bytes) else content.encode()
    return Image.objects.create(title=title, collection=collection, file=ImageFile(io.BytesIO(data), name=name))

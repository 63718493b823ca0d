"""Reads the files of the demonstration, and creates its pages and images."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Page

from core.data_files import csv_rows
from home.founding import stored

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of the CSV file `name`, by column."""
    return csv_rows(FOLDER / name)


def texts(name: str) -> dict:
    """The content of the TOML file `name`, given without extension; empty without such a file."""
    return stored.read(FOLDER / f"{name}.toml")


def publish_below(parent: Page, page: Page, *, days_ago: int = 30) -> Page:
    """Add `page` under `parent`, as if first published `days_ago`. Returns it."""
    page.first_published_at = page.last_published_at = timezone.now() - dt.timedelta(days=days_ago)
    return parent.add_child(instance=page)


def add_image(title: str, name: str, content: bytes | str, collection: Collection) -> Image:
    """Create an image in `collection` from the content of its file, whose name is `name`."""
    data = content if isinstance(content, bytes) else content.encode()
    return Image.objects.create(title=title, collection=collection, file=ImageFile(io.BytesIO(data), name=name))

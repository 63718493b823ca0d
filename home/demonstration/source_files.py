"""The files the demonstration is read from, and how its pages and images are made."""

import csv
import datetime as dt
import io
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Page

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def texts(name: str) -> dict:
    """The TOML file of that name; empty when there is none."""
    file = FOLDER / f"{name}.toml"
    return tomllib.loads(_with_french_spaces(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _with_french_spaces(text: str) -> str:
    """`text` with no line break possible before French double punctuation, nor inside its quotation marks."""
    return re.sub(r"(?<=\S) (?=[:;?!»%€](?!\w))", "\u00a0", text).replace("« ", "«\u00a0")


def body(*blocks: tuple[str, object]) -> str:
    """A StreamField's stored form of (name, value) pairs, with ids that are the same on every load."""
    stored = [
        {"type": name, "value": value, "id": _id(place, name, value)} for place, (name, value) in enumerate(blocks)
    ]
    return json.dumps(stored, ensure_ascii=False)


def items(values: list) -> list[dict]:
    """A ListBlock's stored form."""
    return [{"type": "item", "value": value, "id": _id(place, "item", value)} for place, value in enumerate(values)]


def _id(*parts) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(parts)))


def publish_below(parent: Page, page: Page, *, days_ago: int = 30) -> Page:
    """`page` live under `parent`, as if published so many days ago."""
    page.first_published_at = page.last_published_at = timezone.now() - dt.timedelta(days=days_ago)
    return parent.add_child(instance=page)


def add_image(title: str, name: str, content: bytes | str, collection: Collection) -> Image:
    data = content if isinstance(content, bytes) else content.encode()
    return Image.objects.create(title=title, collection=collection, file=ImageFile(io.BytesIO(data), name=name))

"""From texts in files to the stored form of pages."""

import json
import re
import tomllib
import uuid
from pathlib import Path


def read(file: Path) -> dict:
    """A TOML file; empty when there is none."""
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


def steps(title: str, rows: list[list[str]]) -> tuple[str, dict]:
    """A block of steps, of (title, text, duration)."""
    values = [{"title": name, "text": text, "duration": duration} for name, text, duration in rows]
    return "steps", {"title": title, "steps": items(values)}


def _id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(parts)))

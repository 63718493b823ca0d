"""Converts texts in TOML files to the stored form of StreamFields."""

import json
import re
import tomllib
import uuid
from pathlib import Path


def read(file: Path) -> dict:
    """The content of a TOML file, with French non-breaking spaces; empty if it does not exist."""
    return tomllib.loads(_with_french_spaces(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _with_french_spaces(text: str) -> str:
    """`text` with non-breaking spaces before French double punctuation and inside quotation marks."""
    return re.sub(r"(?<=\S) (?=[:;?!»%€](?!\w))", "\u00a0", text).replace("« ", "«\u00a0")


def body(*blocks: tuple[str, object]) -> str:
    """The stored JSON of a StreamField from (name, value) pairs, with deterministic ids."""
    stored = [
        {"type": name, "value": value, "id": _id(place, name, value)} for place, (name, value) in enumerate(blocks)
    ]
    return json.dumps(stored, ensure_ascii=False)


def items(values: list) -> list[dict]:
    """The stored form of a ListBlock, with deterministic ids."""
    return [{"type": "item", "value": value, "id": _id(place, "item", value)} for place, value in enumerate(values)]


def steps(title: str, rows: list[list[str]]) -> tuple[str, dict]:
    """Name and value of a block of steps; `rows` are [title, text, duration]."""
    values = [{"title": name, "text": text, "duration": duration} for name, text, duration in rows]
    return "steps", {"title": title, "steps": items(values)}


def _id(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, repr(parts)))

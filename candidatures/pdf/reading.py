"""Reads PDF files: `check` or `show`. `core.confined` runs this script in a limited process, without Django."""

import base64
import io
from collections.abc import Callable
from functools import partial
from types import ModuleType

CPU_SECONDS = 2
MEMORY = 140 * 1024 * 1024
"""Address space in bytes, added to what the process uses before it reads the file; about 200 MB in total."""
ACTIVE = {
    "/JavaScript": "un programme (JavaScript)",
    "/Launch": "une action qui lance un programme",
    "/SubmitForm": "un formulaire qui envoie des données",
    "/ImportData": "une action qui lit des fichiers",
    "/GoToE": "un renvoi vers un fichier joint",
    "/Rendition": "un contenu multimédia",
    "/Movie": "un contenu multimédia",
    "/Sound": "un contenu multimédia",
    "/RichMedia": "un contenu multimédia",
    "/RichMediaExecute": "un contenu multimédia",
}
"""Forbidden types of actions (ISO 32000-2, 12.6.4) and of annotations, with their French names."""
BY_ITSELF = {"/URI": "une adresse qui s’ouvre d’elle-même", "/GoToR": "un renvoi vers un autre fichier"}
"""Types of actions that are allowed on a click, but not when a document or a page is opened."""
TRIGGERS = ("/OpenAction", "/AA")
"""Keys of actions that run without a click (ISO 32000-2, 12.6.3)."""
MOST_NODES = 10_000
"""Maximum number of nodes of one object. A larger object is refused, because it cannot be checked completely."""
CARRIED = {
    "/JavaScript": "un programme (JavaScript)",
    "/EmbeddedFiles": "un fichier joint",
    "/XFA": "un formulaire XFA",
    "/JS": "un programme (JavaScript)",
    "/EF": "un fichier joint",
}
"""Forbidden keys, whatever their value, with the French name of the content."""
MOST_RENDERED = 10
"""Maximum number of rendered pages."""
SCALE = 1.5
"""Rendering scale: 108 pixels per inch."""
WIDEST = 1400
"""Maximum width of a rendered page in pixels."""


class TooComplex(Exception):
    """An object of more than MOST_NODES nodes."""


def check(content: bytes, pikepdf: ModuleType) -> dict:
    """The number of pages, and the French names of active contents; or only {"encrypted": True}."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return {"encrypted": True}
    if pdf.is_encrypted:
        return {"encrypted": True}
    active = set()
    for item in pdf.objects:
        active |= _active_in(item, pikepdf)
    return {"pages": len(pdf.pages), "active": sorted(active)}


def _active_in(item: object, pikepdf: ModuleType) -> set[str]:
    """The active contents of an object and of its direct (not indirect) children. Raises TooComplex."""
    active, waiting, nodes = set(), [item], 0
    while waiting:
        if (nodes := nodes + 1) > MOST_NODES:
            raise TooComplex
        value = waiting.pop()
        if isinstance(value, pikepdf.Array):
            waiting += [entry for entry in value if not getattr(entry, "is_indirect", False)]
        if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        keys = set(value.keys())
        active |= {name for key, name in CARRIED.items() if key in keys}
        for key in ("/S", "/Subtype"):
            if key in keys and str(value[key]) in ACTIVE:
                active.add(ACTIVE[str(value[key])])
        for key in keys.intersection(TRIGGERS):
            active |= _run_by_itself(value[key], pikepdf)
        entries = (value[key] for key in keys)
        waiting += [
            entry
            for entry in entries
            if isinstance(entry, (pikepdf.Dictionary, pikepdf.Array)) and not entry.is_indirect
        ]
    return active


def _run_by_itself(trigger: object, pikepdf: ModuleType) -> set[str]:
    """The actions run by `trigger` without a click, directly or chained, that lead outside the document."""
    active, waiting, nodes = set(), [trigger], 0
    while waiting:
        if (nodes := nodes + 1) > MOST_NODES:  # Also stops at cycles of actions.
            raise TooComplex
        value = waiting.pop()
        if isinstance(value, pikepdf.Array):
            waiting += [entry for entry in value if isinstance(entry, pikepdf.Dictionary)]
        elif isinstance(value, pikepdf.Dictionary) and "/S" in value:
            active |= {name for kind, name in BY_ITSELF.items() if str(value["/S"]) == kind}
            waiting += [value["/Next"]] if "/Next" in value else []
        elif isinstance(value, pikepdf.Dictionary) and value.get("/Type") is None:
            waiting += [entry for entry in value.values() if isinstance(entry, pikepdf.Dictionary)]  # An /AA.
    return active


def show(content: bytes, pypdfium2: ModuleType) -> dict:
    """The first pages as images (WebP in base64) with their text, and the total number of pages."""
    pdf = pypdfium2.PdfDocument(content)
    pages = []
    for number in range(min(len(pdf), MOST_RENDERED)):
        page = pdf[number]
        scale = min(SCALE, WIDEST / max(page.get_width(), 1), 2 * WIDEST / max(page.get_height(), 1))
        drawn = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(drawn, "WEBP", quality=70, method=2)
        text = page.get_textpage().get_text_range()[:20_000]
        pages.append({"picture": base64.b64encode(drawn.getvalue()).decode(), "text": text})
    return {"total": len(pdf), "pages": pages}


def prepare(task: str) -> Callable[[bytes], dict]:
    """Import the library of `task` before the process is limited; returns the function that reads a file."""
    if task == "check":
        import pikepdf  # noqa: PLC0415  each process imports only its own library

        return partial(check, pikepdf=pikepdf)
    import PIL.WebPImagePlugin  # noqa: F401, PLC0415  before memory is limited
    import pypdfium2  # noqa: PLC0415

    return partial(show, pypdfium2=pypdfium2)

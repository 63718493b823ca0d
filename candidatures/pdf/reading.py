"""What is read of a PDF, `check` or `show`: a script of `core.confined`, without Django."""

import base64
import io
from collections.abc import Callable
from functools import partial
from types import ModuleType

CPU_SECONDS = 2
MEMORY = 140 * 1024 * 1024
"""Bytes of address space beyond what the process itself has when it begins to read: 200 MB in all."""
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
"""Types of actions (ISO 32000-2, 12.6.4) and of annotations that act, with what they are called."""
BY_ITSELF = {"/URI": "une adresse qui s’ouvre d’elle-même", "/GoToR": "un renvoi vers un autre fichier"}
"""Types of actions that a reader may choose to follow, but that must not run when a document or a page is opened."""
TRIGGERS = ("/OpenAction", "/AA")
"""Keys of what runs without a click: ISO 32000-2, 12.6.3."""
MOST_NODES = 10_000
"""Of one object. What has more is refused: what was not looked at is not known to be harmless."""
CARRIED = {
    "/JavaScript": "un programme (JavaScript)",
    "/EmbeddedFiles": "un fichier joint",
    "/XFA": "un formulaire XFA",
    "/JS": "un programme (JavaScript)",
    "/EF": "un fichier joint",
}
"""Keys whose presence alone says so."""
SHOWN = 10
"""Pages that are drawn."""
SCALE = 1.5
"""108 points an inch."""
WIDEST = 1400
"""Pixels of a page that is drawn, at most."""


class TooComplex(Exception):
    """An object of more than MOST_NODES nodes."""


def check(content: bytes, pikepdf: ModuleType) -> dict:
    """Number of pages, and the names of what is active in it."""
    try:
        pdf = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return {"encrypted": True}
    if pdf.is_encrypted:
        return {"encrypted": True}
    active = set()
    for found in pdf.objects:
        active |= _active_in(found, pikepdf)
    return {"pages": len(pdf.pages), "active": sorted(active)}


def _active_in(found: object, pikepdf: ModuleType) -> set[str]:
    """What is active in an object, and in the dictionaries that stand directly in it. Raises TooComplex."""
    active, waiting, nodes = set(), [found], 0
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
    """Of the actions that `trigger` runs without a click, and of those they lead to, what leads out of the document."""
    active, waiting, nodes = set(), [trigger], 0
    while waiting:
        if (nodes := nodes + 1) > MOST_NODES:  # Also where actions lead round in a circle.
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
    """The first pages as pictures (WebP, base64) with their text, and how many there are."""
    pdf = pypdfium2.PdfDocument(content)
    pages = []
    for number in range(min(len(pdf), SHOWN)):
        page = pdf[number]
        scale = min(SCALE, WIDEST / max(page.get_width(), 1), 2 * WIDEST / max(page.get_height(), 1))
        drawn = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(drawn, "WEBP", quality=70, method=2)
        text = page.get_textpage().get_text_range()[:20_000]
        pages.append({"picture": base64.b64encode(drawn.getvalue()).decode(), "text": text})
    return {"total": len(pdf), "pages": pages}


def prepare(task: str) -> Callable[[bytes], dict]:
    if task == "check":
        import pikepdf  # noqa: PLC0415  each process loads what it needs alone

        return partial(check, pikepdf=pikepdf)
    import PIL.WebPImagePlugin  # noqa: F401, PLC0415  before memory is limited
    import pypdfium2  # noqa: PLC0415

    return partial(show, pypdfium2=pypdfium2)

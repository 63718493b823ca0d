"""Bundles the DSFR into one style sheet and three fonts, with only the components, icons and letters in use.

The whole DSFR is 717 KB of CSS and one request per icon; the bundle is one file with inline icons.
"""

import re
from pathlib import Path
from urllib.parse import quote

import dsfr
from fontTools import subset

DIST = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist"
COMPONENTS = [
    "alert",
    "badge",
    "breadcrumb",
    "button",
    "callout",
    "checkbox",
    "content",
    "download",
    "footer",
    "form",
    "header",
    "input",
    "link",
    "logo",
    "modal",
    "navigation",
    "notice",
    "pagination",
    "quote",
    "radio",
    "search",
    "select",
    "share",
    "sidemenu",
    "skiplink",
    "tag",
    "upload",
]
WEIGHTS = ("Regular", "Medium", "Bold")
LETTERS = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2264, 0x2265]
"""Code points kept in the fonts: European Latin letters, punctuation, arrows, the euro sign."""

_URL = re.compile(r"""url\((?!["']?data:)["']?([^)"']+)["']?\)""")
_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_ICON_CLASS = re.compile(r"fr-icon-[a-z0-9-]+")
_ICON_RULE = re.compile(r"(?:\.fr-icon-[a-z0-9-]+:(?:after|before),?)+\{[^}]*\}")


def build(folder: Path, templates: Path) -> None:
    """Write `site/dsfr.css`, its fonts and `site/dsfr.js` under `folder`, with the icons used in `templates`."""
    target = folder / "site"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        _write_font(weight, target / "fonts")
    (target / "dsfr.css").write_text(_style_sheet(templates), encoding="utf-8")
    (target / "dsfr.js").write_bytes((DIST / "dsfr.module.min.js").read_bytes())
    (target / "favicon.svg").write_bytes((DIST / "favicon" / "favicon.svg").read_bytes())


def _style_sheet(templates: Path) -> str:
    sheets = [DIST / "core" / "core.main.min.css"]
    sheets += [_component(name) for name in COMPONENTS]
    sheets += [DIST / "scheme" / "scheme.min.css"]
    css = "".join(_inlined(sheet) for sheet in sheets)
    faces = "".join(
        f"@font-face{{font-family:Marianne;src:url(fonts/Marianne-{weight}.woff2) format('woff2');"
        f"font-weight:{number};font-style:normal;font-display:swap}}"
        for weight, number in zip(WEIGHTS, (400, 500, 700), strict=True)
    )
    return faces + css + _icons(templates)


def _component(name: str) -> Path:
    """The style sheet of a component, without the rules for old browsers if there is such a version."""
    main = DIST / "component" / name / f"{name}.main.min.css"
    return main if main.exists() else DIST / "component" / name / f"{name}.min.css"


def _inlined(sheet: Path) -> str:
    """The CSS of `sheet` without its font faces, with its images as data URIs."""
    css = _FONT_FACE.sub("", sheet.read_text(encoding="utf-8"))
    return _with_images(css, sheet.parent)


def _with_images(css: str, folder: Path) -> str:
    """`css` with each image URL, relative to `folder`, replaced by a data URI."""
    return _URL.sub(lambda match: f'url("{_data_uri((folder / match[1]).resolve())}")', css)


def _data_uri(svg: Path) -> str:
    """An image as text, which compresses with the style sheet around it; base64 would not."""
    return "data:image/svg+xml," + quote(svg.read_text("utf-8").strip().replace('"', "'"), safe=" '/:=(),;-.")


def _icons(templates: Path) -> str:
    used = {icon for file in templates.rglob("*.html") for icon in _ICON_CLASS.findall(file.read_text("utf-8"))}
    rules = []
    for sheet in sorted((DIST / "utility" / "icons").glob("icons-*/*.main.min.css")):
        for rule in _ICON_RULE.findall(sheet.read_text("utf-8")):
            if used.intersection(_ICON_CLASS.findall(rule.split("{")[0])):
                rules.append(_with_images(rule, sheet.parent))
    return "".join(rules)


def _write_font(weight: str, folder: Path) -> None:
    target = folder / f"Marianne-{weight}.woff2"
    if target.exists():
        return
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "locl", "mark", "ccmp"])
    font = subset.load_font(str(DIST / "fonts" / f"Marianne-{weight}.woff2"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    font.close()

"""The demonstration's images, drawn by code: covers as pictures, portraits and logos as SVG.

The same seed makes the same image.
"""

import io
import math
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import dsfr
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFilter

FONT = Path(dsfr.__file__).parent / "static" / "dsfr" / "dist" / "fonts" / "Marianne-Bold.woff2"
WIDTH, HEIGHT, SUPERSAMPLING = 1280, 720, 2
# Background, then four tones from far to near; after the illustrative colours of the DSFR.
PALETTES = [
    ("#f5f5fe", "#cacafb", "#8585f6", "#313178", "#ff9575"),
    ("#e9edfe", "#bfccfb", "#869ece", "#2f4077", "#fcc63a"),
    ("#defbe5", "#95e257", "#68a532", "#297254", "#fde39c"),
    ("#feecc2", "#fcc63a", "#b7a73f", "#66673d", "#e4794a"),
    ("#fee9e6", "#fcbfb7", "#e18b76", "#8d533e", "#417dc4"),
    ("#c7f6fc", "#60e0eb", "#009099", "#006a6f", "#ffb7ae"),
    ("#fee7fc", "#fbb8f6", "#ce70cc", "#6e445a", "#95e257"),
    ("#eef2f4", "#c3cbd1", "#7b8b97", "#2b3a4a", "#c8aa39"),
]
SKINS = ["#f6d5bf", "#eebf9f", "#d79f78", "#b57b52", "#8b5a3a", "#5e3b28"]
HAIRS = ["#2b1d16", "#4a2f20", "#7a4a28", "#b98a4e", "#9b9b9b", "#1a1a1e", "#8f3b1f"]


def cover(seed: str) -> bytes:
    """A JPEG of 1280 × 720 pixels, with a motif and a palette chosen by `seed`."""
    chance = random.Random(seed)  # noqa: S311  a drawing, not a secret
    colours = chance.choice(PALETTES)
    size = WIDTH * SUPERSAMPLING, HEIGHT * SUPERSAMPLING
    image = Image.new("RGB", size, colours[0])
    motif = chance.choice([_hills, _tiles, _network, _skyline, _arcs])
    motif(ImageDraw.Draw(image), size, colours, chance)
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.BOX).filter(ImageFilter.SMOOTH).save(file, "JPEG", quality=84)
    return file.getvalue()


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _hills(draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Sequence[str], chance: random.Random) -> None:
    width, height = size
    _disc(draw, width * chance.uniform(0.2, 0.8), height * chance.uniform(0.25, 0.4), height * 0.13, colours[4])
    for layer, colour in enumerate(colours[1:4]):
        base = height * (0.5 + 0.17 * layer)
        waves = [
            (chance.uniform(0.5, 2.5), chance.uniform(0, math.tau), height * chance.uniform(0.02, 0.08))
            for _ in range(3)
        ]
        edge = [
            (x, base + sum(high * math.sin(math.tau * often * x / width + at) for often, at, high in waves))
            for x in range(0, width + 8, 8)
        ]
        draw.polygon([*edge, (width, height), (0, height)], fill=colour)


def _tiles(draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Sequence[str], chance: random.Random) -> None:
    side = size[1] // 6
    for left in range(0, size[0] + side, side):
        for top in range(0, size[1], side):
            background, shape = chance.sample([colours[0], colours[0], *colours[1:]], 2)
            draw.rectangle((left, top, left + side, top + side), fill=background)
            match chance.randrange(4):
                case 0:
                    corner_x, corner_y = left + side * chance.choice((-1, 0)), top + side * chance.choice((-1, 0))
                    box = (corner_x, corner_y, corner_x + 2 * side, corner_y + 2 * side)
                    quarter = {(True, True): 180, (False, True): 270, (False, False): 0, (True, False): 90}
                    start = quarter[corner_x == left, corner_y == top]
                    draw.pieslice(box, start, start + 90, fill=shape)
                case 1:
                    _disc(draw, left + side / 2, top + side / 2, side / 2.6, shape)
                case 2:
                    points = [(left, top), (left + side, top), (left + side, top + side), (left, top + side)]
                    points.pop(chance.randrange(4))
                    draw.polygon(points, fill=shape)


def _network(draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Sequence[str], chance: random.Random) -> None:
    width, height = size
    points = [(width * chance.uniform(0.03, 0.97), height * chance.uniform(0.06, 0.94)) for _ in range(34)]
    for number, point in enumerate(points):
        for near in sorted(points[:number] + points[number + 1 :], key=lambda other: math.dist(point, other))[:3]:
            draw.line((*point, *near), fill=colours[1], width=10)
    for number, (x, y) in enumerate(points):
        _disc(draw, x, y, height * chance.choice((0.012, 0.02, 0.035)), colours[2 + number % 2])
    for x, y in points[:4]:
        _disc(draw, x, y, height * 0.055, colours[4])
        _disc(draw, x, y, height * 0.028, colours[0])


def _skyline(draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Sequence[str], chance: random.Random) -> None:
    width, height = size
    _disc(draw, width * 0.75, height * 0.3, height * 0.16, colours[4])
    for layer, colour in enumerate(colours[1:4]):
        left = -chance.uniform(0, 60)
        while left < width:
            wide = width * chance.uniform(0.035, 0.09)
            top = height * (chance.uniform(0.3, 0.62) + 0.1 * layer)
            draw.rectangle((left, top, left + wide, height), fill=colour)
            pane = wide / 7
            for row in range(int((height - top) / (pane * 2.6))):
                for column in range(3):
                    if chance.random() < 0.45:
                        x, y = left + pane * (1 + 2 * column), top + pane * (1.4 + 2.6 * row)
                        draw.rectangle((x, y, x + pane, y + pane * 1.4), fill=colours[layer])
            left += wide + width * chance.uniform(0, 0.012)


def _arcs(draw: ImageDraw.ImageDraw, size: tuple[int, int], colours: Sequence[str], chance: random.Random) -> None:
    width, height = size
    for x, y in ((width * chance.uniform(0, 0.35), height), (width * chance.uniform(0.65, 1), height * 0.1)):
        for ring in range(9, 0, -1):
            _disc(draw, x, y, height * 0.1 * ring, colours[(ring + (x > width / 2)) % 4])
    _disc(draw, width * 0.5, height * chance.uniform(0.3, 0.7), height * 0.11, colours[4])


@cache
def _font() -> TTFont:
    return TTFont(FONT)


def _letters(text: str, *, size: float) -> tuple[str, float]:
    """The outlines of `text` as SVG paths, and its width: a logo then needs no font."""
    glyphs, names, widths = _font().getGlyphSet(), _font().getBestCmap(), _font()["hmtx"]
    scale, x, paths = size / _font()["head"].unitsPerEm, 0.0, []
    for letter in text:
        name = names.get(ord(letter))
        if name is None:
            continue
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.0f}")
        glyphs[name].draw(pen)
        paths.append(
            f'<path transform="translate({x:.1f} 0) scale({scale:.4f} {-scale:.4f})" d="{pen.getCommands()}"/>'
        )
        x += widths[name][0] * scale
    return "".join(paths), x


def logo(sigle: str, seed: str) -> str:
    """A square SVG logo: the acronym above a bar, on a colour chosen by `seed`."""
    chance = random.Random(f"logo {seed}")  # noqa: S311
    _light, _pale, _middle, dark, accent = chance.choice(PALETTES)
    text = (
        sigle
        if len(sigle) <= 9
        else "".join(word[0] for word in sigle.replace("’", " ").split() if len(word) > 3)[:4].upper()
    )
    size = min(64.0, 64 * 128 / max(_letters(text, size=64)[1], 1))
    paths, wide = _letters(text, size=size)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="160" height="160">'
        f'<rect width="160" height="160" fill="{dark}"/>'
        f'<rect x="16" y="124" width="{48 + 16 * chance.randrange(5)}" height="8" fill="{accent}"/>'
        f'<g transform="translate({(160 - wide) / 2:.1f} {80 + size * 0.36:.1f})" fill="#fff">{paths}</g></svg>'
    )


def portrait(seed: str) -> str:
    """A square SVG of a drawn, fictional face, chosen by `seed`."""
    chance = random.Random(f"portrait {seed}")  # noqa: S311
    light, pale, middle, dark, _accent = chance.choice(PALETTES)
    skin, hair, clothes = chance.choice(SKINS), chance.choice(HAIRS), chance.choice((middle, dark))
    behind, front = {
        "short": ("", '<path d="M104 132c-6-52 22-78 56-78s62 26 56 78c-8-30-22-42-56-42s-48 12-56 42z"/>'),
        "long": (
            '<path d="M92 236c-8-60-10-184 68-184s76 124 68 184c-20 12-116 12-136 0z"/>',
            '<path d="M106 128c6-30 26-42 62-52 20 12 40 22 46 52 10-62-28-80-54-80s-64 18-54 80z"/>',
        ),
        "bun": (
            '<circle cx="160" cy="46" r="26"/>',
            '<path d="M104 130c-4-50 22-74 56-74s60 24 56 74c-10-26-26-44-56-44s-46 18-56 44z"/>',
        ),
        "curly": (
            "",
            "".join(
                f'<circle cx="{160 + 58 * math.cos(angle):.0f}" cy="{108 - 50 * math.sin(angle):.0f}" r="24"/>'
                for angle in (math.pi * step / 7 for step in range(-1, 9))
            )
            + '<path d="M116 100c8-34 80-34 88 0-20-14-68-14-88 0z"/>',
        ),
        "bob": (
            '<path d="M96 190c-10-70 4-136 64-136s74 66 64 136c-12 8-116 8-128 0z"/>',
            '<path d="M106 126c2-40 18-56 54-56s52 16 54 56c-18-22-82-34-108 0z"/>',
        ),
        "bald": ("", ""),
    }[chance.choice(["short", "short", "long", "long", "bun", "curly", "bob", "bald"])]
    glasses = (
        '<g fill="none" stroke="#1e1e1e" stroke-width="4"><circle cx="138" cy="136" r="17"/><circle cx="182" cy="136" '
        'r="17"/><path d="M155 134q5-4 10 0"/></g>'
        if chance.random() < 0.35
        else ""
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320" width="320" height="320">'
        f'<rect width="320" height="320" fill="{light}"/><circle cx="{chance.randrange(60, 260)}" cy="120" r="130" '
        f'fill="{pale}"/><g fill="{hair}">{behind}</g>'
        f'<path d="M40 330c4-76 54-104 120-104s116 28 120 104z" fill="{clothes}"/>'
        f'<path d="M136 180h48v46c0 30-48 30-48 0z" fill="{skin}"/><path d="M136 196q24 26 48 0v12q-24 22-48 0z" '
        'fill="#000" opacity=".12"/>'
        f'<ellipse cx="160" cy="138" rx="52" ry="64" fill="{skin}"/><circle cx="108" cy="142" r="11" fill="{skin}"/>'
        f'<circle cx="212" cy="142" r="11" fill="{skin}"/><g fill="{hair}">{front}</g>'
        '<circle cx="138" cy="136" r="5" fill="#1e1e1e"/><circle cx="182" cy="136" r="5" fill="#1e1e1e"/>'
        f'<path d="M128 120q10-7 20 0M172 120q10-7 20 0" stroke="{hair}" stroke-width="5" fill="none" '
        'stroke-linecap="round"/><path d="M160 138l-5 20h9" stroke="#000" stroke-opacity=".25" stroke-width="3" '
        'fill="none"/><path d="M140 172q20 18 40 0" stroke="#7a2e2e" stroke-width="4" fill="none" '
        f'stroke-linecap="round"/>{glasses}</svg>'
    )

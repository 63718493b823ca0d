"""The outlines of the départements as SVG paths, drawn from the geometry in `donnees/contours.json`.

Geometry: IGN, Admin Express COG 2018 (Licence Ouverte), simplified. Plate carrée, true at 46.5° north; the départements
overseas and those around Paris are drawn apart, each at a scale of its own.
"""

import json
import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parent / "donnees" / "contours.json"
WIDTH, HEIGHT = 700, 640
MAINLAND = (-5.3, 51.2, 9.7, 41.2)
"""West, north, east, south, in degrees."""
PARIS = ("75", "92", "93", "94")
OVERSEAS = ("971", "972", "973", "974", "976")
Ring = list[tuple[float, float]]


class Frame(NamedTuple):
    """A part of the drawing: its corner and size, in units of the drawing."""

    left: float
    top: float
    width: float
    height: float


MAINLAND_FRAME = Frame(100, 5, 595, 625)
PARIS_FRAME = Frame(565, 20, 120, 100)
OVERSEAS_FRAMES = {code: Frame(8, 60 + 118 * place, 84, 90) for place, code in enumerate(OVERSEAS)}


class Shape(NamedTuple):
    code: str
    path: str
    echo: bool = False
    """Whether it is drawn in its place only to fill it, since it is drawn larger elsewhere."""


@cache
def shapes() -> list[Shape]:
    """The outlines of all départements; those around Paris twice, in their place and, larger, apart."""
    rings = json.loads(SOURCE.read_text(encoding="utf-8"))["departements"]
    drawn = []
    for code in sorted(rings):
        if code in OVERSEAS:
            drawn.append(Shape(code, _path(rings[code], _bounds(rings[code]), OVERSEAS_FRAMES[code])))
        else:
            drawn.append(Shape(code, _path(rings[code], MAINLAND, MAINLAND_FRAME), code in PARIS))
    around = _bounds([ring for code in PARIS for ring in rings[code]])
    return drawn + [Shape(code, _path(rings[code], around, PARIS_FRAME)) for code in PARIS]


def _bounds(rings: list[Ring]) -> tuple[float, float, float, float]:
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    return min(longitudes), max(latitudes), max(longitudes), min(latitudes)


def _path(rings: list[Ring], bounds: tuple[float, float, float, float], frame: Frame) -> str:
    """`rings` of degrees as a path that fits `frame`, in whole units, each point from the one before."""
    west, north, east, south = bounds
    narrowing = math.cos(math.radians((north + south) / 2))
    scale = min(frame.width / ((east - west) * narrowing), frame.height / (north - south))
    told = []
    for ring in rings:
        points = [
            (round(frame.left + (x - west) * narrowing * scale), round(frame.top + (north - y) * scale))
            for x, y in ring
        ]
        points = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
        if len(points) > 2:
            steps = "".join(
                f"{x - before_x} {y - before_y} "
                for (x, y), (before_x, before_y) in zip(points[1:], points, strict=False)
            )
            told.append(f"M{points[0][0]} {points[0][1]}l{steps.strip().replace(' -', '-')}z")
    return "".join(told)

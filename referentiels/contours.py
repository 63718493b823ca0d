"""The outlines of the départements as SVG paths, computed from the geometry in `donnees/contours.json`.

Geometry: IGN, Admin Express COG 2018 (Licence Ouverte), simplified. Equirectangular projection, true to
scale at the middle latitude of each frame. The overseas départements and those around Paris have their own frames.
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
    """A rectangle of the map: its top left corner and its size, in SVG units."""

    left: float
    top: float
    width: float
    height: float


MAINLAND_FRAME = Frame(100, 5, 595, 625)
PARIS_FRAME = Frame(565, 20, 120, 100)
OVERSEAS_FRAMES = {code: Frame(8, 60 + 118 * place, 84, 90) for place, code in enumerate(OVERSEAS)}


class DepartementOutline(NamedTuple):
    code: str
    path: str
    echo: bool = False
    """Whether the département is also drawn larger in another frame."""


@cache
def outlines() -> list[DepartementOutline]:
    """The outlines of all départements; those around Paris twice: in place (`echo`), and larger in their own frame."""
    rings = json.loads(SOURCE.read_text(encoding="utf-8"))["departements"]
    drawn = []
    for code in sorted(rings):
        if code in OVERSEAS:
            drawn.append(DepartementOutline(code, _path(rings[code], _bounds(rings[code]), OVERSEAS_FRAMES[code])))
        else:
            drawn.append(DepartementOutline(code, _path(rings[code], MAINLAND, MAINLAND_FRAME), code in PARIS))
    around = _bounds([ring for code in PARIS for ring in rings[code]])
    return drawn + [DepartementOutline(code, _path(rings[code], around, PARIS_FRAME)) for code in PARIS]


def _bounds(rings: list[Ring]) -> tuple[float, float, float, float]:
    longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
    return min(longitudes), max(latitudes), max(longitudes), min(latitudes)


def _path(rings: list[Ring], bounds: tuple[float, float, float, float], frame: Frame) -> str:
    """`rings`, in degrees, as an SVG path of relative integer coordinates that fits `frame`."""
    west, north, east, south = bounds
    narrowing = math.cos(math.radians((north + south) / 2))
    scale = min(frame.width / ((east - west) * narrowing), frame.height / (north - south))
    parts = []
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
            parts.append(f"M{points[0][0]} {points[0][1]}l{steps.strip().replace(' -', '-')}z")
    return "".join(parts)

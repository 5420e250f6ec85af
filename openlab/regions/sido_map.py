"""The 시·도 map as SVG paths with label positions, made from the fetched `@svg-maps/south-korea` (CC BY 4.0)."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from defusedxml.ElementTree import fromstring

from openlab.config import RESOURCES

Point = tuple[float, float]
Ring = list[Point]

SOURCE = RESOURCES / "static" / "vendor" / "maps" / "south-korea.svg"
VIEW_BOX = "0 0 524 631"
CREDIT = "MapSVG, @svg-maps/south-korea, CC BY 4.0"

_CODES = {
    "seoul": "11000",
    "south-jeolla": "12000",
    "busan": "26000",
    "daegu": "27000",
    "incheon": "28000",
    "daejeon": "30000",
    "ulsan": "31000",
    "sejong": "36000",
    "gyeonggi": "41000",
    "gangwon": "51000",
    "north-chungcheong": "43000",
    "south-chungcheong": "44000",
    "north-jeolla": "52000",
    "north-gyeongsang": "47000",
    "south-gyeongsang": "48000",
    "jeju": "50000",
}
# The map is older than the merger: its Gwangju is a hole in its South Jeolla, and filling the hole joins the two.
_MERGED = {"gwangju": "south-jeolla"}
# Moved by eye from the middle of the largest outline, so that no two labels meet at 390 pixels, in Korean or English.
_OFFSETS: dict[str, Point] = {
    "incheon": (-22, 8),
    "gyeonggi": (6, 46),
    "north-chungcheong": (-22, -30),
    "south-chungcheong": (-20, -20),
    "sejong": (0, -4),
    "daejeon": (2, 4),
    "north-gyeongsang": (8, -14),
    "south-gyeongsang": (-20, -12),
    "ulsan": (14, 0),
    "busan": (12, 8),
}
_TOLERANCE = 0.6  # of a unit of the view box, about half a pixel where the map is 400 pixels wide
_SMALLEST = 2.0  # square units; smaller islands would be dust
_STEP = re.compile(r"([mz])([^mz]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class SidoShape:
    """One 시·도 on the map, in units of the view box; the label is centred on its point."""

    code: str
    path_data: str
    label_x: float
    label_y: float


def shapes(source: Path = SOURCE) -> list[SidoShape]:
    """Return the sixteen shapes, or none where the map was not fetched, so that a page shows its table alone."""
    if not source.is_file():
        return []
    return list(_read(source, source.stat().st_mtime_ns))


@lru_cache(maxsize=4)
def _read(source: Path, _mtime: int) -> tuple[SidoShape, ...]:
    root = fromstring(source.read_text(encoding="utf-8"))
    rings = {path.get("id"): _rings(path.get("d", "")) for path in root.iter() if path.tag.endswith("path")}
    for part, whole in _MERGED.items():
        holes = [_box(ring) for ring in rings.get(part, [])]
        rings[whole] = [ring for ring in rings[whole] if not any(math.dist(_box(ring), hole) < 1 for hole in holes)]
    return tuple(_shape(name, code, rings[name]) for name, code in _CODES.items() if rings.get(name))


def _rings(path_data: str) -> list[Ring]:
    """Return the closed outlines of a path made of relative moves, the one kind that this map has."""
    found: list[Ring] = []
    here: Point = (0.0, 0.0)
    for command, arguments in _STEP.findall(path_data):
        if command == "z":
            here = found[-1][0]
            continue
        numbers = [float(number) for number in _NUMBER.findall(arguments)]
        ring: Ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            here = (here[0] + dx, here[1] + dy)
            ring.append(here)
        found.append(ring)
    return found


def _shape(name: str, code: str, rings: list[Ring]) -> SidoShape:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    kept = [ring for ring in rings if ring is largest or abs(_area(ring)) >= _SMALLEST]
    x, y = _middle(largest)
    dx, dy = _OFFSETS.get(name, (0.0, 0.0))
    return SidoShape(code, "".join(map(_outline, kept)), round(x + dx, 1), round(y + dy, 1))


def _outline(ring: Ring) -> str:
    """Return a ring as path data with one decimal, thinned to what the eye can see."""
    (x, y), *rest = [(round(px * 10), round(py * 10)) for px, py in _thinned(ring)]
    steps = [f"M{x / 10:g} {y / 10:g}l"]
    for px, py in rest:
        steps.append(f"{(px - x) / 10:g} {(py - y) / 10:g} ")
        x, y = px, py
    return "".join(steps).rstrip() + "z"


def _thinned(ring: Ring) -> Ring:
    """Return a ring without the points that lie within the tolerance of a straight line (Douglas and Peucker)."""
    keep = {0, len(ring) - 1}
    spans = [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        inner = range(first + 1, last)
        far = max(inner, key=lambda index: _distance(ring[index], ring[first], ring[last]), default=None)
        if far is not None and _distance(ring[far], ring[first], ring[last]) > _TOLERANCE:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return [ring[index] for index in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    length = math.dist(start, end)
    if length == 0:
        return math.dist(point, start)
    cross = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return abs(cross) / length


def _area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _middle(ring: Ring) -> Point:
    left, top, right, bottom = _box(ring)
    return (left + right) / 2, (top + bottom) / 2


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)

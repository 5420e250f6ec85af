"""Small SVG shapes and a repeatable source of variation for the generated covers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

WIDTH, HEIGHT = 320, 180

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Palette:
    """Four tones of one colour from the ground up, and an accent; `ink` is readable on the ground."""

    ground: str
    low: str
    mid: str
    high: str
    accent: str
    ink: str = "#ffffff"

    def lightened(self) -> "Palette":
        """Return the same colours on light paper: the ground mixed towards white, the dark tones on top."""
        paper, tint = mixed(self.high, "#ffffff", 0.6), mixed(self.high, "#ffffff", 0.15)
        return Palette(paper, tint, mixed(self.mid, self.high, 0.45), self.low, self.accent, ink=self.ground)


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour `share` of the way from the first to the second, both as #rrggbb."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Dice:
    """Numbers that follow from a seed alone: the same on every machine and Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode("utf-8", "replace")
        self._count = 0

    def share(self) -> float:
        """Return the next number from 0 up to, not including, 1."""
        self._count += 1
        digest = hashlib.sha256(self._seed + b"/%d" % self._count).digest()
        return int.from_bytes(digest[:4], "big") / 2**32

    def between(self, low: float, high: float) -> float:
        """Return a number between two bounds."""
        return low + (high - low) * self.share()

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.share() < share

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[int(self.share() * len(options))]


def n(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{round(value, 1):g}"


def rect(x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0, opacity: float = 1) -> str:
    """Return a rectangle."""
    corners = f' rx="{n(radius)}"' if radius else ""
    box = f'x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"'
    return f'<rect {box}{corners} fill="{fill}"{_seen(opacity)}/>'


def circle(x: float, y: float, radius: float, fill: str, *, opacity: float = 1) -> str:
    """Return a filled circle."""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="{fill}"{_seen(opacity)}/>'


def ring(x: float, y: float, radius: float, stroke: str, width: float, *, dashes: str = "") -> str:
    """Return the outline of a circle, dashed if asked."""
    pattern = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill="none" stroke="{stroke}"'
        f' stroke-width="{n(width)}"{pattern}/>'
    )


def shape(path_data: str, fill: str, *, opacity: float = 1) -> str:
    """Return a filled path."""
    return f'<path d="{path_data}" fill="{fill}"{_seen(opacity)}/>'


def line(path_data: str, stroke: str, width: float, *, opacity: float = 1) -> str:
    """Return a drawn path with round ends."""
    return (
        f'<path d="{path_data}" fill="none" stroke="{stroke}" stroke-width="{n(width)}" stroke-linecap="round"'
        f' stroke-linejoin="round"{_seen(opacity)}/>'
    )


def polygon(points: Sequence[tuple[float, float]], fill: str, *, opacity: float = 1) -> str:
    """Return a filled polygon."""
    return shape(outline(points), fill, opacity=opacity)


def outline(points: Sequence[tuple[float, float]]) -> str:
    """Return the path data of a closed polygon."""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points) + "z"


def _seen(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'

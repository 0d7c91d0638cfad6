"""Pictures as SVG: the few shapes that the explainer's diagrams are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final, Literal

type Point = tuple[float, float]  # pixels from the left and from the top
type Anchor = Literal["start", "middle", "end"]

PAPER: Final = "#ffffff"
INK: Final = "#24292f"
FAINT: Final = "#8c959f"
RULE: Final = "#e3e6ea"
# Told apart by shape as well, and by people who see no red or green: Okabe, M. and Ito, K.
# (2008), Color universal design.
GREEN: Final = "#009e73"
RED: Final = "#d55e00"
BLUE: Final = "#0072b2"
SKY: Final = "#cfe5f5"
SAND: Final = "#f6e3bd"


@dataclass(slots=True)
class Picture:
    """A picture that is being drawn: later shapes lie above earlier ones."""

    width: int
    height: int
    title: str  # for who cannot see it
    parts: list[str] = field(default_factory=list)

    def line(self, begin: Point, end: Point, color: str = INK, width: float = 1.0) -> None:
        """Draw a straight line."""
        (x1, y1), (x2, y2) = begin, end
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
            f' stroke="{color}" stroke-width="{width:g}"/>'
        )

    def path(self, points: Iterable[Point], color: str = INK, width: float = 1.5) -> None:
        """Draw a line through points."""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{through}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'
        )

    def area(self, points: Iterable[Point], color: str) -> None:
        """Fill what lies between points."""
        around = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polygon points="{around}" fill="{color}"/>')

    def box(self, corner: Point, size: Point, color: str) -> None:
        """Fill a rectangle, from its corner at the top left."""
        self.parts.append(
            f'<rect x="{corner[0]:.1f}" y="{corner[1]:.1f}" width="{size[0]:.1f}"'
            f' height="{size[1]:.1f}" fill="{color}"/>'
        )

    def dot(self, at: Point, color: str, radius: float = 4.0, *, filled: bool = True) -> None:
        """Draw a disc or, where it is not filled, a ring."""
        fill = color if filled else PAPER
        self.parts.append(
            f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}" fill="{fill}"'
            f' stroke="{color}" stroke-width="1.5"/>'
        )

    def cross(self, at: Point, color: str, size: float = 4.0) -> None:
        """Draw a cross."""
        x, y = at
        self.line((x - size, y - size), (x + size, y + size), color, 2)
        self.line((x - size, y + size), (x + size, y - size), color, 2)

    def text(
        self, at: Point, text: str, color: str = INK, anchor: Anchor = "start", size: int = 13
    ) -> None:
        """Write a line of text; its base line begins, is centred or ends at a point."""
        self.parts.append(
            f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{color}" text-anchor="{anchor}"'
            f' font-size="{size}">{escape(text)}</text>'
        )

    def svg(self) -> str:
        """Return the whole picture."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}"'
        font = 'role="img" font-family="system-ui, sans-serif"'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} height="{self.height}" {font}>',
            f"<title>{escape(self.title)}</title>",
            # A paper of its own: pages are dark for some people.
            f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
            *self.parts,
            "</svg>",
        ]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values of two kinds lie in a picture."""

    x: Point  # the least and the greatest value from left to right
    y: Point  # the same, from bottom to top
    left: float
    right: float
    top: float
    bottom: float

    def at(self, x: float, y: float) -> Point:
        """Return where a pair of values lies."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return (
            self.left + across * (self.right - self.left),
            self.bottom - up * (self.bottom - self.top),
        )

    def rules(self, picture: Picture, levels: Sequence[tuple[float, str]]) -> None:
        """Draw lines from left to right, each with its label at the left."""
        for value, label in levels:
            _, y = self.at(self.x[0], value)
            picture.line((self.left, y), (self.right, y), RULE)
            picture.text((self.left - 8, y + 4), label, FAINT, "end", 12)

    def ticks(self, picture: Picture, values: Sequence[tuple[float, str]]) -> None:
        """Write labels along the bottom."""
        for value, label in values:
            x, _ = self.at(value, self.y[0])
            picture.line((x, self.bottom), (x, self.bottom + 4), FAINT)
            picture.text((x, self.bottom + 18), label, FAINT, "middle", 12)

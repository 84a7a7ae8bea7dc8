"""A pen for drawing on a sheet, in millimetres from its top left corner."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from hearten.doors.components.formats import number_text

Colour = tuple[int, int, int]
Align = Literal["L", "C", "R"]

INK: Colour = (32, 48, 47)
QUIET: Colour = (92, 107, 105)
LINE: Colour = (214, 208, 199)
WARM: Colour = (217, 83, 44)
GOOD: Colour = (47, 125, 107)
WHITE: Colour = (255, 255, 255)
# Lightness differs from one to the next, so that they are told apart in grey too.
FILLS: tuple[Colour, ...] = (
    (47, 125, 107),
    (240, 178, 150),
    (60, 74, 92),
    (183, 121, 31),
    (188, 214, 207),
    (150, 150, 150),
)
SMALL, TINY = 7.5, 6.5
_LEADING = 0.42  # height of a line in millimetres for each point of its type
_DARK = 140


class Pen:
    """Draws on the sheets of a PDF; `family` is the type that the document carries."""

    def __init__(self, sheets: FPDF, family: str) -> None:
        self.sheets, self._family = sheets, family

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing that is drawn inside may turn the page."""
        margin = self.sheets.b_margin
        self.sheets.set_auto_page_break(False)
        yield
        self.sheets.set_auto_page_break(True, margin=margin)

    def lines_of(self, words: str, width: float, *, size: float = SMALL, most: int = 3) -> list[str]:
        """The words broken to `width`; what does not fit into `most` lines ends in an ellipsis."""
        self.sheets.set_font(self._family, "", size)
        broken = self.sheets.multi_cell(
            width, 1, " ".join(words.split()) or " ", dry_run=True, output=MethodReturnValue.LINES
        )
        lines = [str(line).strip() for line in broken] if isinstance(broken, list) else []
        return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        width: float = 60,
        size: float = SMALL,
        align: Align = "L",
        colour: Colour = INK,
        bold: bool = False,
        most: int = 1,
    ) -> None:
        """Words in a box of `width` whose middle lies at height `y`; `x` is its left edge."""
        lines = self.lines_of(words, width, size=size, most=most)
        self.sheets.set_font(self._family, "B" if bold else "", size)
        self.sheets.set_text_color(*colour)
        step = size * _LEADING
        top = y - step * len(lines) / 2
        for place, line in enumerate(lines):
            self.sheets.set_xy(x, top + place * step)
            self.sheets.cell(width, step, line, align=align)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        colour: Colour = LINE,
        wide: float = 0.2,
        dash: float = 0,
    ) -> None:
        self.sheets.set_draw_color(*colour)
        self.sheets.set_line_width(wide)
        self.sheets.set_dash_pattern(dash, dash * 0.8)
        self.sheets.line(x1, y1, x2, y2)
        self.sheets.set_dash_pattern()

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """A filled surface with a thin white edge, so that neighbours part."""
        self.sheets.set_fill_color(*fill)
        self.sheets.set_draw_color(*WHITE)
        self.sheets.set_line_width(0.25)
        self.sheets.rect(x, y, width, height, style="DF")

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """A surface with slanting lines: what may not be told apart."""
        self.box(x, y, width, height, (240, 238, 234))
        with self.sheets.rect_clip(x, y, width, height):
            at = x - height
            while at < x + width:
                self.line(at, y + height, at + height, y, colour=QUIET)
                at += 1.4

    def shape(self, points: Sequence[tuple[float, float]], *, fill: Colour, opacity: float = 1.0) -> None:
        self.sheets.set_fill_color(*fill)
        with self.sheets.local_context(fill_opacity=opacity):
            self.sheets.polygon(list(points), style="F")

    def outline(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: Colour,
        wide: float = 0.5,
        dash: float = 0,
        closed: bool = False,
    ) -> None:
        ends = [*points[1:], points[0]] if closed else points[1:]
        for (x1, y1), (x2, y2) in zip(points, ends, strict=False):
            self.line(x1, y1, x2, y2, colour=colour, wide=wide, dash=dash)

    def mark(self, x: float, y: float, kind: int, *, colour: Colour, size: float = 1.1) -> None:
        """A dot, square, triangle or diamond, so that series part without colour."""
        self.sheets.set_fill_color(*colour)
        self.sheets.set_draw_color(*WHITE)
        self.sheets.set_line_width(0.2)
        if kind % 4 == 0:
            self.sheets.ellipse(x - size, y - size, 2 * size, 2 * size, style="DF")
            return
        sides, turn = {1: (4, math.pi / 4), 2: (3, -math.pi / 2), 3: (4, 0.0)}[kind % 4]
        angles = [turn + 2 * math.pi * i / sides for i in range(sides)]
        reach = size * 1.35
        self.sheets.polygon([(x + reach * math.cos(a), y + reach * math.sin(a)) for a in angles], style="DF")

    def whisker(self, x1: float, x2: float, y: float, *, colour: Colour = INK) -> None:
        """An interval lying from x1 to x2."""
        self.line(x1, y, x2, y, colour=colour, wide=0.35)
        for x in (x1, x2):
            self.line(x, y - 0.9, x, y + 0.9, colour=colour, wide=0.35)


def on(fill: Colour) -> Colour:
    """Which words can be read on a surface."""
    return WHITE if 0.299 * fill[0] + 0.587 * fill[1] + 0.114 * fill[2] < _DARK else INK


def between(stops: Sequence[Colour], at: float) -> Colour:
    """A colour part of the way along the stops, 0 … 1."""
    place = min(max(at, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    mixed = [
        round(a + (b - a) * (place - first)) for a, b in zip(stops[first], stops[first + 1], strict=True)
    ]
    return (mixed[0], mixed[1], mixed[2])


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`."""
    span = high - low or 1.0
    raw = span / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * i, 10) for i in range(first, max(last, first + 1) + 1)]


def ticks_between(low: float, high: float) -> list[float]:
    """Figures at even steps from one end of a scale to the other: whole steps before others, zero among them where it lies between."""
    for count in (5, 4, 6, 3, 2):
        step = (high - low) / count
        if step.is_integer() and (low >= 0 or high <= 0 or (low / step).is_integer()):
            return [low + step * i for i in range(count + 1)]
    return ticks(low, high, 5)


def decimals_of(marks: Sequence[float]) -> int:
    """As many decimals as the marks of one axis need."""
    return next((d for d in (0, 1, 2) if all(abs(round(m, d) - m) < 1e-9 for m in marks)), 3)  # noqa: PLR2004


def figure(value: float, decimals: int) -> str:
    """A number without a minus before zero."""
    return number_text(round(value, decimals) + 0.0, decimals)

"""Planes: points that lie in four fields, rings of a radar, cells of a heat map."""

from __future__ import annotations

import math
from collections.abc import Callable

from hearten.doors.components.charts import Chart
from hearten.doors.components.formats import number_text
from hearten.doors.desk.reports.drawing.pen import (
    FILLS,
    GOOD,
    INK,
    LINE,
    QUIET,
    SMALL,
    TINY,
    WARM,
    WHITE,
    Pen,
    between,
    figure,
    on,
    ticks,
)

_PLANE, _KEY_LINE, _MARGIN = 82.0, 4.2, 12.0
_RADAR = 84.0
_NAMES, _CELL, _HEAD = 84.0, 5.4, 6.0
_COOL = (120, 144, 176)
# Where the number of a dot may stand, best first.
_AROUND = tuple(
    (dx, dy)
    for far in (2.8, 5.2, 7.6)
    for dx, dy in (
        (far, -1.2),
        (-far, -1.2),
        (far, 1.6),
        (-far, 1.6),
        (0.0, -far),
        (0.0, far),
        (far, -far),
        (-far, -far),
    )
)
Box = tuple[float, float, float, float]


def scatter_height(pen: Pen, chart: Chart) -> float:
    return _PLANE + _MARGIN + _KEY_LINE * math.ceil(len(chart.points) / 2) + 2


def draw_scatter(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    """Points by number, named below, so that names never cover each other."""
    xs, ys = [point[0] for point in chart.points], [point[1] for point in chart.points]
    across = _limits(xs, chart.x_minimum, chart.x_maximum)
    up = _limits(ys, chart.minimum, chart.maximum)
    left, wide = x + _MARGIN, width - _MARGIN - 4

    def at(px: float, py: float) -> tuple[float, float]:
        return (
            left + wide * (px - across[0]) / (across[-1] - across[0]),
            y + _PLANE * (up[-1] - py) / (up[-1] - up[0]),
        )

    for value in across:
        px = at(value, up[0])[0]
        pen.line(px, y, px, y + _PLANE, wide=0.12)
        pen.text(px - 8, y + _PLANE + 2.2, _short(value), width=16, size=TINY, align="C", colour=QUIET)
    for value in up:
        py = at(across[0], value)[1]
        pen.line(left, py, left + wide, py, wide=0.12)
        pen.text(x, py, _short(value), width=_MARGIN - 1.5, size=TINY, align="R", colour=QUIET)
    pen.text(left, y - 1.8, "↑ " + chart.y_word, width=wide, size=TINY, colour=QUIET)
    pen.text(left, y + _PLANE + 6, chart.x_word + " →", width=wide, size=TINY, align="R", colour=QUIET)
    dots = [at(px, py) for px, py, _name in chart.points]
    _quarters(pen, chart, at, (left, y, wide, _PLANE), dots)
    for cx, cy in dots:
        pen.mark(cx, cy, 0, colour=WARM, size=1.3)
    taken: list[tuple[float, float]] = [*dots]
    for number, (cx, cy) in enumerate(dots, start=1):
        spot = next(
            ((cx + dx, cy + dy) for dx, dy in _AROUND if _is_free(cx + dx, cy + dy, taken)),
            (cx + 2.6, cy - 1.6),
        )
        taken.append(spot)
        pen.text(spot[0] - 4, spot[1], str(number), width=8, size=SMALL, align="C", bold=True)
    _key(pen, chart, x, y + _PLANE + _MARGIN, width)


def _limits(values: list[float], low: float | None, high: float | None) -> list[float]:
    least, most = min(values, default=0.0), max(values, default=1.0)
    return ticks(least if low is None else low, most if high is None else high)


def _is_free(x: float, y: float, taken: list[tuple[float, float]]) -> bool:
    """Whether a number there would cover neither a dot nor another number."""
    return all(abs(x - tx) > 3.0 or abs(y - ty) > 2.4 for tx, ty in taken)  # noqa: PLR2004


def _quarters(
    pen: Pen,
    chart: Chart,
    at: Callable[[float, float], tuple[float, float]],
    box: Box,
    dots: list[tuple[float, float]],
) -> None:
    """The cross, and the word of each field: at its outer edge, or beside the cross when dots lie at the edge."""
    if not chart.cross:
        return
    left, top, wide, tall = box
    cx, cy = at(*chart.cross)
    pen.line(cx, top, cx, top + tall, colour=QUIET, wide=0.35, dash=1.2)
    pen.line(left, cy, left + wide, cy, colour=QUIET, wide=0.35, dash=1.2)
    edges = ((top + 3, cy - 3), (top + 3, cy - 3), (top + tall - 3, cy + 3), (top + tall - 3, cy + 3))
    for place, word in enumerate(chart.corners or ()):
        right = place % 2 == 1
        start = left + wide - 61 if right else left + 1
        near = [dy for dx, dy in dots if (dx > left + wide - 45 if right else dx < left + 45)]
        rows = edges[place]
        row = next((r for r in rows if all(abs(r - dy) > 4.5 for dy in near)), rows[0])  # noqa: PLR2004
        pen.text(start, row, word, size=SMALL, align="R" if right else "L", colour=GOOD, bold=True)


def _key(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    half = math.ceil(len(chart.points) / 2)
    for number, (px, py, name) in enumerate(chart.points):
        column, line = divmod(number, half)
        figures = f"({number_text(px, chart.decimals)}; {number_text(py, chart.decimals)})"
        words = f"{number + 1}  {name} {figures}"
        pen.text(x + column * width / 2, y + line * _KEY_LINE + 2, words, width=width / 2 - 2)


def radar_height(pen: Pen, chart: Chart) -> float:
    return _RADAR + 6


def draw_radar(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    """Each series as a ring: lines and marks differ, so that they part without colour."""
    low, high = chart.minimum or 0.0, chart.maximum or 1.0
    cx, cy, reach = x + width / 2, y + 3 + _RADAR / 2, _RADAR / 2 - 6
    spokes = [-math.pi / 2 + 2 * math.pi * i / len(chart.categories) for i in range(len(chart.categories))]

    def at(spoke: float, value: float) -> tuple[float, float]:
        far = reach * (value - low) / (high - low)
        return cx + far * math.cos(spoke), cy + far * math.sin(spoke)

    for value in [v for v in ticks(low, high, 7) if low < v <= high]:
        pen.outline([at(s, value) for s in spokes], colour=LINE, wide=0.15, closed=True)
        pen.text(cx + 0.8, at(spokes[0], value)[1], _short(value), width=8, size=TINY, colour=QUIET)
    for spoke, name in zip(spokes, chart.categories, strict=True):
        ex, ey = at(spoke, high)
        pen.line(cx, cy, ex, ey, wide=0.15)
        side = "C" if abs(math.cos(spoke)) < 0.2 else "L" if math.cos(spoke) > 0 else "R"  # noqa: PLR2004
        shift = {"C": -25.0, "L": 2.0, "R": -52.0}[side]
        pen.text(ex + shift, ey + 3 * math.sin(spoke), str(name), width=50, align=side)  # type: ignore[arg-type]
    for place, series in enumerate(chart.series):
        colour = (GOOD, WARM)[place % 2]
        points = [at(s, v if v is not None else low) for s, v in zip(spokes, series.values, strict=True)]
        pen.outline(points, colour=colour, wide=0.6, dash=1.5 if place == 0 else 0, closed=True)
        for px, py in points:
            pen.mark(px, py, 1 - place % 2, colour=colour)
        pen.line(
            x,
            y + 4 + 5 * place,
            x + 8,
            y + 4 + 5 * place,
            colour=colour,
            wide=0.6,
            dash=1.5 if place == 0 else 0,
        )
        pen.mark(x + 4, y + 4 + 5 * place, 1 - place % 2, colour=colour)
        pen.text(x + 10, y + 4 + 5 * place, series.name)


def heat_height(pen: Pen, chart: Chart) -> float:
    return _HEAD + sum(_heat_rows(pen, chart))


def draw_heat(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    """Rows of figures on surfaces that darken with their size; the figure itself is always there."""
    shown = [v for series in chart.series for v in series.values if v is not None]
    if not shown:
        return
    low = chart.minimum if chart.minimum is not None else min(shown)
    high = chart.maximum if chart.maximum is not None else max(shown)
    stops = (_COOL, WHITE, (235, 140, 110)) if low < 0 else ((253, 241, 236), (235, 140, 110))
    wide = min(26.0, (width - _NAMES - 3) / max(1, len(chart.categories)))
    for column, name in enumerate(chart.categories):
        pen.text(
            x + _NAMES + 3 + column * wide, y + 3, str(name), width=wide, size=TINY, align="C", colour=QUIET
        )
    y += _HEAD
    for series, tall in zip(chart.series, _heat_rows(pen, chart), strict=True):
        pen.text(x, y + tall / 2, series.name, width=_NAMES, align="R", most=2)
        for column, value in enumerate(series.values):
            if value is None:
                continue
            fill = between(stops, (value - low) / ((high - low) or 1.0))
            pen.box(x + _NAMES + 3 + column * wide, y, wide, tall, fill)
            pen.text(
                x + _NAMES + 3 + column * wide,
                y + tall / 2,
                figure(value, chart.decimals),
                width=wide,
                align="C",
                colour=on(fill),
                bold=abs(value) >= 0.4 and low < 0,  # noqa: PLR2004
            )
        y += tall


def _heat_rows(pen: Pen, chart: Chart) -> list[float]:
    return [max(_CELL, 3.2 * len(pen.lines_of(s.name, _NAMES, most=2)) + 1.6) for s in chart.series]


def _short(value: float) -> str:
    return number_text(value, 0 if float(value).is_integer() else 2 if abs(value) < 1 else 1)


__all__ = [
    "FILLS",
    "INK",
    "draw_heat",
    "draw_radar",
    "draw_scatter",
    "heat_height",
    "radar_height",
    "scatter_height",
]

"""Charts with an upright axis: lines with their intervals over time, and bars."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text
from hearten.doors.desk.reports.drawing.pen import (
    FILLS,
    INK,
    QUIET,
    TINY,
    Pen,
    decimals_of,
    ticks,
    ticks_between,
)

_TALL, _LEFT, _FOOT, _LEGEND = 48.0, 14.0, 7.0, 5.0
_MOST_LABELS = 14
# Where a place among the categories and a value lie, and how far places are apart.
_Axes = tuple[Callable[[int], float], Callable[[float], float], float]
_DASHES = (0.0, 1.6, 0.7, 3.0)


def height(pen: Pen, chart: Chart) -> float:
    return _TALL + _FOOT + (_LEGEND if len(chart.series) > 1 else 0) + 3


def draw(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    if len(chart.series) > 1:
        _legend(pen, chart, x, y, width)
        y += _LEGEND
    y += 3
    marks = _marks(chart)
    low, high = marks[0], marks[-1]
    left, wide = x + _LEFT, width - _LEFT - 2
    step = wide / max(1, len(chart.categories))

    def across(place: int) -> float:
        return left + step * (place + 0.5)

    def up(value: float) -> float:
        return y + _TALL * (high - value) / (high - low)

    for value in marks:
        pen.line(
            left,
            up(value),
            left + wide,
            up(value),
            wide=0.3 if value == 0 else 0.12,
            colour=QUIET if value == 0 else (214, 208, 199),
        )
        decimals = decimals_of(marks)
        pen.text(
            x,
            up(value),
            number_text(value, decimals) + chart.unit,
            width=_LEFT - 1.5,
            size=TINY,
            align="R",
            colour=QUIET,
        )
    every = -(-len(chart.categories) // _MOST_LABELS)
    for place, name in enumerate(chart.categories):
        if place % every == 0:
            pen.text(
                across(place) - step * every / 2,
                y + _TALL + 3,
                str(name),
                width=step * every,
                size=TINY,
                align="C",
                colour=QUIET,
            )
    for place, series in enumerate(chart.series):
        if chart.kind == "bar":
            _bars(pen, chart, series, place, (across, up, step))
        else:
            _line(pen, series, place, (across, up, step))


def _marks(chart: Chart) -> list[float]:
    """A scale of which both ends are known is drawn whole; else bars begin at zero, lines where their intervals do."""
    if chart.minimum is not None and chart.maximum is not None:
        return ticks_between(chart.minimum, chart.maximum)
    values = [
        v
        for s in chart.series
        for part in (s.values, s.low or (), s.high or ())
        for v in part
        if v is not None
    ]
    floor = [0.0] if chart.kind in {"bar", "area"} else []
    low = chart.minimum if chart.minimum is not None else min([*values, *floor], default=0.0)
    high = chart.maximum if chart.maximum is not None else max([*values, *floor], default=1.0)
    return ticks(low, high if high > low else low + 1, 5)


def _line(pen: Pen, series: Series, place: int, axes: _Axes) -> None:
    across, up, _step = axes
    colour = FILLS[2 * place % len(FILLS)]
    values = {i: value for i, value in enumerate(series.values) if value is not None}
    low, high = (dict(enumerate(side or ())) for side in (series.low, series.high))
    sure = [(i, lo, hi) for i in values if (lo := low.get(i)) is not None and (hi := high.get(i)) is not None]
    if len(sure) > 1:
        top = [(across(i), up(hi)) for i, _lo, hi in sure]
        bottom = [(across(i), up(lo)) for i, lo, _hi in reversed(sure)]
        pen.shape([*top, *bottom], fill=colour, opacity=0.15)
    known = list(values)
    for first, second in pairwise(known):
        if second == first + 1:  # a gap is not bridged
            pen.outline(
                [(across(i), up(values[i])) for i in (first, second)],
                colour=colour,
                wide=0.6,
                dash=_DASHES[place % 4],
            )
    for i in known:
        pen.mark(across(i), up(values[i]), place, colour=colour, size=0.9)


def _bars(pen: Pen, chart: Chart, series: Series, place: int, axes: _Axes) -> None:
    across, up, step = axes
    wide = min(12.0, step * 0.7) / len(chart.series)
    for i, value in enumerate(series.values):
        if value is None:
            continue
        left = across(i) + (place - len(chart.series) / 2) * wide
        pen.box(left, up(max(value, 0.0)), wide, abs(up(value) - up(0.0)), FILLS[place % len(FILLS)])
        pen.text(
            left - 4,
            up(max(value, 0.0)) - 1.8,
            number_text(value, chart.decimals),
            width=wide + 8,
            size=TINY,
            align="C",
            colour=INK,
        )


def _legend(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    each = width / len(chart.series)
    for place, series in enumerate(chart.series):
        colour, at = FILLS[2 * place % len(FILLS)], x + place * each
        pen.line(at, y + 2, at + 8, y + 2, colour=colour, wide=0.6, dash=_DASHES[place % 4])
        pen.mark(at + 4, y + 2, place, colour=colour, size=0.9)
        pen.text(at + 10, y + 2, series.name, width=each - 11)

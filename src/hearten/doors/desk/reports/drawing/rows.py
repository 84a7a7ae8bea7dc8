"""Lying bars and dots: one row for each category, with its name at the left."""

from __future__ import annotations

from dataclasses import dataclass

from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text
from hearten.doors.desk.reports.drawing.pen import (
    FILLS,
    INK,
    LINE,
    QUIET,
    SMALL,
    TINY,
    Colour,
    Pen,
    between,
    decimals_of,
    figure,
    on,
    ticks,
    ticks_between,
)

_NAMES = 56.0  # millimetres for the names of rows
_GAP, _VALUES = 3.0, 16.0
_ROW, _LINE_MM, _AXIS = 7.0, 3.2, 6.0
_LEGEND = 5.0
_LEAST_LABEL = 7.0  # a piece narrower than this has no room for its figure
_STEPS: tuple[Colour, ...] = (
    (217, 83, 44),
    (248, 214, 200),
    (232, 230, 226),
    (196, 222, 215),
    (47, 125, 107),
)
_STACKED = {"stacked_row", "share_row", "diverging_row"}


@dataclass(frozen=True)
class _Plot:
    """Where the bars lie: x for a value between `low` and `high`; `marks` are the figures of the axis."""

    left: float
    width: float
    marks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.marks[0]

    @property
    def high(self) -> float:
        return self.marks[-1]

    def x(self, value: float) -> float:
        return self.left + self.width * (min(max(value, self.low), self.high) - self.low) / (
            self.high - self.low
        )


def height(pen: Pen, chart: Chart) -> float:
    return sum(_heights(pen, chart)) + _AXIS + _legend_rows(pen, chart, 170.0) * _LEGEND


def draw(pen: Pen, chart: Chart, x: float, y: float, width: float) -> None:
    """All kinds of lying charts; the figures stand beside or inside the bars."""
    y += _legend(pen, chart, x, y, width)
    plot = _scale(chart, x, width)
    tall = _heights(pen, chart)
    _axis(pen, chart, plot, y, sum(tall))
    for row, (name, high) in enumerate(zip(chart.categories, tall, strict=True)):
        pen.text(x, y + high / 2, str(name), width=_NAMES, align="R", most=3)
        if chart.kind == "diverging_row":
            _diverging(pen, chart, row, plot, y + high / 2)
        elif chart.kind in _STACKED:
            _stacked(pen, chart, row, plot, y + high / 2)
        elif chart.kind == "dot_row":
            _dots(pen, chart, row, plot, y + high / 2)
        else:
            _bars(pen, chart, row, plot, y + high / 2)
        y += high


def _heights(pen: Pen, chart: Chart) -> list[float]:
    several = 1 if chart.kind in _STACKED or _in_turn(chart) else max(1, len(chart.series))
    least = max(_ROW, 3.6 * several + 2)
    return [max(least, _LINE_MM * len(pen.lines_of(str(name), _NAMES)) + 2) for name in chart.categories]


def _in_turn(chart: Chart) -> bool:
    """Whether no row has more than one figure, so that all may lie on its middle."""
    rows = range(len(chart.categories))
    return all(sum(series.values[row] is not None for series in chart.series) <= 1 for row in rows)


def _scale(chart: Chart, x: float, width: float) -> _Plot:
    room = 0.0 if chart.kind in _STACKED else _VALUES
    left, wide = x + _NAMES + _GAP, width - _NAMES - _GAP - room
    if chart.kind == "diverging_row":
        return _Plot(left, wide, tuple(ticks(-100.0, 100.0)))
    if chart.kind in _STACKED:
        whole = [sum(s.values[i] or 0.0 for s in chart.series) for i in range(len(chart.categories))]
        most = 100.0 if chart.kind == "share_row" else max([*whole, 1.0])
        return _Plot(left, wide, tuple(ticks(0.0, most)))
    values = [
        v
        for s in chart.series
        for part in (s.values, s.low or (), s.high or ())
        for v in part
        if v is not None
    ]
    # A bar begins at zero, or its length would lie; a dot need not.
    floor = [] if chart.kind == "dot_row" and chart.minimum is None else [chart.minimum or 0.0]
    low, high = min([*values, *floor], default=0.0), max([*values, *floor], default=1.0)
    if chart.minimum is not None and chart.maximum is not None:
        return _Plot(left, wide, tuple(ticks_between(chart.minimum, chart.maximum)))
    return _Plot(left, wide, tuple(ticks(low, high if chart.maximum is None else chart.maximum)))


def _axis(pen: Pen, chart: Chart, plot: _Plot, y: float, tall: float) -> None:
    marks = plot.marks
    decimals = decimals_of(marks)
    for value in marks:
        at = plot.x(value)
        pen.line(at, y, at, y + tall, colour=QUIET if value == 0 else LINE, wide=0.3 if value == 0 else 0.15)
        shown = abs(value) if chart.kind == "diverging_row" else value
        pen.text(
            at - 8,
            y + tall + 2.2,
            number_text(shown, decimals) + chart.unit,
            width=16,
            size=TINY,
            align="C",
            colour=QUIET,
        )
    if chart.reference and plot.low <= chart.reference[0] <= plot.high:
        at = plot.x(chart.reference[0])
        pen.line(at, y, at, y + tall, colour=INK, wide=0.3, dash=1)


def _bars(pen: Pen, chart: Chart, row: int, plot: _Plot, middle: float) -> None:
    thick = 3.4
    for place, series in enumerate(chart.series):
        value = series.values[row]
        at = middle if _in_turn(chart) else middle + (place - (len(chart.series) - 1) / 2) * (thick + 0.2)
        if value is None:
            continue
        zero, end = plot.x(max(0.0, plot.low)), plot.x(value)
        lies = (min(zero, end), at - thick / 2, abs(end - zero), thick)
        if series.tone == "hidden":
            pen.hatched(*lies)
        else:
            pen.box(*lies, FILLS[place % len(FILLS)])
        _interval(pen, series, row, plot, at)
        _figure(pen, chart, value, plot, at)


def _dots(pen: Pen, chart: Chart, row: int, plot: _Plot, middle: float) -> None:
    for place, series in enumerate(chart.series):
        value = series.values[row]
        at = middle + (place - (len(chart.series) - 1) / 2) * 3.6
        if value is None:
            continue
        _interval(pen, series, row, plot, at)
        pen.mark(plot.x(value), at, place, colour=FILLS[2 * place % len(FILLS)])
        _figure(pen, chart, value, plot, at)


def _figure(pen: Pen, chart: Chart, value: float, plot: _Plot, at: float) -> None:
    text = figure(value, chart.decimals) + chart.unit
    pen.text(plot.left + plot.width + 1, at, text, width=_VALUES - 1, size=SMALL, align="R")


def _interval(pen: Pen, series: Series, row: int, plot: _Plot, at: float) -> None:
    low = series.low[row] if series.low else None
    high = series.high[row] if series.high else None
    if low is not None and high is not None:
        pen.whisker(plot.x(low), plot.x(high), at)


def _stacked(pen: Pen, chart: Chart, row: int, plot: _Plot, middle: float) -> None:
    at = 0.0
    for place, series in enumerate(chart.series):
        value = series.values[row] or 0.0
        _piece(pen, chart, place, plot, (at, at + value, middle))
        at += value


def _diverging(pen: Pen, chart: Chart, row: int, plot: _Plot, middle: float) -> None:
    """Steps below the middle to the left of zero, those above to the right, a middle step half and half."""
    values = [s.values[row] or 0.0 for s in chart.series]
    steps = [place for place, s in enumerate(chart.series) if s.tone != "hidden"]
    centre = (len(steps) - 1) / 2
    at = -sum(values[place] for i, place in enumerate(steps) if i < centre)
    if centre.is_integer():
        at -= values[steps[int(centre)]] / 2
    hidden = [place for place in range(len(values)) if place not in steps]
    for place in [*steps, *hidden]:
        _piece(pen, chart, place, plot, (at, at + values[place], middle))
        at += values[place]


def _piece(pen: Pen, chart: Chart, place: int, plot: _Plot, span: tuple[float, float, float]) -> None:
    """The piece of one series, from `span[0]` to `span[1]`, at height `span[2]`."""
    start, end, middle = span
    left, right, thick = plot.x(start), plot.x(end), 5.0
    if right - left <= 0:
        return
    if chart.series[place].tone == "hidden":
        pen.hatched(left, middle - thick / 2, right - left, thick)
        return
    fill = _fill(chart, place)
    pen.box(left, middle - thick / 2, right - left, thick, fill)
    if right - left >= _LEAST_LABEL:
        told = number_text(end - start, 0) + chart.unit
        pen.text(left, middle, told, width=right - left, size=TINY, align="C", colour=on(fill))


def _fill(chart: Chart, place: int) -> Colour:
    if chart.kind == "stacked_row":
        return FILLS[place % len(FILLS)]
    steps = sum(series.tone != "hidden" for series in chart.series)
    return between(_STEPS, place / max(1, steps - 1))


def _legend_rows(pen: Pen, chart: Chart, width: float) -> int:
    return len(_legend_lines(pen, chart, width)) if len(chart.series) > 1 else 0


def _legend_lines(pen: Pen, chart: Chart, width: float) -> list[list[tuple[int, float]]]:
    """Which series stand on which line of the legend, and how wide each is."""
    lines: list[list[tuple[int, float]]] = [[]]
    used = 0.0
    for place, series in enumerate(chart.series):
        pen.lines_of(series.name, width)  # sets the type
        wide = min(pen.sheets.get_string_width(series.name) + 9, width)
        if used + wide > width and lines[-1]:
            lines.append([])
            used = 0.0
        lines[-1].append((place, wide))
        used += wide
    return lines


def _legend(pen: Pen, chart: Chart, x: float, y: float, width: float) -> float:
    if len(chart.series) <= 1:
        return 0.0
    lines = _legend_lines(pen, chart, width)
    for number, line in enumerate(lines):
        at, middle = x, y + number * _LEGEND + _LEGEND / 2
        for place, wide in line:
            series = chart.series[place]
            if series.tone == "hidden":
                pen.hatched(at, middle - 1.3, 4, 2.6)
            elif chart.kind == "dot_row":
                pen.mark(at + 2, middle, place, colour=FILLS[2 * place % len(FILLS)])
            else:
                fill = _fill(chart, place) if chart.kind in _STACKED else FILLS[place % len(FILLS)]
                pen.box(at, middle - 1.3, 4, 2.6, fill)
            pen.text(at + 5, middle, series.name, width=wide - 5 + 0.5)
            at += wide
    return len(lines) * _LEGEND

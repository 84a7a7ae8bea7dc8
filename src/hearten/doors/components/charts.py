"""What a chart is before it is drawn: figures, a sentence that says what they show, and a table that shows the same.

A view builds a `Chart`; `{% chart chart %}` renders it; static/components/charts.js draws it with ECharts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from hearten.doors.components.formats import NOTHING, number_text

Kind = Literal[
    "line",
    "area",
    "bar",
    "stacked",
    "share",
    "row",
    "stacked_row",
    "share_row",
    "dot_row",  # a dot with its interval for each category
    "diverging_row",  # steps of a scale to the left and right of its middle, as shares
    "scatter",
    "heat",
    "radar",
]
# `hidden` is a share that may not be told apart: it is hatched.
Tone = Literal["", "good", "warm", "warn", "bad", "info", "quiet", "hidden"]


@dataclass(frozen=True)
class Series:
    """One line or set of bars. `low` and `high` draw an interval around each value. None is a gap, not a zero."""

    name: str
    values: Sequence[float | None]
    tone: Tone = ""
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None


@dataclass(frozen=True)
class Chart:
    """A chart with its sentence and its table twin.

    `links` leads each category to the rows behind it; `unit` follows each figure (`%`, `天`); `points` (scatter) are
    (x, y, name); a heat chart has one series for each row, and `category_word` is the word of those. `reference` draws a line: (value, word).

    Scatter: `cross` (x, y) cuts the plane in four, `corners` name the fields (top left, top right, bottom left, bottom
    right); `minimum`, `maximum` are of y, `x_minimum`, `x_maximum` of x. Diverging: one series for each step, lowest first.
    """

    title: str
    sentence: str
    kind: Kind
    categories: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    decimals: int = 0
    category_word: str = ""
    height: int = 280
    minimum: float | None = None
    maximum: float | None = None
    reference: tuple[float, str] | None = None
    links: Sequence[str] = field(default_factory=tuple)
    x_word: str = ""
    y_word: str = ""
    points: Sequence[tuple[float, float, str]] = field(default_factory=tuple)
    x_minimum: float | None = None
    x_maximum: float | None = None
    cross: tuple[float, float] | None = None
    corners: tuple[str, str, str, str] | None = None

    @property
    def spec(self) -> str:
        """What the browser needs to draw it."""
        return json.dumps(asdict(self), ensure_ascii=False, default=_plain)

    @property
    def is_empty(self) -> bool:
        return not self.points and not any(v is not None for series in self.series for v in series.values)

    @property
    def head(self) -> list[str]:
        """Column names of the table twin."""
        if self.kind == "scatter":
            return [self.category_word, self.x_word, self.y_word]
        if self.kind == "heat":
            return [self.category_word, *self.categories]
        return [self.category_word, *(series.name for series in self.series)]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table twin: the name, its link, the figures as text."""
        if self.kind == "scatter":
            return [
                {"name": n, "link": "", "cells": [self._text(x), self._text(y)]} for x, y, n in self.points
            ]
        if self.kind == "heat":
            across = range(len(self.categories))
            return [
                {"name": one.name, "link": "", "cells": [self._cell(one, i) for i in across]}
                for one in self.series
            ]
        links = list(self.links) + [""] * (len(self.categories) - len(self.links))
        return [
            {"name": name, "link": links[i], "cells": [self._cell(series, i) for series in self.series]}
            for i, name in enumerate(self.categories)
        ]

    def _cell(self, series: Series, index: int) -> str:
        text = self._text(series.values[index])
        low = series.low[index] if series.low else None
        high = series.high[index] if series.high else None
        if low is None or high is None or text == NOTHING:
            return text
        return f"{text} ({number_text(low, self.decimals)} – {number_text(high, self.decimals)})"

    def _text(self, value: float | None) -> str:
        return NOTHING if value is None else number_text(value, self.decimals) + self.unit


def _plain(value: object) -> object:
    """Numbers of NumPy and Decimal, and lazy text, as JSON knows them."""
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "as_integer_ratio"):
        return float(value)  # type: ignore[arg-type]
    return str(value)

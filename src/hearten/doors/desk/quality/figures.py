"""How indicators, points and groups read: values with their unit, intervals, sparklines, charts, sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.products.selectors import list_products
from hearten.domains.products.types import in_language
from hearten.domains.products.words import REGION_LABELS
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.selectors.courses import Course
from hearten.domains.quality.selectors.index import IndexView, IndicatorRow
from hearten.domains.quality.types import Aspect, Figure, Grouping, Indicator, Measuring, Standing, Unit
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, number_text
from hearten.engines.service_index import Points

_SCALE = {Unit.SHARE: 100.0}
# Where a scale ends, so that an axis shows neither more nor less than can be answered.
_LOWEST = {Unit.SCALE_7: 1.0, Unit.SCALE_10: 1.0}
_HIGHEST = {Unit.SHARE: 100.0, Unit.SCALE_7: 7.0, Unit.SCALE_10: 10.0}
_DECIMALS = {Unit.HOURS: 0, Unit.SCALE_7: 2}
TONES = {
    Standing.SURELY_MET: "good",
    Standing.MET: "good",
    Standing.BETWEEN: "warn",
    Standing.POOR: "bad",
    Standing.UNKNOWN: "quiet",
}
_WIDTH, _HEIGHT, _PAD = 96.0, 26.0, 3.0
_ALMOST = 0.05


@dataclass(frozen=True)
class Spark:
    """A small line: `lines` are its unbroken pieces, `x`, `y` where it ends, `target` the height of the target line."""

    lines: tuple[str, ...]
    x: float | None
    y: float | None
    target: float
    words: str


def name_of(indicator: Indicator) -> str:
    return indicator.name.in_language(get_language())


def aspect_word(aspect: Aspect) -> str:
    return index_book().aspects[aspect].in_language(get_language())


def unit_sign(unit: Unit) -> str:
    """What follows the number."""
    return {
        Unit.SHARE: "%",
        Unit.PER_THOUSAND: "‰",
        Unit.DAYS: " " + _("days"),
        Unit.HOURS: " " + _("hours"),
    }.get(unit, "")


def value_text(unit: Unit, value: float | None, *, sign: bool = True) -> str:
    if value is None or not math.isfinite(value):
        return NOTHING
    text = number_text(round(value * _SCALE.get(unit, 1.0), 6), _DECIMALS.get(unit, 1))
    return text + (unit_sign(unit) if sign else "")


def interval_text(indicator: Indicator, figure: Figure | None) -> str:
    """“95% sure: 21.0 – 33.4”, or why there is none."""
    if figure is None:
        return _("Not measured")
    if figure.hidden:
        return _("Hidden: too few people")
    if indicator.measuring is Measuring.COUNTED:
        return _("All counted")
    if figure.low is None or figure.high is None:
        return _("Too few to say how sure")
    low, high = (value_text(indicator.unit, v, sign=False) for v in (figure.low, figure.high))
    return _("95%% sure: %(low)s – %(high)s") % {"low": low, "high": high}


def count_text(figure: Figure | None) -> str:
    if figure is None or figure.n is None:
        return ""
    return ngettext("%(n)s counted", "%(n)s counted", figure.n) % {"n": number_text(figure.n)}


def points_text(points: Points) -> str:
    return number_text(round(points.value, 4), 0) if points.known else NOTHING


def points_interval(points: Points) -> str:
    if not points.known:
        return _("Too little measured")
    low, high = (number_text(round(x, 4), 0) for x in (points.low, points.high))
    return _("95%% sure: %(low)s – %(high)s") % {"low": low, "high": high}


def month_word(month: date) -> str:
    return f"{month:%Y-%m}"


def spark_of(row: IndicatorRow) -> Spark:
    """The months of an indicator as a small line, with its target; higher is higher, whichever way is better."""
    values = [f.value if f is not None else None for _at, f in row.history]
    known = [v for v in values if v is not None]
    least, most = min([*known, row.aim.target]), max([*known, row.aim.target])
    room = (most - least) or 1.0

    def height(value: float) -> float:
        return round(_HEIGHT - _PAD - (value - least) / room * (_HEIGHT - 2 * _PAD), 1)

    step = (_WIDTH - 2 * _PAD) / max(1, len(values) - 1)
    places = [(round(_PAD + i * step, 1), height(v)) if v is not None else None for i, v in enumerate(values)]
    last = next((place for place in reversed(places) if place), None)
    words = ", ".join(
        f"{month_word(at)} {value_text(row.indicator.unit, f.value)}"
        for at, f in row.history
        if f is not None
    )
    x, y = last or (None, None)
    return Spark(_pieces(places), x, y, height(row.aim.target), words or NOTHING)


def _pieces(places: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    lines: list[list[str]] = [[]]
    for place in places:
        if place is None:
            lines.append([])
        else:
            lines[-1].append(f"{place[0]},{place[1]}")
    return tuple(" ".join(line) for line in lines if len(line) > 1)


def aspects_chart(view: IndexView) -> Chart:
    """The five dimensions as bars with their intervals."""
    known = [row for row in view.aspects if row.points.known]
    return Chart(
        title=_("The five dimensions"),
        sentence=_aspects_sentence(view),
        kind="row",
        categories=[aspect_word(row.aspect) for row in view.aspects],
        series=[
            Series(
                name=_("Points"),
                values=[_maybe(row.points.value) for row in view.aspects],
                low=[_maybe(row.points.low) for row in view.aspects],
                high=[_maybe(row.points.high) for row in view.aspects],
            )
        ],
        category_word=_("Dimension"),
        minimum=0.0,
        maximum=100.0,
        height=90 + 46 * max(2, len(known)),
    )


def _aspects_sentence(view: IndexView) -> str:
    known = [row for row in view.aspects if row.points.known]
    if len(known) < 2:  # noqa: PLR2004 -- two are needed to compare
        return _("There is too little to compare yet.")
    top, bottom = max(known, key=lambda r: r.points.value), min(known, key=lambda r: r.points.value)
    text = _("Highest: %(top)s (%(top_value)s). Lowest: %(bottom)s (%(bottom_value)s).") % {
        "top": aspect_word(top.aspect),
        "top_value": points_text(top.points),
        "bottom": aspect_word(bottom.aspect),
        "bottom_value": points_text(bottom.points),
    }
    if bottom.points.high >= top.points.low:
        text += " " + _("Their intervals overlap, so the difference may be chance.")
    return text


def index_chart(view: IndexView) -> Chart:
    """The whole index over the months."""
    shown = [(at, points) for at, points in view.history if points.known]
    sentence = _("There is too little to compare yet.")
    if len(shown) > 1:
        sentence = _("From %(first)s points in %(first_month)s to %(last)s in %(last_month)s.") % {
            "first": points_text(shown[0][1]),
            "first_month": month_word(shown[0][0]),
            "last": points_text(shown[-1][1]),
            "last_month": month_word(shown[-1][0]),
        }
    return Chart(
        title=_("The index over the months"),
        sentence=sentence,
        kind="line",
        categories=[month_word(at) for at, _points in view.history],
        series=[
            Series(
                name=_("Index"),
                values=[_maybe(points.value) for _at, points in view.history],
                low=[_maybe(points.low) for _at, points in view.history],
                high=[_maybe(points.high) for _at, points in view.history],
            )
        ],
        category_word=_("Month"),
        minimum=0.0,
        maximum=100.0,
    )


def course_chart(course: Course, target: float) -> Chart:
    """One indicator over two years, with its interval and the line of its target."""
    indicator = course.indicator
    scale = _SCALE.get(indicator.unit, 1.0)
    return Chart(
        title=name_of(indicator),
        sentence=course_sentence(course),
        kind="line",
        categories=[month_word(f.month) for f in course.figures],
        series=[_series(name_of(indicator), course.figures, scale)],
        unit=unit_sign(indicator.unit),
        decimals=_DECIMALS.get(indicator.unit, 1),
        category_word=_("Month"),
        minimum=_LOWEST.get(indicator.unit, 0.0) if indicator.unit is not Unit.SHARE else None,
        maximum=_HIGHEST.get(indicator.unit),
        reference=(target * scale, _("Target")),
    )


def groups_chart(
    indicator: Indicator,
    grouping: Grouping,
    figures: Sequence[Figure],
    words: Mapping[str, str],
    target: float,
) -> Chart:
    """One indicator by group, with intervals."""
    scale = _SCALE.get(indicator.unit, 1.0)
    shown = [f for f in figures if f.value is not None]
    sentence = _("There is too little to compare yet.")
    if len(shown) > 1:
        ordered = sorted(shown, key=lambda f: f.value or 0.0, reverse=indicator.higher_is_better)
        sentence = _("Best: %(best)s (%(best_value)s). Weakest: %(worst)s (%(worst_value)s).") % {
            "best": words.get(ordered[0].key, ordered[0].key),
            "best_value": value_text(indicator.unit, ordered[0].value),
            "worst": words.get(ordered[-1].key, ordered[-1].key),
            "worst_value": value_text(indicator.unit, ordered[-1].value),
        }
    hidden = len(figures) - len(shown)
    if hidden:
        sentence += " " + ngettext(
            "%(n)s group is hidden so that nobody can be made out.",
            "%(n)s groups are hidden so that nobody can be made out.",
            hidden,
        ) % {"n": hidden}
    return Chart(
        title=name_of(indicator),
        sentence=sentence,
        kind="row",
        categories=[words.get(f.key, f.key) for f in shown],
        series=[_series(name_of(indicator), shown, scale)],
        unit=unit_sign(indicator.unit),
        decimals=_DECIMALS.get(indicator.unit, 1),
        category_word=grouping.value,
        minimum=_LOWEST.get(indicator.unit, 0.0),
        maximum=_HIGHEST.get(indicator.unit),
        reference=(target * scale, _("Target")),
        height=90 + 46 * max(2, len(shown)),
    )


def course_sentence(course: Course) -> str:
    """Whether it moved, and how sure that is."""
    if course.overlapping:
        return _(
            "Each month counts the %(n)s months up to it, so neighbours resemble each other and no test of a trend is made."
        ) % {"n": course.indicator.window}
    if course.trend is None:
        return _("Too few months yet to tell a trend from chance.")
    trend, better = course.trend, course.indicator.higher_is_better
    facts = {"n": trend.n, "p": number_text(round(trend.p, 6), 3)}
    if trend.p >= _ALMOST:
        text = _("No trend that chance could not explain (Mann–Kendall, %(n)s months, p = %(p)s).") % facts
    elif (trend.s > 0) == better:
        text = _("It is getting better (Mann–Kendall, %(n)s months, p = %(p)s).") % facts
    else:
        text = _("It is getting worse (Mann–Kendall, %(n)s months, p = %(p)s).") % facts
    if course.signals:
        text += " " + _("Out of the ordinary: %(months)s.") % {
            "months": ", ".join(month_word(month) for month in course.signals)
        }
    return text


def group_words(grouping: Grouping) -> dict[str, str]:
    """The words for the keys of a grouping, in the reader's language."""
    unknown = {"": _("Not known")}
    if grouping is Grouping.CHANNEL:
        return unknown | {c.value: _(CHANNEL_LABELS[c]) for c in Channel}
    if grouping is Grouping.REGION:
        return unknown | {code[:2]: _(word) for code, word in REGION_LABELS.items()}
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return unknown | {p.code: str(in_language(p.name, language)) for p in list_products(timezone.localdate())}


def _series(name: str, figures: Sequence[Figure], scale: float) -> Series:
    def scaled(value: float | None) -> float | None:
        return None if value is None else value * scale

    return Series(
        name=name,
        values=[scaled(f.value) for f in figures],
        low=[scaled(f.low) for f in figures],
        high=[scaled(f.high) for f in figures],
    )


def _maybe(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)

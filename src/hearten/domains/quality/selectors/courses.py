"""How did one indicator move, did it really, how do groups differ, and does it go with what members say?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import IndicatorValue
from hearten.domains.quality.selectors.index import figure_of, get_indicator, points_of
from hearten.domains.quality.selectors.measuring import measured_from_rows
from hearten.domains.quality.selectors.targets import Aims
from hearten.domains.quality.types import Aspect, Figure, Grouping, Indicator, Measuring, SourceKind
from hearten.engines.psychometrics.control import ControlChart, individuals_chart, share_chart
from hearten.engines.psychometrics.trends import MonotoneTrend, mann_kendall
from hearten.engines.service_index import Points, combine
from hearten.kernel.errors import Invalid
from hearten.kernel.period import add_months

COURSE = 24
_LEAST_FOR_TREND = 4
_LEAST_FOR_SIGNALS = 8
LEAST_PAIRS = 6
_SCALE = {Measuring.SHARE: 1.0, Measuring.PER_THOUSAND: 1000.0}


@dataclass(frozen=True)
class Course:
    """One indicator over two years. `signals` are the months that a control chart finds unusual; overlapping windows have neither
    trend test nor signals, as their months are not independent.
    """

    indicator: Indicator
    figures: tuple[Figure, ...]
    trend: MonotoneTrend | None
    signals: tuple[date, ...]
    overlapping: bool


@dataclass(frozen=True)
class Beside:
    """A dimension's operating points and its survey score by month; `rho` is Spearman's correlation of the changes between months
    that have both, None for fewer than `LEAST_PAIRS` of them.

    `of_dimension`: the score is of this dimension (SERVQUAL). Where that was asked in one month only, it is the satisfaction
    with service as a whole.
    """

    aspect: Aspect
    months: tuple[date, ...]
    operating: tuple[Points, ...]
    survey: tuple[Figure | None, ...]
    of_dimension: bool
    changes: tuple[tuple[float, float], ...]
    rho: float | None
    p: float | None


def course_for(actor: Actor, code: str, until: date) -> Course:
    """The course of one indicator over the two years up to `until`."""
    actor.require(Permission.INSIGHT_VIEW)
    indicator = get_indicator(code)
    rows = IndicatorValue.objects.filter(
        indicator=code, grouping=Grouping.WHOLE, month__gt=add_months(until, -COURSE), month__lte=until
    ).order_by("month")
    figures = tuple(figure_of(row) for row in rows)
    shown = [f for f in figures if f.value is not None]
    if indicator.window > 1:
        return Course(indicator, figures, None, (), overlapping=True)
    trend = None
    if len(shown) >= _LEAST_FOR_TREND and indicator.measuring is not Measuring.COUNTED:
        trend = mann_kendall(np.array([f.value for f in shown]), [_ordinal(f.month) for f in shown])
    return Course(indicator, figures, trend, _signals(indicator, shown), overlapping=False)


def groups_for(actor: Actor, code: str, grouping: Grouping, month: date) -> list[Figure]:
    """One indicator by group in a month, in the order of the keys."""
    actor.require(Permission.INSIGHT_VIEW)
    rows = IndicatorValue.objects.filter(indicator=code, grouping=grouping, month=month).order_by("key")
    return [figure_of(row) for row in rows]


def groupings_of(actor: Actor, code: str, month: date) -> list[Grouping]:
    """By what an indicator was cut in a month."""
    actor.require(Permission.INSIGHT_VIEW)
    found = set(
        IndicatorValue.objects.filter(indicator=code, month=month)
        .values_list("grouping", flat=True)
        .distinct()
    )
    return [grouping for grouping in Grouping if grouping.value in found and grouping is not Grouping.WHOLE]


def survey_beside(actor: Actor, aspect: Aspect, until: date) -> Beside:
    """What is measured in the records, beside what members say of the same dimension: SERVQUAL perceptions month by month."""
    actor.require(Permission.INSIGHT_VIEW)
    months = tuple(add_months(until, step) for step in range(1 - COURSE, 1))
    rows = [row for row in index_book().of(aspect) if row.source is SourceKind.RECORD]
    stored = {
        (row.indicator, row.month): figure_of(row)
        for row in IndicatorValue.objects.filter(
            indicator__in=[row.code for row in rows], grouping=Grouping.WHOLE, month__in=months
        )
    }
    aims = Aims()
    operating = tuple(
        combine(
            [points_of(stored.get((row.code, at)), aims.of(row, until)) for row in rows], [1.0] * len(rows)
        )
        if rows
        else Points(math.nan, math.nan, math.nan, 0.0)
        for at in months
    )
    felt = _by_month(actor, "empathy_felt", aspect, months)
    of_dimension = len(felt) > 1
    if not of_dimension:
        felt = _by_month(actor, "satisfaction", aspect, months)
    survey = tuple(felt.get(at) for at in months)
    changes = _changes(operating, survey)
    rho, p = _rank_correlation(changes)
    return Beside(aspect, months, operating, survey, of_dimension, changes, rho, p)


def _by_month(actor: Actor, code: str, aspect: Aspect, months: Sequence[date]) -> dict[date, Figure]:
    """What members say in single months, not in overlapping years, so that changes are changes."""
    single = replace(get_indicator("empathy_felt"), code=code, aspect=aspect, window=1)
    figures = measured_from_rows(actor, single, months)
    return {f.month: f for f in figures if f.grouping is Grouping.WHOLE}


def _changes(operating: Sequence[Points], survey: Sequence[Figure | None]) -> tuple[tuple[float, float], ...]:
    """From one month that has both to the next that has both: change of points, change of score."""
    both = [
        (at.value, said.value)
        for at, said in zip(operating, survey, strict=True)
        if at.known and said is not None and said.value is not None
    ]
    return tuple((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(both))


def _rank_correlation(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, float | None]:
    from scipy.stats import spearmanr

    if len(pairs) < LEAST_PAIRS:
        return None, None
    x, y = np.array(pairs).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return None, None
    found = spearmanr(x, y)
    return float(found.statistic), float(found.pvalue)


def _signals(indicator: Indicator, shown: Sequence[Figure]) -> tuple[date, ...]:
    """Months outside the limits of a p-chart (shares) or of single figures, or in a run on one side."""
    if len(shown) < _LEAST_FOR_SIGNALS or indicator.measuring in {Measuring.COUNTED, Measuring.SCORED}:
        return ()
    try:
        chart = _chart(indicator, shown)
    except Invalid:
        return ()
    return tuple(f.month for f, odd in zip(shown, chart.outside | chart.run, strict=True) if odd)


def _chart(indicator: Indicator, shown: Sequence[Figure]) -> ControlChart:
    values = np.array([f.value for f in shown], dtype=np.float64)
    if scale := _SCALE.get(indicator.measuring):
        n = np.array([f.n or 0 for f in shown], dtype=np.float64)
        return share_chart(np.round(values / scale * n), n)
    return individuals_chart(values)


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month

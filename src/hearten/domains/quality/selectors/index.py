"""How good is our service: the index, its five dimensions and fifteen indicators in one month, and how they came there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import IndicatorValue
from hearten.domains.quality.selectors.peers import Position, latest_peers, position
from hearten.domains.quality.selectors.targets import Aim, Aims, WeightsNow, weights_now
from hearten.domains.quality.types import Aspect, Figure, Grouping, Indicator, Standing
from hearten.engines.service_index import NOTHING, Points, combine, points
from hearten.kernel.errors import NotFound
from hearten.kernel.period import add_months
from hearten.kernel.text import N_

HISTORY = 13  # months: a year and the month it is compared with


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in one month, and the months before, oldest first."""

    indicator: Indicator
    aim: Aim
    figure: Figure | None
    points: Points
    standing: Standing
    weight: float
    history: tuple[tuple[date, Figure | None], ...]
    position: Position | None


@dataclass(frozen=True)
class AspectRow:
    aspect: Aspect
    points: Points
    weight: float
    rows: tuple[IndicatorRow, ...]
    history: tuple[tuple[date, Points], ...]


@dataclass(frozen=True)
class IndexView:
    """The whole index of one month. `measured_at` is None when nothing has been measured yet."""

    month: date
    points: Points
    aspects: tuple[AspectRow, ...]
    history: tuple[tuple[date, Points], ...]
    weights: WeightsNow
    measured_at: datetime | None

    @property
    def rows(self) -> tuple[IndicatorRow, ...]:
        return tuple(row for aspect in self.aspects for row in aspect.rows)


def get_indicator(code: str) -> Indicator:
    """The indicator called `code`. Raises NotFound."""
    found = index_book().find(code)
    if found is None:
        raise NotFound(N_("There is no indicator called “%(code)s”."), code=code[:40])
    return found


def last_measured_month(actor: Actor) -> date | None:
    """The latest month with figures."""
    actor.require(Permission.INSIGHT_VIEW)
    return IndicatorValue.objects.order_by("-month").values_list("month", flat=True).first()


def index_for(actor: Actor, month: date) -> IndexView:
    """The index in `month` with its last thirteen months; two statements for the figures, three for what they mean."""
    actor.require(Permission.INSIGHT_VIEW)
    months = [add_months(month, step) for step in range(1 - HISTORY, 1)]
    values, measured_at = _whole_values(months)
    aims, weights, peers = Aims(), weights_now(), latest_peers(actor)
    aspects = []
    for aspect in Aspect:
        rows = []
        for one in index_book().of(aspect):
            history = tuple((at, values.get((one.code, at))) for at in months)
            figure, aim = values.get((one.code, month)), aims.of(one, month)
            place = position(one, figure.value if figure else None, peers.get(one.code, ()))
            rows.append(
                IndicatorRow(
                    one, aim, figure, points_of(figure, aim), standing_of(one, figure, aim),
                    weights.shares[one.code], history, place,
                )
            )  # fmt: skip
        course = tuple((at, _aspect_points(aspect, at, values, aims, weights)) for at in months)
        aspects.append(AspectRow(aspect, course[-1][1], weights.shares[aspect.value], tuple(rows), course))
    whole = tuple(
        (at, combine([row.history[i][1] for row in aspects], [row.weight for row in aspects]))
        for i, at in enumerate(months)
    )
    return IndexView(month, whole[-1][1], tuple(aspects), whole, weights, measured_at)


def points_of(figure: Figure | None, aim: Aim) -> Points:
    """What a figure is worth; nothing when there is none or it is hidden."""
    if figure is None or figure.value is None:
        return NOTHING
    low, high = (math.nan if x is None else x for x in (figure.low, figure.high))
    return points(figure.value, low, high, target=aim.target, floor=aim.floor)


def standing_of(indicator: Indicator, figure: Figure | None, aim: Aim) -> Standing:
    """Against target and floor; “surely met” when the whole interval lies on the good side."""
    if figure is None or figure.value is None:
        return Standing.UNKNOWN
    sign = 1 if indicator.higher_is_better else -1
    if sign * (figure.value - aim.target) >= 0:
        worst = figure.low if sign > 0 else figure.high
        sure = worst is not None and sign * (worst - aim.target) >= 0
        return Standing.SURELY_MET if sure else Standing.MET
    return Standing.POOR if sign * (figure.value - aim.floor) <= 0 else Standing.BETWEEN


def figure_of(row: IndicatorValue) -> Figure:
    """A stored value as plain data."""
    return Figure(
        month=row.month,
        grouping=Grouping(row.grouping),
        key=row.key,
        value=row.value,
        low=row.low,
        high=row.high,
        n=row.n,
        upper_tenth=row.upper_tenth,
        hidden=row.hidden,
    )


def _aspect_points(
    aspect: Aspect,
    month: date,
    values: Mapping[tuple[str, date], Figure],
    aims: Aims,
    weights: WeightsNow,
) -> Points:
    rows = index_book().of(aspect)
    parts = [points_of(values.get((row.code, month)), aims.of(row, month)) for row in rows]
    return combine(parts, [weights.shares[row.code] for row in rows])


def _whole_values(months: list[date]) -> tuple[dict[tuple[str, date], Figure], datetime | None]:
    rows = list(
        IndicatorValue.objects.filter(grouping=Grouping.WHOLE, month__gte=months[0], month__lte=months[-1])
    )
    measured = max((row.measured_at for row in rows), default=None)
    return {(row.indicator, row.month): figure_of(row) for row in rows}, measured

"""What is an indicator's figure, month by month, over all and by product, channel and region? One statement for all of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db import connection

from hearten.base.accounts.types import Actor
from hearten.domains.quality.selectors.records import ONLINE, RECORDS, SETTLED
from hearten.domains.quality.types import Figure, Grouping, Indicator, Measuring
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.domains.surveys.selectors import list_surveys_for
from hearten.engines import satisfaction
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.service_index import QUANTILES, median_interval
from hearten.kernel.period import add_months

# How long a case may wait for its answer and still be found.
_LONGEST_CASE_MONTHS = 6
_TENTH_FROM_TOP = 0.9
_THOUSAND = 1000.0
_CUTS = (Grouping.PRODUCT, Grouping.CHANNEL, Grouping.REGION)

# `months` are the windows to count over, `single` the same months without what came before them. GROUPING is 7 over all, and lacks
# the bit of the column that a group is of.
_STATEMENT = """
WITH months AS (SELECT * FROM unnest(%(firsts)s::date[], %(sinces)s::timestamptz[], %(untils)s::timestamptz[])
                AS m(month, since, until)),
single AS (SELECT * FROM unnest(%(all_firsts)s::date[], %(all_lasts)s::date[], %(all_sinces)s::timestamptz[],
                                %(all_untils)s::timestamptz[]) AS m(first_day, last_day, since, until)),
events AS ({rows}),
placed AS (SELECT m.month, e.customer_id, e.product, e.channel, COALESCE(LEFT(c.region, 2), '') AS region, e.y::float8 AS y
           FROM events e JOIN months m ON e.at >= m.since AND e.at < m.until
           LEFT JOIN customers_customer c ON c.id = e.customer_id)
SELECT month, GROUPING(product, channel, region) AS level, product, channel, region, COUNT(*) AS n,
       COUNT(DISTINCT customer_id) + COUNT(*) FILTER (WHERE customer_id IS NULL) AS people, SUM(y) AS total, SUM(y * y) AS squares{order}
FROM placed GROUP BY GROUPING SETS ((month), (month, product), (month, channel), (month, region))
ORDER BY month"""
_ORDER = ",\n       percentile_cont(%(quantiles)s::float8[]) WITHIN GROUP (ORDER BY y) AS quantiles"
_LEVELS = {7: Grouping.WHOLE, 3: Grouping.PRODUCT, 5: Grouping.CHANNEL, 6: Grouping.REGION}


@dataclass(frozen=True)
class _Row:
    month: date
    grouping: Grouping
    key: str
    n: int
    people: int
    total: float
    squares: float
    quantiles: Sequence[float]


def measured_from_rows(actor: Actor, indicator: Indicator, months: Sequence[date]) -> list[Figure]:
    """The figures of an indicator that is counted from rows (records, answers) for each of the months that has any."""
    places = _places(actor, indicator, months)
    order = _ORDER if indicator.measuring is Measuring.MEDIAN else ""
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT.format(rows=RECORDS[indicator.code], order=order), places)
        rows = [_row(found) for found in cursor.fetchall()]
    return _disclosed(rows, _estimated(indicator, rows))


def _places(actor: Actor, indicator: Indicator, months: Sequence[date]) -> dict[str, Any]:
    """Everything that the statement's places may ask for."""
    first = min(add_months(month, 1 - indicator.window) for month in months)
    every = _months_between(first, max(months))
    keys, surveys = _felt(actor, indicator)
    return {
        "firsts": list(months),
        "sinces": [moment_of(add_months(month, 1 - indicator.window)) for month in months],
        "untils": [moment_of(add_months(month, 1)) for month in months],
        "all_firsts": every,
        "all_lasts": [add_months(month, 1) for month in every],
        "all_sinces": [moment_of(month) for month in every],
        "all_untils": [moment_of(add_months(month, 1)) for month in every],
        "since": moment_of(first),
        "until": moment_of(add_months(max(months), 1)),
        "earlier": moment_of(add_months(first, -_LONGEST_CASE_MONTHS)),
        "online": list(ONLINE),
        "settled": list(SETTLED),
        "quantiles": [*QUANTILES, _TENTH_FROM_TOP],
        "keys": keys,
        "surveys": surveys,
    }


def moment_of(day: date) -> datetime:
    """The first moment of a day on the members' clock."""
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def _months_between(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, step) for step in range(count)]


def _felt(actor: Actor, indicator: Indicator) -> tuple[list[str], list[str]]:
    """The fields with what was perceived of this dimension, and the surveys that ask for it."""
    keys: list[str] = []
    surveys: list[str] = []
    if not indicator.code.endswith("_felt"):
        return keys, surveys
    for survey in list_surveys_for(actor):
        found = [
            f"{item.code}.{row.code}.p"
            for item in survey.items
            if item.kind is ItemKind.SERVQUAL
            for row in item.rows
            if row.dimension == indicator.aspect.value
        ]
        if found:
            keys += found
            surveys.append(survey.code)
    return keys, surveys


def _row(found: tuple[Any, ...]) -> _Row:
    month, level, product, channel, region, n, people, total, squares, *quantiles = found
    grouping = _LEVELS[level]
    key = {Grouping.PRODUCT: product, Grouping.CHANNEL: channel, Grouping.REGION: region}.get(grouping, "")
    return _Row(
        month,
        grouping,
        str(key or ""),
        n,
        people,
        float(total),
        float(squares),
        quantiles[0] if quantiles else (),
    )


def _estimated(indicator: Indicator, rows: Sequence[_Row]) -> list[Figure]:
    """The figure of each row with its interval."""
    if indicator.measuring is Measuring.MEDIAN:
        return [_median(row) for row in rows]
    n, total = [row.n for row in rows], [row.total for row in rows]
    if indicator.measuring is Measuring.MEAN:
        found, scale = satisfaction.mean(n, total, [row.squares for row in rows]), 1.0
    else:
        scale = _THOUSAND if indicator.measuring is Measuring.PER_THOUSAND else 1.0
        found = satisfaction.share(np.round(total), n)
    return [
        Figure(
            row.month,
            row.grouping,
            row.key,
            value=_number(found.value[i], scale),
            low=_number(found.low[i], scale),
            high=_number(found.high[i], scale),
            n=row.n,
        )
        for i, row in enumerate(rows)
    ]


def _median(row: _Row) -> Figure:
    middle, low, high = median_interval(row.n, row.quantiles[: len(QUANTILES)])
    return Figure(
        row.month, row.grouping, row.key, _number(middle), _number(low), _number(high), row.n,
        upper_tenth=_number(row.quantiles[-1]),
    )  # fmt: skip


def _number(value: float, scale: float = 1.0) -> float | None:
    return None if math.isnan(value) else float(value) * scale


def _disclosed(rows: Sequence[_Row], figures: Sequence[Figure]) -> list[Figure]:
    """The figures with those hidden that speak of too few people, or would give such away."""
    by_cut: Mapping[tuple[date, Grouping], list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        by_cut[row.month, row.grouping].append(i)
    hidden: set[int] = set()
    for (month, grouping), places in by_cut.items():
        if grouping is Grouping.WHOLE:
            hidden |= {i for i in places if rows[i].people < THRESHOLD}
            continue
        marks = hide_small([rows[i].people for i in places])
        hidden |= {i for i, mark in zip(places, marks.cells, strict=True) if mark}
        if marks.total:
            hidden |= set(by_cut[month, Grouping.WHOLE])
    return [_hide(figure) if i in hidden else figure for i, figure in enumerate(figures)]


def _hide(figure: Figure) -> Figure:
    return Figure(figure.month, figure.grouping, figure.key, None, None, None, None, hidden=True)

"""Which answers stand behind a figure? For those who may go down to rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.selectors.measuring import get_measure
from hearten.domains.insight.selectors.sources import LiveSource
from hearten.domains.insight.selectors.tables import RESPONSES
from hearten.domains.insight.types import AnswerRow, Dimension, Rows
from hearten.domains.surveys.selectors import list_responses_for
from hearten.engines.disclosure import THRESHOLD
from hearten.kernel.errors import Invalid
from hearten.kernel.period import Period, add_months
from hearten.kernel.text import N_

PAGE = 50
MOST_EXPORTED = 50_000
_COLUMNS = {
    Dimension.CHANNEL: "channel",
    Dimension.PRODUCT: "product_code",
    Dimension.SURVEY: "survey_code",
}
_ANSWERED = {"nps": "nps", "csat": "csat", "effort": "effort", "delay_effect": "csat"}


def drill_down(
    actor: Actor,
    name: str,
    *,
    filters: Mapping[Dimension, str] | None = None,
    period: Period | None = None,
    offset: int = 0,
    limit: int = PAGE,
) -> Rows:
    """The answers behind the figure `name`, newest first, without names. Too few people: none are shown."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = _answers_of(actor, name, filters or {}, period)
    people = rows.values("customer_id").order_by().distinct().count()
    if 0 < people < THRESHOLD:
        return Rows(rows=(), count=None, hidden=True, filters=dict(filters or {}))
    page = rows[offset : offset + min(limit, MOST_EXPORTED)]
    return Rows(rows=tuple(_rows(page)), count=rows.count(), filters=dict(filters or {}))


def list_keys(actor: Actor, dimension: Dimension) -> list[str]:
    """The values that answers can be filtered by."""
    actor.require(Permission.INSIGHT_VIEW)
    column = RESPONSES[_COLUMNS[dimension]]
    found = LiveSource().rows(
        RESPONSES.filter(RESPONSES.study_id.isnull(), column != "").select(key=column).distinct()
    )
    return sorted(row["key"] for row in found)


def _answers_of(
    actor: Actor, name: str, filters: Mapping[Dimension, str], period: Period | None
) -> QuerySet[Any]:
    recipe = get_measure(name)
    if not recipe.from_answers:
        raise Invalid(N_("No single answers stand behind this figure."), field="measure")
    rows = list_responses_for(actor).filter(study=None)
    if column := _ANSWERED.get(name):
        rows = rows.filter(**{f"{column}__isnull": False})
    if name == "delay_effect":
        rows = rows.filter(claim_id__isnull=False)
    for dimension, value in filters.items():
        rows = (
            _month(rows, value)
            if dimension is Dimension.MONTH
            else rows.filter(**{_COLUMNS[dimension]: value})
        )
    return _within(rows, period)


def _month(rows: QuerySet[Any], month: str) -> QuerySet[Any]:
    try:
        start = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 -- a month, not a moment
    except ValueError:
        raise Invalid(
            N_("“%(month)s” is not a month."),
            field="month",
            hint=N_("Write it as 2026-09."),
            month=month[:20],
        ) from None
    return _within(rows, Period(start, add_months(start, 1)))


def _within(rows: QuerySet[Any], period: Period | None) -> QuerySet[Any]:
    if period is None:
        return rows
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = rows.filter(submitted_at__gte=datetime.combine(period.start, time.min, zone))
    if period.end is not None:
        rows = rows.filter(submitted_at__lt=datetime.combine(period.end, time.min, zone))
    return rows


def _rows(page: Iterable[Any]) -> Iterable[AnswerRow]:
    zone = ZoneInfo(settings.TIME_ZONE)
    for row in page:
        yield AnswerRow(
            response_id=row.pk,
            day=row.submitted_at.astimezone(zone).date().isoformat(),
            survey=row.survey_code,
            channel=row.channel,
            product=row.product_code,
            csat=row.csat,
            effort=row.effort,
            nps=row.nps,
            comment=row.comment or "",
        )

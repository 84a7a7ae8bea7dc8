"""Measuring all indicators for some months, as often as one likes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import IndicatorValue
from hearten.domains.quality.selectors.documents import measured_from_documents
from hearten.domains.quality.selectors.experts import measured_from_experts
from hearten.domains.quality.selectors.measuring import measured_from_rows
from hearten.domains.quality.types import Figure, Indicator, Measuring
from hearten.kernel.errors import Invalid
from hearten.kernel.period import add_months
from hearten.kernel.text import N_

MOST_MONTHS = 60
_FIELDS = ("value", "low", "high", "n", "upper_tenth", "hidden", "measured_at")


@transaction.atomic
def measure_index(*, months: int, by: Actor, now: datetime, until: date | None = None) -> int:
    """Measure every indicator for the last `months` months up to `until` (this month). Measuring again replaces the figures.

    Returns how many figures there are. Raises Invalid for a number of months that is none.
    """
    by.require(Permission.INSIGHT_VIEW)
    if not 1 <= months <= MOST_MONTHS:
        raise Invalid(N_("Choose between 1 and %(most)s months."), field="months", most=MOST_MONTHS)
    last = (until or timezone.localdate(now)).replace(day=1)
    wanted = [add_months(last, step) for step in range(1 - months, 1)]
    return sum(_keep(one, wanted, _measured(one, wanted, by), now) for one in index_book().indicators)


def _measured(indicator: Indicator, months: list[date], by: Actor) -> list[Figure]:
    if indicator.measuring is Measuring.SCORED:
        return measured_from_experts(indicator, months)
    if indicator.measuring is Measuring.COUNTED:
        return measured_from_documents(months)
    return measured_from_rows(by, indicator, months)


def _keep(indicator: Indicator, months: list[date], figures: list[Figure], now: datetime) -> int:
    rows = [
        IndicatorValue(
            month=f.month,
            indicator=indicator.code,
            grouping=f.grouping,
            key=f.key[:80],
            value=f.value,
            low=f.low,
            high=f.high,
            n=f.n,
            upper_tenth=f.upper_tenth,
            hidden=f.hidden,
            measured_at=now,
        )
        for f in figures
    ]
    IndicatorValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "grouping", "key", "month"],
        update_fields=_FIELDS,
    )
    stale = IndicatorValue.objects.filter(indicator=indicator.code, month__in=months)
    stale.exclude(measured_at=now).delete()
    return len(rows)

"""Which clocks were kept, and which press now? Counted by clock, product and month; every figure leads to its claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Aggregate, Count, FloatField, Q, QuerySet
from django.db.models.functions import TruncMonth

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import ClaimClock, Compensation
from hearten.domains.claims.selectors.clocks import WATCHED
from hearten.domains.claims.types import CompensationState
from hearten.engines.clocks import ClockState
from hearten.kernel.period import Period

GROUPS = ("code", "product", "month")
PRESSING_ROWS = 200
_DONE = [ClockState.MET, ClockState.BREACHED]
_WITHIN = timedelta(days=1)
_Z = 1.959964  # of a normal distribution, 95 in 100


@dataclass(frozen=True, kw_only=True)
class ReportFilters:
    """What is counted: rounds that began within `period`, of one product, of one clock; and by what they are grouped."""

    period: Period | None = None
    product: str = ""
    code: str = ""
    group: str = "code"


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One group: rounds that are over (kept or broken), how they went, how long they took in seconds without pauses."""

    code: str = ""
    product: str = ""
    month: datetime | None = None
    runs: int
    kept: int
    broken: int
    open_late: int
    median_s: float | None
    p95_s: float | None

    @property
    def share(self) -> float | None:
        """The share that was kept."""
        return self.kept / self.runs if self.runs else None

    @property
    def interval(self) -> tuple[float, float]:
        """Within which the true share lies in 95 of 100 cases (Wilson)."""
        return wilson(self.kept, self.runs)


class _Percentile(Aggregate):
    """The value below which a share of the rows lie, between two rows where it falls between them."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def clock_report(actor: Actor, filters: ReportFilters, *, now: datetime) -> list[ReportLine]:
    """How the clocks were kept, in one statement. Rounds that ended for nothing, and those that run, are not counted."""
    actor.require(Permission.CLAIMS_VIEW)
    group = filters.group if filters.group in GROUPS else "code"
    rows = _filtered(filters).filter(state__in=_DONE)
    keys = {"code": ["code"], "product": ["code", "product_code"], "month": ["code", "month"]}[group]
    if group == "month":
        rows = rows.annotate(month=TruncMonth("started_at", tzinfo=ZoneInfo(settings.TIME_ZONE)))
    counted = rows.values(*keys).annotate(
        runs=Count("id"),
        kept=Count("id", filter=Q(state=ClockState.MET)),
        broken=Count("id", filter=Q(state=ClockState.BREACHED)),
        open_late=Count("id", filter=Q(state=ClockState.BREACHED, stopped_at=None)),
        median_s=_Percentile("elapsed_s", share=0.5),
        p95_s=_Percentile("elapsed_s", share=0.95),
    )
    return [_line(row) for row in counted.order_by(*keys)]


def list_breaches(actor: Actor, filters: ReportFilters, *, now: datetime) -> QuerySet[ClaimClock]:
    """The rounds that were broken, newest first, with their claims."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = _filtered(filters).filter(state=ClockState.BREACHED)
    return rows.select_related("claim").order_by("-breached_at", "id")


def list_pressing(actor: Actor, *, now: datetime) -> list[ClaimClock]:
    """What was warned of or is late and is not done, the most pressing first."""
    actor.require(Permission.CLAIMS_VIEW)
    late = Q(state=ClockState.BREACHED, stopped_at=None)
    warned = Q(state=ClockState.RUNNING) & (Q(due_at__lte=now + _WITHIN) | ~Q(warned_at=[]))
    rows = ClaimClock.objects.filter(late | warned, WATCHED).select_related("claim", "customer")
    return list(rows.order_by("due_at", "id")[:PRESSING_ROWS])


def list_compensations(actor: Actor, *, waiting: bool = False) -> QuerySet[Compensation]:
    """What members get for our lateness, newest first; `waiting`: only what a person must release or order again."""
    actor.require(Permission.CLAIMS_VIEW)
    rows = Compensation.objects.select_related("claim", "clock", "customer").order_by("-proposed_at", "id")
    open_states = [CompensationState.PROPOSED, CompensationState.FAILED]
    return rows.filter(state__in=open_states) if waiting else rows


def wilson(kept: int, runs: int) -> tuple[float, float]:
    """The interval of a share after E. B. Wilson (1927), at 95 per cent; nothing known is 0 to 1."""
    if runs == 0:
        return 0.0, 1.0
    share, square = kept / runs, _Z * _Z
    middle = (share + square / (2 * runs)) / (1 + square / runs)
    half = _Z * sqrt(share * (1 - share) / runs + square / (4 * runs * runs)) / (1 + square / runs)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _filtered(filters: ReportFilters) -> QuerySet[ClaimClock]:
    rows = ClaimClock.objects.all()
    if filters.period is not None:
        zone = ZoneInfo(settings.TIME_ZONE)
        start = datetime(
            filters.period.start.year, filters.period.start.month, filters.period.start.day, tzinfo=zone
        )
        rows = rows.filter(started_at__gte=start)
        if filters.period.end is not None:
            end = filters.period.end
            rows = rows.filter(started_at__lt=datetime(end.year, end.month, end.day, tzinfo=zone))
    if filters.product:
        rows = rows.filter(product_code=filters.product)
    return rows.filter(code=filters.code) if filters.code else rows


def _line(row: dict[str, Any]) -> ReportLine:
    return ReportLine(
        code=row["code"],
        product=row.get("product_code", ""),
        month=row.get("month"),
        runs=row["runs"],
        kept=row["kept"],
        broken=row["broken"],
        open_late=row["open_late"],
        median_s=row["median_s"],
        p95_s=row["p95_s"],
    )

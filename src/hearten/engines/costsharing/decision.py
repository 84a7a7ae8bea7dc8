"""What comes out: for each line what is paid and what every step took away, so that the answer can be retraced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.balances import Accumulators, Bucket, join
from hearten.engines.costsharing.lines import Ints, Lines
from hearten.engines.costsharing.portfolio import NO_CAP, BucketCaps, Portfolio


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Columns as long as the lines. A step that no plan has is a column of zeros that takes no memory."""

    lines: Lines
    portfolio: Portfolio
    opening: Accumulators | None
    stop: NDArray[np.int8]
    eligible: Ints
    over_daily: Ints
    over_sub_limit: Ints
    deductible: Ints
    rated: Ints
    over_indemnity: Ints
    over_annual: Ints
    paid: Ints

    def __len__(self) -> int:
        return len(self.paid)

    @property
    def total(self) -> int:
        """What is paid for all lines together."""
        return int(self.paid.sum())

    @property
    def nbytes(self) -> int:
        """The memory that the trace takes (a shared zero takes none)."""
        columns = (
            self.stop, self.eligible, self.over_daily, self.over_sub_limit, self.deductible, self.rated,
            self.over_indemnity, self.over_annual, self.paid,
        )  # fmt: skip
        return sum(column.nbytes for column in columns if column.strides != (0,))


def blank(lines: Lines, portfolio: Portfolio, opening: Accumulators | None) -> Decision:
    """Room for the answer."""
    n = len(lines)
    nothing = np.broadcast_to(np.int64(0), n)

    def room(*tables: object) -> Ints:
        return nothing if all(table is None for table in tables) else np.zeros(n, np.int64)

    p = portfolio
    return Decision(
        lines=lines,
        portfolio=portfolio,
        opening=opening,
        stop=np.zeros(n, np.int8),
        eligible=np.empty(n, np.int64),
        over_daily=room(p.daily),
        over_sub_limit=room(p.sub_before, p.sub_after),
        deductible=room(p.year_before, p.year_after, p.event_before, p.event_after),
        rated=np.empty(n, np.int64),
        over_indemnity=room(p.beyond_expense),
        over_annual=room(p.annual),
        paid=np.empty(n, np.int64),
    )


def closing(decision: Decision) -> Accumulators:
    """What is used after these lines, the opening balances included: the opening of what comes next."""
    lines, table = decision.lines, decision.portfolio
    key = lines.plan.astype(np.intp) * table.width + lines.category + 1
    after = _amount(table.year_after, lines.plan) + _amount(_caps(table.event_after), lines.plan) > 0
    counted = decision.eligible - decision.over_daily
    payable = decision.rated - np.where(after, decision.deductible, 0)
    by_event = (
        _amount(_caps(table.event_before), lines.plan) + _amount(_caps(table.event_after), lines.plan) > 0
    )
    rows = [
        _rows(lines, Bucket.ANNUAL_LIMIT, decision.paid, _limited(table.annual, lines.plan)),
        _rows(lines, Bucket.DEDUCTIBLE, decision.deductible, ~by_event),
        _rows(lines, Bucket.EVENT_DEDUCTIBLE, decision.deductible, by_event),
        _rows(lines, Bucket.DAILY_LIMIT, counted, _limited(_caps(table.daily), key)),
        _rows(
            lines, Bucket.SUB_LIMIT, counted - decision.over_sub_limit, _limited(_caps(table.sub_before), key)
        ),
        _rows(
            lines, Bucket.SUB_LIMIT, payable - decision.over_sub_limit, _limited(_caps(table.sub_after), key)
        ),
    ]
    return join([*rows, decision.opening] if decision.opening is not None else rows)


def _caps(table: BucketCaps | None) -> Ints | None:
    return None if table is None else table.caps


def _amount(table: Ints | None, plan: NDArray[np.int32]) -> Ints:
    return np.zeros(len(plan), np.int64) if table is None else table[plan]


def _limited(table: Ints | None, key: NDArray[np.intp] | NDArray[np.int32]) -> NDArray[np.bool_]:
    return np.zeros(len(key), np.bool_) if table is None else table[key] < NO_CAP


def _rows(lines: Lines, bucket: Bucket, used: Ints, where: NDArray[np.bool_]) -> Accumulators:
    picked = np.flatnonzero(where & (used > 0))
    zeros = np.zeros(len(picked), np.int32)
    by_category = bucket in {Bucket.SUB_LIMIT, Bucket.DAILY_LIMIT}
    return Accumulators(
        policy_year=lines.policy_year[picked],
        bucket=np.full(len(picked), bucket, np.int32),
        category=lines.category[picked] if by_category else zeros,
        day=lines.day[picked] if bucket is Bucket.DAILY_LIMIT else zeros,
        event=lines.event[picked] if bucket is Bucket.EVENT_DEDUCTIBLE else zeros,
        used=used[picked],
    )

"""The same question answered the slow and plain way: one line after the other, with a dictionary of what is used.

Written from docs/algorithms/cost_sharing.md, not from the engine; it shares no code with it and reads `benefits` itself.
The benchmark times it as the plain loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple


class Row(NamedTuple):
    policy_year: int
    plan: int
    category: str
    day: int
    cover_from: int
    cover_until: int
    waiting_from: int
    cause: int
    event: int
    billed: int
    refused: int = 0
    out_of_catalogue: int = 0
    class_self_paid: int = 0
    social_fund_paid: int = 0
    other_paid: int = 0
    settled: bool = False


class Answer(NamedTuple):
    stop: int
    eligible: int
    over_daily: int
    over_sub_limit: int
    deductible: int
    rated: int
    over_indemnity: int
    over_annual: int
    paid: int


class PlainCategory(NamedTuple):
    covered: bool
    catalogue: bool
    class_part: bool
    daily: int | None
    sub_limit: int | None
    settled: int
    unsettled: int
    bears: bool


class PlainPlan(NamedTuple):
    waiting: tuple[int, int]
    less_fund: bool
    less_other: bool
    categories: dict[str, PlainCategory]
    sub_limit_first: bool
    deductible: int
    deductible_first: bool
    by_event: bool
    annual: int | None


def read(benefits: Mapping[str, Any], choices: Mapping[str, Any]) -> PlainPlan:
    """The rules as plain values."""

    def fen(value: Any) -> int:
        if isinstance(value, str) and value[0] == "$":
            value = choices[value[1:]]
        return int(Decimal(value.replace(",", "")) * 100) if isinstance(value, str) else value

    def maybe(value: Any) -> int | None:
        return None if value is None else fen(value)

    def basis_points(text: str) -> int:
        return int(Decimal(text[:-1]) * 100)

    categories = {
        name: PlainCategory(
            covered=given["covered"],
            catalogue=given.get("covers_out_of_catalogue", False),
            class_part=given.get("covers_class_self_paid", True),
            daily=maybe(given.get("daily_limit")),
            sub_limit=maybe(given.get("sub_limit")),
            settled=basis_points(given.get("rate_settled", "0%")),
            unsettled=basis_points(given.get("rate_unsettled", "0%")),
            bears=given.get("deductible_applies", True),
        )
        for name, given in benefits["categories"].items()
    }
    deductible = benefits.get("deductible") or {"amount": 0, "per": "policy_year", "position": "before_rate"}
    limit = benefits.get("annual_limit")
    return PlainPlan(
        waiting=(benefits["waiting"]["illness_days"], benefits["waiting"]["accident_days"]),
        less_fund=benefits["social_insurance"]["subtract_fund"],
        less_other=benefits.get("other_cover", {"subtract": True})["subtract"],
        categories=categories,
        sub_limit_first=benefits.get("sub_limit_position", "before_deductible") == "before_deductible",
        deductible=fen(deductible["amount"]),
        deductible_first=deductible["position"] == "before_rate",
        by_event=deductible["per"] == "event",
        annual=fen(limit["amount"]) if limit else None,
    )


def settle(
    rows: Iterable[Row], plans: list[PlainPlan], used: dict[tuple[Any, ...], int] | None = None
) -> list[Answer]:
    """An answer for each row. `used` holds the balances and is carried on in place."""
    used = {} if used is None else used
    return [_line(row, plans[row.plan], used) for row in rows]


def _line(row: Row, plan: PlainPlan, used: dict[tuple[Any, ...], int]) -> Answer:  # noqa: C901, PLR0912 -- one body, read from top to bottom like the page; calls would only slow the loop that is timed
    category = plan.categories.get(row.category)
    if row.day < row.cover_from or row.day >= row.cover_until:
        return Answer(1, 0, 0, 0, 0, 0, 0, 0, 0)
    if row.day < row.waiting_from + plan.waiting[row.cause]:
        return Answer(2, 0, 0, 0, 0, 0, 0, 0, 0)
    if category is None or not category.covered:
        return Answer(3, 0, 0, 0, 0, 0, 0, 0, 0)

    left = row.billed - row.refused
    if not category.catalogue:
        left -= row.out_of_catalogue
    if not category.class_part:
        left -= row.class_self_paid
    if plan.less_fund:
        left -= row.social_fund_paid
    if plan.less_other:
        left -= row.other_paid
    eligible = left = max(left, 0)

    year = row.policy_year
    over_daily = over_sub_limit = deductible = over_annual = 0
    if category.daily is not None:
        key = (year, "day", row.category, row.day)
        kept = min(left, max(category.daily - used.get(key, 0), 0))
        used[key] = used.get(key, 0) + kept
        left, over_daily = kept, left - kept
    if category.sub_limit is not None and plan.sub_limit_first:
        key = (year, "sub", row.category)
        kept = min(left, max(category.sub_limit - used.get(key, 0), 0))
        used[key] = used.get(key, 0) + kept
        left, over_sub_limit = kept, left - kept
    deductible_key = (year, "event", row.event) if plan.by_event else (year, "deductible")
    if plan.deductible and plan.deductible_first and category.bears:
        deductible = min(left, max(plan.deductible - used.get(deductible_key, 0), 0))
        used[deductible_key] = used.get(deductible_key, 0) + deductible
        left -= deductible

    whole, rest = divmod(left * (category.settled if row.settled else category.unsettled), 10_000)
    rated = left = whole + 1 if rest >= 5_000 else whole

    if plan.deductible and not plan.deductible_first and category.bears:
        deductible = min(left, max(plan.deductible - used.get(deductible_key, 0), 0))
        used[deductible_key] = used.get(deductible_key, 0) + deductible
        left -= deductible
    if category.sub_limit is not None and not plan.sub_limit_first:
        key = (year, "sub", row.category)
        kept = min(left, max(category.sub_limit - used.get(key, 0), 0))
        used[key] = used.get(key, 0) + kept
        left, over_sub_limit = kept, left - kept

    expense = max(row.billed - row.social_fund_paid - row.other_paid, 0)
    over_indemnity = max(left - expense, 0)
    left -= over_indemnity
    if plan.annual is not None:
        key = (year, "annual")
        kept = min(left, max(plan.annual - used.get(key, 0), 0))
        used[key] = used.get(key, 0) + kept
        left, over_annual = kept, left - kept
    return Answer(
        0, eligible, over_daily, over_sub_limit, deductible, rated, over_indemnity, over_annual, left
    )

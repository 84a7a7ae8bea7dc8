"""Closing balances, bucket by bucket, in figures: what a statement of the policy year shows (L3)."""

from __future__ import annotations

from typing import Any

from hearten.engines.costsharing import (
    Accumulators,
    Bucket,
    Used,
    adjudicate,
    balances_of,
    closing,
    compile_rules,
    join,
)
from tests.engines.costsharing.portfolios import benefits, columns, deductible
from tests.engines.costsharing.test_columns import SECTION, row

LIMIT = {"amount": "1000.00", "clause": "2.7"}
KINDS = {
    "outpatient": {"sub_limit": "300.00", "daily_limit": "200.00", "rate_settled": "50%"},
    "inpatient": {},
}
DAY = 740_000


def close(
    section: dict[str, Any], rows: list[Any], opening: list[Used] | None = None
) -> dict[tuple[Any, ...], int]:
    rules = [compile_rules(section, {})]
    decision = adjudicate(columns(rows, rules), rules, balances_of(opening, rules) if opening else None)
    return _table(closing(decision))


def _table(a: Accumulators) -> dict[tuple[Any, ...], int]:
    columns_ = (a.policy_year, a.bucket, a.category, a.day, a.event, a.used)
    return {
        (y, Bucket(b).name, c, d, e): u
        for y, b, c, d, e, u in zip(*(x.tolist() for x in columns_), strict=True)
    }


def plan(**given: Any) -> dict[str, Any]:
    return benefits(KINDS, waiting=SECTION["waiting"], annual_limit=LIMIT, **given)


LINES = [
    row(category="outpatient", billed=25_000),
    row(category="outpatient", day=DAY + 1, billed=25_000),
    row(category="inpatient", billed=200_000),
]


def test_before_the_rate() -> None:
    """Of 200.00 + 200.00 a day, 300.00 count; 100.00 are borne; 100.00 and 900.00 of 2000.00 are paid."""
    found = close(plan(deductible=deductible("100.00")), LINES)
    assert found == {
        (0, "DEDUCTIBLE", 0, 0, 0): 10_000,
        (0, "DAILY_LIMIT", 0, DAY, 0): 20_000,
        (0, "DAILY_LIMIT", 0, DAY + 1, 0): 20_000,
        (0, "SUB_LIMIT", 0, 0, 0): 30_000,
        (0, "ANNUAL_LIMIT", 0, 0, 0): 100_000,
    }


def test_after_the_rate() -> None:
    """Of 100.00 + 100.00 after the rate 60.00 are borne, so 140.00 of the sub-limit are used."""
    found = close(
        plan(deductible=deductible("60.00", position="after_rate"), sub_limit_position="after_rate"), LINES
    )
    assert found[0, "SUB_LIMIT", 0, 0, 0] == 14_000
    assert found[0, "DEDUCTIBLE", 0, 0, 0] == 6_000
    assert found[0, "ANNUAL_LIMIT", 0, 0, 0] == 100_000


def test_sub_limit_reached_after_the_rate() -> None:
    lines = [row(category="outpatient", day=DAY + i, billed=20_000) for i in range(5)]
    found = close(plan(sub_limit_position="after_rate"), lines)
    assert found[0, "SUB_LIMIT", 0, 0, 0] == 30_000


def test_per_event() -> None:
    lines = [row(billed=5_000, event=3), row(billed=50_000, event=-1), row(policy_year=4, billed=1, event=3)]
    found = close(plan(deductible=deductible("100.00", per="event")), lines)
    assert {key: used for key, used in found.items() if key[1] != "ANNUAL_LIMIT"} == {
        (0, "EVENT_DEDUCTIBLE", 0, 0, 3): 5_000,
        (0, "EVENT_DEDUCTIBLE", 0, 0, -1): 10_000,
        (4, "EVENT_DEDUCTIBLE", 0, 0, 3): 1,
    }


def test_opening_is_carried_on_even_for_years_without_lines() -> None:
    opening = [Used(bucket=Bucket.ANNUAL_LIMIT, used=7, policy_year=y) for y in (0, 0, 9)]
    found = close(plan(), [row(billed=100)], opening)
    assert found == {(0, "ANNUAL_LIMIT", 0, 0, 0): 114, (9, "ANNUAL_LIMIT", 0, 0, 0): 7}


def test_total_of_one_bucket() -> None:
    rules = [compile_rules(plan(), {})]
    table = balances_of(
        [
            Used(bucket=Bucket.SUB_LIMIT, used=5, category="outpatient"),
            Used(bucket=Bucket.SUB_LIMIT, used=6, category="inpatient"),
            Used(bucket=Bucket.DAILY_LIMIT, used=7, category="outpatient", day=8),
            Used(bucket=Bucket.SUB_LIMIT, used=9, category="inpatient", policy_year=1),
        ],
        rules,
    )
    assert table.total(Bucket.SUB_LIMIT, policy_year=0, category=1) == 6
    assert table.total(Bucket.DAILY_LIMIT, policy_year=0, category=0, day=8) == 7
    assert table.total(Bucket.DAILY_LIMIT, policy_year=0, category=0, day=9) == 0
    assert _table(join([table, table]))[0, "SUB_LIMIT", 0, 0, 0] == 10

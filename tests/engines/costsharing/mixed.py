"""A portfolio of all plans mixed, as large as one wants: mostly small visits, some hospital bills. The same seed, the same lines."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from hearten.engines.costsharing import Lines, category_codes, compile_rules
from tests.engines.costsharing.plans import PLANS
from tests.engines.costsharing.referee import Row

FIRST_DAY = date(2026, 1, 1).toordinal()
SEED = 20_260_101
_FAMILIES = {"hmo", "hdhp"}
_LINES_A_YEAR = 7


def rules_of() -> list[Any]:
    return [compile_rules(section, {}) for section in PLANS.values()]


def portfolio(n: int, seed: int = SEED) -> Lines:
    """`n` lines of about n/7 policy years, two thirds settled through 医保."""
    rng = np.random.default_rng(seed)
    year = np.repeat(np.arange(n // 4 + 1), rng.geometric(1 / _LINES_A_YEAR, n // 4 + 1))[:n].astype(np.int64)
    plan = rng.integers(0, len(PLANS), int(year[-1]) + 1).astype(np.int32)[year]
    family = np.isin(plan, [code for code, name in enumerate(PLANS) if name in _FAMILIES])
    settled = rng.random(n) < 2 / 3
    billed = (np.exp(rng.normal(6.2, 1.3, n)) * 100).astype(np.int64)
    first = np.full(n, FIRST_DAY, np.int32)
    day = (FIRST_DAY + rng.integers(0, 366, n)).astype(np.int32)

    def part(share: float, most: float) -> Any:
        return np.where(rng.random(n) < share, billed * rng.random(n) * most, 0).astype(np.int64)

    def seldom(share: float) -> Any:
        return rng.random(n) < share

    return Lines(
        policy_year=year,
        plan=plan,
        category=_categories(rng, plan),
        day=day,
        cover_from=first,
        cover_until=first + np.int32(365),
        waiting_from=first - np.where(seldom(0.5), 365, 0).astype(np.int32),
        cause=seldom(0.3).astype(np.int32),
        event=rng.integers(0, 4, n).astype(np.int32),
        billed=billed,
        refused=part(0.05, 0.3),
        out_of_catalogue=part(0.3, 0.2),
        class_self_paid=part(0.15, 0.1),
        social_fund_paid=np.where(settled, part(1.0, 0.4), 0),
        other_paid=part(0.03, 0.1),
        settled=settled,
        person=np.where(family, rng.integers(0, 4, n), 0).astype(np.int32),
        visit=np.where(family, rng.integers(1, 4, n), 0).astype(np.int32),
        tier=seldom(0.2).astype(np.int32),
        event_day=np.where(seldom(0.3), day - rng.integers(0, 250, n), 0).astype(np.int32),
        emergency=seldom(0.05),
        referred=seldom(0.7),
        unlisted=seldom(0.05),
        pre_existing=seldom(0.1),
    )


def _categories(rng: np.random.Generator, plan: Any) -> Any:
    """Nearly always a kind of expense that the plan speaks of; one in fifty is another one, or unheard of."""
    codes = category_codes(rules_of())
    category = rng.integers(-1, len(codes), len(plan)).astype(np.int32)
    known = rng.random(len(plan)) < 0.98
    for code, section in enumerate(PLANS.values()):
        places = np.flatnonzero(known & (plan == code))
        own = [codes[name] for name, given in section["categories"].items() if given["covered"]]
        category[places] = rng.choice(np.array(own, np.int32), len(places))
    return category


def rows_of(lines: Lines) -> list[Row]:
    """The lines as the referee takes them."""
    names = [*category_codes(rules_of()), ""]
    columns = {name: getattr(lines, name).tolist() for name in Row._fields}
    columns["category"] = [names[code] for code in columns["category"]]
    return [Row(*values) for values in zip(*(columns[name] for name in Row._fields), strict=True)]

"""Random tables of events of all families mixed, such that every reason occurs; the same seed gives the same table."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from hearten.engines.costsharing.families import Events

LABEL = {"zh": "责任", "en": "Benefit"}
FIRST_DAY = date(2024, 1, 1).toordinal()
_SAID = {"clause": "2.3", "label": LABEL}

SECTIONS: list[dict[str, Any]] = [
    {
        "kind": "fixed_tiers",
        "waiting": {"illness_days": 90, "accident_days": 0, "refund": True, "clause": "2.2"},
        "sum_insured": "300000.00",
        "one_per_cause": {"clause": "2.4"},
        "groups": {"tumour": ["d0", "d3"], "heart": ["d1", "d4"]},
        "tiers": {
            "severe": {"rate": "100%", "later_rate": "120%", "times": 3, "interval_days": 365, "once_per_group": True,
                       "waives_premium": True, "extra": {"before_age": 60, "rate": "80%"}, **_SAID},
            "moderate": {"rate": "60%", "times": 2, "interval_days": 90, **_SAID},
            "mild": {"rate": "30.03%", "times": 3, "once_per_disease": True, "not_after": ["severe"],
                     "interval_after": {"severe": 90}, **_SAID},
        },
    },
    {
        "kind": "fixed_tiers",
        "waiting": {"illness_days": 90, "accident_days": 0, "clause": "2.2"},
        "sum_insured": "123456.75",
        "tiers": {
            "severe": {"rate": "100%", "times": 1, "ends_cover": True, **_SAID},
            "mild": {"rate": "33.33%", "times": 2, "interval_days": 30, **_SAID},
        },
    },
    {
        "kind": "disability_grades",
        "waiting": {"illness_days": 0, "accident_days": 0, "clause": "2.2"},
        "sum_insured": "200000.05",
        "grades": [f"{share}%" for share in range(100, 0, -10)],
        "within_days": 180,
        "death": {"rate": "100%", **_SAID},
        **_SAID,
    },
    {
        "kind": "income",
        "waiting": {"illness_days": 90, "accident_days": 0, "clause": "2.2"},
        "monthly_benefit": "8000.01",
        "elimination_days": 60,
        "maximum_months": 12,
        "recurrence_days": 14,
        "own_occupation_months": 6,
        "partial": {"below": "80%", "clause": "2.3"},
        "income_cap": {"rate": "80%", "clause": "2.6"},
        "waives_premium": True,
        "rounding": "half_up_per_month",
        **_SAID,
    },
    {
        "kind": "care",
        "waiting": {"illness_days": 180, "accident_days": 0, "refund": True, "clause": "2.2"},
        "trigger": 3, "observation_days": 90, "pays": "monthly", "amount": "6000.00", "maximum": 24,
        "waives_premium": True, "rounding": "half_up_per_month", **_SAID,
    },
    {
        "kind": "care",
        "waiting": {"illness_days": 90, "accident_days": 0, "clause": "2.2"},
        "trigger": 2, "observation_days": 0, "pays": "daily", "amount": "80.00", "maximum": 365,
        "rounding": "half_up_per_month", **_SAID,
    },
    {
        "kind": "daily_cash",
        "waiting": {"illness_days": 30, "accident_days": 0, "clause": "2.2"},
        "hospital": {"daily": "150.05", "elimination_days": 3, "days_per_stay": 60, "days_per_year": 90,
                     "intensive_rate": "250%", **_SAID},
        "surgery": {"times_per_year": 2, "classes": {"minor": {"amount": "1000.00", **_SAID},
                                                     "major": {"amount": "5000.00", **_SAID}}},
    },
    {
        "kind": "health_account",
        "contribution": {"yearly_limit": "4400.00", "catch_up": {"from_age": 55, "amount": "1000.00"}, **_SAID},
        "spending": _SAID,
        "balance_limit": "9000.00",
    },
]  # fmt: skip
BENEFITS = (3, 2, 2, 1, 1, 1, 3, 2)


def portfolio(rows: int, seed: int = 20_260_101, per_policy: float = 4.0) -> Events:
    """`rows` events of policies with about `per_policy` events each, in the order of their days."""
    rng = np.random.default_rng(seed)
    policy = np.repeat(np.arange(rows), rng.geometric(1 / per_policy, rows))[:rows].astype(np.int64)
    starts = np.flatnonzero(np.r_[True, policy[1:] != policy[:-1]])
    counts = np.diff(np.r_[starts, rows])
    rank = np.arange(rows) - np.repeat(starts, counts)
    plan = np.repeat(rng.integers(0, len(SECTIONS), len(starts)), counts)

    def whole(low: int, high: int) -> Any:
        return rng.integers(low, high, rows)

    def money(high: int, share: float) -> Any:
        return np.where(rng.random(rows) < share, whole(0, high), 0).astype(np.int64)

    day = FIRST_DAY + whole(0, 300) + rank * whole(20, 120)
    given = {
        "policy": policy,
        "plan": plan,
        "benefit": np.where(rng.random(rows) < 0.02, -1, (whole(0, 60) % np.array(BENEFITS)[plan])),
        "day": day,
        "until": day + np.where(rng.random(rows) < 0.9, whole(0, 150), whole(0, 900)),
        "assessed": np.where(rng.random(rows) < 0.9, day + whole(60, 220), 0),
        "cover_from": np.full(rows, FIRST_DAY),
        "cover_until": np.full(rows, FIRST_DAY + 900),
        "waiting_from": FIRST_DAY - np.where(whole(0, 2) == 0, 0, 366),
        "born": np.where(whole(0, 10) == 0, 0, date(1964, 1, 1).toordinal() + whole(0, 12_000)),
        "cause": (rng.random(rows) < np.where(plan == 2, 0.9, 0.3)).astype(np.int64),
        "event": np.minimum(rank, whole(0, 3)),
        "year": np.minimum(rank, (day - FIRST_DAY) // 365),
        "disease": np.minimum(rank, whole(0, 5)),
        "group": np.where(np.isin(plan, [0]), whole(-1, 2), 0),
        "grade": whole(0, 11),
        "equal_grades": whole(1, 3),
        "earlier_grade": np.where(rng.random(rows) < 0.8, 0, whole(0, 11)),
        "activities": whole(0, 64) | whole(0, 64),
        "later_activities": np.where(rng.random(rows) < 0.2, -1, whole(0, 64) | whole(0, 64)),
        "intensive_days": np.where(rng.random(rows) < 0.8, 0, whole(0, 20)),
        "facts": whole(0, 8) | whole(0, 8),
        "income": money(2_000_000, 0.7),
        "earning": money(1_000_000, 0.3),
        "other": money(800_000, 0.2),
        "amount": money(500_000, 0.98),
        "decided": np.where(rng.random(rows) < 0.03, money(1_000_000, 0.5), -1),
    }  # fmt: skip
    wide = {"policy", "income", "earning", "other", "amount", "decided"}
    return Events(
        **{name: given[name].astype(np.int64 if name in wide else np.int32) for name in Events._fields}
    )

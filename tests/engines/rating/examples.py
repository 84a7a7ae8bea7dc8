"""The tariff of the worked table in docs/algorithms/pricing.md, and a strategy for facts."""

from __future__ import annotations

from hypothesis import strategies as st

RATES = {
    "currency": "CNY",
    "rounding": "half_up_yuan",
    "base": {
        "ages": [0, 18, 41, 61],
        "until": 66,
        "female": [30_000, 20_000, 45_000, 90_000],
        "male": [33_000, 18_500, 50_000, 105_000],
    },
    "factors": [
        {
            "code": "health_grade",
            "by": "health_grade",
            "rates": {"preferred": 9500, "standard": 10000, "elevated": 12500, "high": 16000},
        },
        {"code": "social", "by": "social_insurance", "rates": {"yes": 10000, "no": 17500}},
        {"code": "deductible", "by": "deductible", "rates": {"0": 23333, "1000000": 10000}},
    ],
}
SCALED = RATES | {
    "rounding": "half_up_fen",
    "scale": {"by": "sum_insured", "unit": 1_000_000},
    "factors": [
        *RATES["factors"],
        {
            "code": "region",
            "by": "region",
            "rates": {"first": 11000, "other": 9777},
            "groups": {"first": ["11", "31"]},
            "otherwise": "other",
        },
    ],
}

facts = st.fixed_dictionaries(
    {
        "age": st.integers(-2, 70),
        "sex": st.sampled_from(["female", "male", "other", "unknown"]),
        "health_grade": st.sampled_from(["preferred", "standard", "elevated", "high", "unheard"]),
        "social_insurance": st.sampled_from(["yes", "no"]),
        "deductible": st.sampled_from([0, 1_000_000]),
        "region": st.sampled_from(["110000", "310101", "440300", "", "MA"]),
        "sum_insured": st.one_of(st.integers(1, 10**8), st.sampled_from([0, 1, 10**10, 10**10 + 1])),
    }
)
loadings = st.one_of(st.integers(0, 20_000), st.sampled_from([90_000, 90_001, -1]))

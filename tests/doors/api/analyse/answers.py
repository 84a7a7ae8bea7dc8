"""A small survey of 120 made-up people, with gaps, and one question to each analysis that there is."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

PEOPLE = 120


def columns() -> dict[str, np.ndarray]:
    """Numbers with NaN and words with "" where there is no answer."""
    rng = np.random.default_rng(20)
    mood = rng.normal(size=PEOPLE)
    cut = lambda column, top: np.clip(np.round(column), 1, top)
    scale = {f"s{n}": cut(4 + mood + rng.normal(size=PEOPLE), 7) for n in range(1, 7)}
    for name in ("s1", "s4"):
        scale[name][rng.random(PEOPLE) < 0.1] = np.nan
    items = np.array(["speed", "price", "care", "app"])
    shown = np.array([rng.permutation(4)[:3] for _ in range(PEOPLE)])
    return {
        **scale,
        "after": cut(4.4 + mood + rng.normal(size=PEOPLE), 7),
        "nps": cut(7 + 2 * mood, 10),
        "renewed": (mood + rng.normal(size=PEOPLE) > 0).astype(float),
        "day": np.arange(PEOPLE) * 2.0,
        "city": rng.choice(["北京", "上海", "Guangzhou"], PEOPLE),
        "wave": rng.choice(["2025", "2026"], PEOPLE),
        "guess": np.where(mood > 0, "happy", "sad"),
        "stratum": np.where(np.arange(PEOPLE) < 72, "a", "b"),
        "people": np.where(np.arange(PEOPLE) < 72, 700.0, 900.0),
        "w": np.where(np.arange(PEOPLE) < 72, 10.0, 18.0),
        "ward": np.arange(PEOPLE) // 6,
        "yes_f": rng.integers(1, 6, PEOPLE).astype(float),
        "no_f": rng.integers(1, 6, PEOPLE).astype(float),
        **{f"shown{n + 1}": items[shown[:, n]] for n in range(3)},
        "best": items[shown[:, 0]],
        "worst": items[np.where(rng.random(PEOPLE) < 0.7, shown[:, 1], shown[:, 2])],
        "points_a": np.full(PEOPLE, 60.0),
        "points_b": np.full(PEOPLE, 40.0),
    }


def write(path: Path, *, separator: str = ",", encoding: str = "utf-8") -> Path:
    made = columns()
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(made)
        for row in zip(*made.values(), strict=True):
            writer.writerow(["" if cell != cell else cell for cell in row])  # noqa: PLR0124 -- NaN
    return path


SCALE = ["s1", "s2", "s3", "s4", "s5", "s6"]
DESIGN = {"weights": "w", "strata": "stratum", "clusters": ["ward"]}
STRATA = [{"name": "a", "population": 700}, {"name": "b", "population": 900}]

# One question to each analysis, with the least it needs.
EXAMPLES: dict[str, dict] = {
    "describe": {"columns": ["s1"]},
    "box": {"columns": ["s1", "s2"], "lowest": 6, "highest": 7},
    "nps": {"column": "nps", "groups": "city"},
    "compare-groups": {"column": "nps", "groups": "city"},
    "cross-table": {"rows": "city", "columns": "guess"},
    "adjust-p": {"p": [0.01, 0.04, 0.03]},
    "survey-mean": {"columns": ["s1", "s2"]},
    "survey-total": {"columns": ["renewed"]},
    "survey-ratio": {"numerator": "s2", "denominator": "s3"},
    "survey-proportion": {"column": "guess", "yes": "happy"},
    "survey-shares": {"column": "city"},
    "survey-groups": {"column": "s1", "groups": "city"},
    "survey-quantiles": {"column": "nps"},
    "survey-weights": {"groups": "stratum"},
    "survey-difference": {"column": "s1", "groups": "guess"},
    "survey-regression": {"outcome": "renewed", "predictors": ["s2", "city"], "kind": "logistic"},
    "survey-chi-square": {"rows": "city", "columns": "guess"},
    "correlation": {"items": SCALE, "correlation": "polychoric"},
    "adequacy": {"items": SCALE},
    "factor-count": {"items": SCALE, "draws": 10},
    "factors": {"items": SCALE, "factors": 2, "each_row": True},
    "cfa": {"model": {"one": ["s1", "s2", "s3"], "two": ["s4", "s5", "s6"]}},
    "alpha": {"items": SCALE},
    "omega": {"items": SCALE, "factors": 2},
    "clusters": {"items": ["s2", "s3"], "k": 2, "starts": 5, "each_row": True},
    "cluster-count": {"items": ["s2", "s3"], "most": 3, "starts": 5, "references": 5},
    "same-groups": {"first": "guess", "second": "renewed"},
    "regression": {"outcome": "s2", "predictors": ["s3", "city"], "kind": "ordinal"},
    "drivers": {"outcome": "nps", "drivers": ["s2", "s3", "s5"], "resamples": 20},
    "before-after": {"before": "s2", "after": "after", "paired": True},
    "trend": {"values": "nps", "times": "day"},
    "interrupted": {"values": "s2", "starts": 60},
    "control-chart": {"values": "s2", "kind": "cusum", "target": 4, "deviation": 1.4},
    "kano": {
        "features": [{"name": "app", "functional": "yes_f", "dysfunctional": "no_f"}],
        "table": "pouliot",
    },
    "kano-counts": {"features": [{"name": "app", "M": 30, "O": 10, "I": 9}], "rule": "mode"},
    "servqual": {
        "items": [
            {"dimension": "speed", "perception": "s2", "expectation": "s3"},
            {"dimension": "care", "perception": "s5", "expectation": "s6"},
        ],
        "points": {"speed": "points_a", "care": "points_b"},
    },
    "maxdiff": {
        "items": ["speed", "price", "care", "app"],
        "tasks": [{"shown_in": ["shown1", "shown2", "shown3"], "best": "best", "worst": "worst"}],
    },
    "case-mix": {"items": ["s2", "s3"], "entities": "city", "adjusters": ["s5"]},
    "agreement": {"judges": ["s2", "s3", "s5"]},
    "ahp": {"names": ["x", "y", "z"], "judgements": [[3, 5, 2], [2, 4, 2]]},
    "peers": {"value": 7, "peers": [5, 6, 8]},
    "ranks": {"figures": [{"name": "x", "value": 7, "error": 0.1}, {"name": "y", "value": 5, "error": 0.2}]},
    "sample-size": {"margin": 0.05},
    "allocation": {"strata": STRATA, "total": 100},
    "draw": {"n": 10, "seed": "spring"},
    "response-rates": {"groups": [{"complete": 50, "refused": 20, "unknown_other": 30}]},
    "against-frame": {
        "groups": [
            {"name": "a", "frame": 700, "sample": 50, "answers": 20},
            {"name": "b", "frame": 900, "sample": 50, "answers": 31},
        ]
    },
    "r-indicator": {"variables": ["city", "stratum"], "answered": "renewed"},
}

"""How fast does a price answer, for one person as they choose and for many at once (P2)?"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import yaml

from hearten.engines.rating import compile_tariff, price_many, price_one

DOCUMENT = (
    Path(__file__).resolve().parents[1] / "src/hearten/domains/products/documents/million-medical/2026.1.yaml"
)
ROWS, SAMPLE = 200_000, 5_000


def run() -> dict[str, float | bool]:
    """`single_p50_us`, `single_p99_us`: one price; `loop_ratio`: columns against one by one; `equal`: to the fen."""
    tariff = compile_tariff(yaml.safe_load(DOCUMENT.read_text())["rates"])
    columns = _people(tariff)
    rows = [{name: column[i].item() for name, column in columns.items()} for i in range(SAMPLE)]
    spent, one_by_one = [], []
    for row in rows:
        start = time.perf_counter()
        price = price_one(tariff, row)
        spent.append(time.perf_counter() - start)
        one_by_one.append(price.total)
    start = time.perf_counter()
    together = price_many(tariff, columns)
    column_seconds = (time.perf_counter() - start) / ROWS
    return {
        "single_p50_us": round(float(np.percentile(spent, 50)) * 1e6, 1),
        "single_p99_us": round(float(np.percentile(spent, 99)) * 1e6, 1),
        "loop_ratio": round(float(np.mean(spent)) / column_seconds, 1),
        "equal": bool(np.array_equal(together.total[:SAMPLE], one_by_one)),
    }


def _people(tariff) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    columns = {"age": rng.integers(0, tariff.until, ROWS), "sex": rng.choice(["female", "male"], ROWS)}
    for factor in tariff.factors:
        columns[factor.by] = rng.choice(np.array([str(key) for key in factor.rates]), ROWS)
    return columns

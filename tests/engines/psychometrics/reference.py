"""The reference figures of trusted software, read where they lie; nothing of them is kept here."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

HOME = Path(__file__).resolve().parents[4] / "shared" / "reference" / "surveys"

needs_reference = pytest.mark.skipif(
    not HOME.exists(), reason="LOUD: ../shared is not here, so nothing was compared with it"
)

_PLANS = {1: "HMO_A_URBAN", 2: "HMO_B_URBAN", 7: "HMO_C_URBAN", 4: "HMO_B_RURAL", 5: "HMO_C_RURAL"}


@cache
def output(name: str) -> Any:
    """A JSON file of published figures."""
    return json.loads((HOME / "out" / name).read_text(encoding="utf-8"))


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file below the folder, by heading."""
    with (HOME / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def columns(name: str) -> dict[str, np.ndarray]:
    """Its columns of numbers; NaN where a cell is empty or not a number."""
    return {key: np.array([_number(row[key]) for row in rows(name)]) for key in rows(name)[0]}


@cache
def cahps_plans() -> dict[str, np.ndarray]:
    """The health-plan test file with `names` of the five plans ("" for rows of none of them)."""
    table = columns("data/cahps/test.csv")
    return {**table, "names": np.array([_PLANS.get(code, "") for code in table["PLANID"]])}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")

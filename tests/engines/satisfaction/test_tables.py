"""The worked tables of docs/algorithms/satisfaction.md, and the reference file of trusted software when it is there."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

from hearten.engines.satisfaction import nps, nps_difference, share, share_difference

PROJECT = Path(__file__).resolve().parents[3]
PAGE = PROJECT / "docs" / "algorithms" / "satisfaction.md"
REFERENCE = PROJECT.parent / "shared" / "reference" / "surveys" / "out" / "scores_misc.json"


def table(first_heading: str) -> list[dict[str, str]]:
    """The rows of the table on the page whose first heading is `first_heading`."""
    rows: list[list[str]] = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells and (rows or cells[0] == first_heading):
            rows.append(cells)
        elif rows:
            break
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def agree(cell: str, found: float) -> bool:
    if cell == "none":
        return math.isnan(found)
    digits = len(cell.partition(".")[2])
    return abs(float(cell) - found) <= 0.5000001 * 10**-digits


def check(row, estimates):
    for name in ("value", "low", "high"):
        assert agree(row[name], getattr(estimates, name)[0]), (row, name, getattr(estimates, name))


@pytest.mark.parametrize("row", table("promoters"), ids=str)
def test_nps_table(row):
    """X5: the NPS and both intervals, as worked on the page."""
    check(row, nps(int(row["promoters"]), int(row["passives"]), int(row["detractors"]), method=row["method"]))


@pytest.mark.parametrize("row", table("k"), ids=str)
def test_share_table(row):
    check(row, share(int(row["k"]), int(row["n"])))


@pytest.mark.parametrize("row", table("k1"), ids=str)
def test_difference_table(row):
    check(row, share_difference(*(int(row[name]) for name in ("k1", "n1", "k2", "n2"))))


def test_the_page_has_its_tables():
    assert [len(table(name)) for name in ("promoters", "k", "k1")] == [6, 3, 3]
    assert re.search("Rocks", PAGE.read_text())


@pytest.mark.skipif(
    not REFERENCE.exists(), reason="LOUD: ../shared is not here, so nothing was compared with it"
)
def test_equal_to_the_reference_file():
    """X5: five health plans, one question 0–10: NPS, its interval, top box and the difference of two plans."""
    reference = json.loads(REFERENCE.read_text())
    groups = [reference["all"], *reference["by_plan"].values()]
    counts = [[g[key] for g in groups] for key in ("promoters", "passives", "detractors")]
    ours = nps(*counts, method="wald")
    np.testing.assert_allclose(ours.value, [g["nps"] for g in groups], atol=1e-9)
    np.testing.assert_allclose(ours.low, [g["ci95_wald"][0] for g in groups], atol=1e-9)
    np.testing.assert_allclose(ours.high, [g["ci95_wald"][1] for g in groups], atol=1e-9)
    top = share(counts[0], ours.n)
    np.testing.assert_allclose(top.low, [g["topbox_wilson"][0] for g in groups], atol=1e-9)
    np.testing.assert_allclose(top.high, [g["topbox_wilson"][1] for g in groups], atol=1e-9)
    plans, given = reference["by_plan"], reference["nps_diff_B_URBAN_minus_A_URBAN"]
    b, a = (
        [plans[p][k] for k in ("promoters", "passives", "detractors")] for p in ("HMO_B_URBAN", "HMO_A_URBAN")
    )
    difference = nps_difference(tuple(b), tuple(a))
    assert difference.value[0] == pytest.approx(given["diff"], abs=1e-9)
    half = (difference.high - difference.low)[0] / 2
    assert difference.value[0] / (half / 1.959963984540054) == pytest.approx(given["z"], abs=1e-6)

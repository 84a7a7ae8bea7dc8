"""docs/analyse.md: its example runs and gives the results that stand there; it names all parts of a spec."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from hearten.doors.api.analyse.preparing import COLUMN, DATA
from hearten.doors.api.analyse.telling import PARTS

from .asking import report_of

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "analyse.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    return re.search(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL)[1]


def numbers_in(value: object) -> list[float]:
    """All numbers, in order."""
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers_in(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers_in(one)]
    return [float(value)] if isinstance(value, int | float) else []


def test_the_example_gives_what_the_page_shows(tmp_path):
    (tmp_path / "answers.csv").write_text(block("csv"), encoding="utf-8")
    found = report_of(tmp_path, block("yaml"))
    for name in ("everybody", "score"):
        shown = json.loads(block(f"json {name}"))
        assert found[name].keys() == shown.keys()
        assert numbers_in(found[name]) == pytest.approx(numbers_in(shown), rel=1e-9)
    # By hand: 800 of 1,000 used the app.
    app, hotline = [10, 8, 9, 5, 9, 6, 10, 7], [2, 7, 6, 9]
    assert found["everybody"]["figures"][0]["value"] == pytest.approx(
        0.8 * np.mean(app) + 0.2 * np.mean(hotline)
    )
    assert found["callers"]["figures"][0]["value"] == pytest.approx(np.mean(hotline))
    assert found["score"]["score"]["value"] == pytest.approx(100 * (5 - 4) / 12)
    assert found["scale"]["observations"] == 10


def test_the_page_names_all_parts_of_a_spec():
    for options in (*PARTS.values(), DATA, COLUMN):
        for option in options:
            assert f"`{option.name}" in PAGE

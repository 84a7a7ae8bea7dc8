"""The published samples that trusted software was run on; they are not ours to keep, so they lie beside the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "surveys"
needs_reference = pytest.mark.skipif(
    not (REFERENCE / "out" / "survey_api.json").exists(),
    reason=f"the reference figures are not at {REFERENCE}: nothing was compared",
)


class Table:
    """A CSV file as columns."""

    def __init__(self, path: str) -> None:
        with (REFERENCE / path).open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.DictReader(file))

    def numbers(self, name):
        return np.array([float(row[name]) if row[name] not in {"", "NA"} else np.nan for row in self.rows])

    def words(self, name):
        return np.array([row[name] for row in self.rows])


def figures(name: str) -> dict:
    return json.loads((REFERENCE / "out" / name).read_text(encoding="utf-8"))

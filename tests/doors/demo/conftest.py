"""One demo insurer for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hearten.doors.demo.write import write_demo

UNTIL = date(2026, 11, 1)
NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
def demo(db, tmp_path):
    """`demo(members=…, seed=…)` → what was written."""

    def make(**facts):
        given = {
            "members": 60,
            "months": 24,
            "seed": 7,
            "until": UNTIL,
            "folder": tmp_path,
            "now": NOW,
        } | facts
        return write_demo(**given)

    return make

"""One demo insurer for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hearten.doors.demo.write import write_demo
from tests.database import empty

UNTIL = date(2026, 11, 1)
NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def _rows_that_rolled_back(django_db_setup, django_db_blocker):
    """An insurer that was rolled back leaves dead rows, which every later query would have to pass."""
    yield
    with django_db_blocker.unblock():
        empty()


@pytest.fixture
def demo(_rows_that_rolled_back, db, tmp_path):
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

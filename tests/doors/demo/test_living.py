"""A small portfolio plays fewer cases; what a larger one has under way stands in test_demo.py, where one is made anyway."""

from __future__ import annotations

from hearten.doors.demo import rooms
from tests.doors.demo.conftest import NOW


def test_a_single_member_is_enough(demo):
    assert demo(members=1, months=3).counts["members"] == 1
    assert 0 < rooms.furnish(now=NOW) < len(rooms._ROOMS)  # too small a portfolio leaves rooms empty

"""No filter, and no difference of two, tells of fewer people than may be shown; and figures over time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.frame import (
    frame_of,
    is_hidden,
    period_bounds,
    values_to_filter,
)
from hearten.domains.insight.selectors.studies.trends import trend
from hearten.domains.insight.study_types import Flagged, Question, Weighting
from hearten.kernel.errors import Invalid

ASKING = Actor.system("tests")


def _columns(frame, *, flagged=0, aside=0):
    n = len(frame)
    flags = {"speeding": np.arange(n) < flagged}
    return replace(frame.columns, flags=flags, set_aside=np.arange(n) < aside)


def test_a_filter_that_leaves_few_or_all_but_few_leaves_nobody(planted):
    frame, _ = planted(60)
    product = frame.columns.groups["product"].copy()
    product[:] = "million"
    product[:3] = "city"
    columns = replace(frame.columns, groups={**frame.columns.groups, "product": product})
    for name in ("city", "million"):
        found = frame_of(ASKING, columns, Question(groups={"product": name}))
        assert (len(found), found.received, is_hidden(found)) == (0, 0, True)
    assert values_to_filter(columns).get("product") is None
    assert len(frame_of(ASKING, columns, Question())) == 60
    with pytest.raises(Invalid):
        frame_of(ASKING, columns, Question(groups={"shoe": "42"}))


def _grouped(frame, **groups):
    named = {name: np.array(values, dtype=object) for name, values in groups.items()}
    return replace(frame.columns, groups={**frame.columns.groups, **named})


def test_two_filters_together_never_differ_by_few_from_one_without_both(planted):
    """Somebody of million is neither a woman nor in the app: each pair of filters looks like three, but not like million alone."""
    frame, _ = planted(60)
    columns = _grouped(
        frame,
        product=["million"] * 30 + ["city"] * 30,
        sex=["male"] + ["female"] * 29 + ["female", "male"] * 15,
        channel=["sms"] + ["app"] * 29 + ["app", "sms"] * 15,
    )
    chosen = {"product": "million", "sex": "female", "channel": "app"}
    assert is_hidden(frame_of(ASKING, columns, Question(groups=chosen)))
    assert len(frame_of(ASKING, columns, Question(groups={"product": "million"}))) == 30


def test_the_company_of_a_small_cell_is_hidden_with_it(planted):
    """Two women of city; from totals and what is open around it nobody can work the cell out."""
    frame, _ = planted(62)
    columns = _grouped(
        frame,
        product=["million"] * 40 + ["city"] * 22,
        sex=["male", "female"] * 20 + ["male"] * 20 + ["female"] * 2,
    )
    seen = {
        (product, sex): is_hidden(
            frame_of(ASKING, columns, Question(groups={"product": product, "sex": sex}))
        )
        for product in ("million", "city")
        for sex in ("male", "female")
    }
    assert all(seen.values())
    assert not is_hidden(frame_of(ASKING, columns, Question(groups={"product": "city"})))


def test_a_period_of_a_group_never_begins_just_beside_a_few(planted):
    frame, _ = planted(60)
    columns = _grouped(frame, product=["city"] * 3 + ["million"] * 28 + ["city"] * 29)
    since = datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert is_hidden(frame_of(ASKING, columns, Question(since=since, groups={"product": "city"})))
    assert len(frame_of(ASKING, columns, Question(since=since))) == 50


def test_a_period_without_only_a_few_leaves_nobody(planted):
    frame, _ = planted(60)
    start = datetime(2026, 6, 1, tzinfo=UTC)
    assert is_hidden(frame_of(ASKING, frame.columns, Question(since=start + timedelta(hours=3))))
    assert len(frame_of(ASKING, frame.columns, Question(since=start + timedelta(hours=10)))) == 50


@pytest.mark.parametrize(("flagged", "aside", "sizes", "same"), [
    (20, 10, (60, 50, 40), False),
    (4, 0, (60, 60, 60), True),  # four flagged: leaving them out would tell what they said
    (20, 3, (57, 57, 40), True),  # three set aside: taking them in would
])  # fmt: skip
def test_ways_of_counting_never_differ_by_few(planted, flagged, aside, sizes, same):
    frame, _ = planted(60)
    columns = _columns(frame, flagged=flagged, aside=aside)
    found = [frame_of(ASKING, columns, Question(flagged=way)) for way in Flagged]
    assert tuple(len(one) for one in found) == sizes
    assert all(one.same_either_way is same for one in found)


def test_only_a_study_is_weighted_to_its_frame(planted):
    frame, _ = planted(20)
    with pytest.raises(Invalid):
        frame_of(ASKING, frame.columns, Question(survey_code="planted", weighting=Weighting.POPULATION))


@given(st.lists(st.integers(0, 400), min_size=1, max_size=300))
def test_stretches_hold_enough_answers(days):
    moments = np.datetime64("2026-01-05T08:00:00") + np.array(days).astype("timedelta64[D]")
    bounds = period_bounds(moments)
    edges = np.array(bounds, dtype="datetime64[D]")
    places = np.searchsorted(edges, moments, side="right") - 1
    assert places.min() >= 0
    assert len(bounds) == 1 or np.bincount(places, minlength=len(bounds)).min() >= 5


def test_a_rise_is_told_and_lies_beyond_the_limits(planted):
    frame, _ = planted(600)
    values = frame.columns.values["csat"]
    values[:] = np.clip(values - 1, 1, 4)
    values[400:] = 5
    bounds = period_bounds(frame.columns.submitted)
    found = trend(frame, "csat", bounds)
    assert len(found.stretches) == len(bounds) >= 3
    shown = [one.estimate.value for one in found.stretches if one.estimate]
    assert shown[-1] == 5 > shown[0]
    with pytest.raises(Invalid):
        trend(frame, "nowhere", bounds)

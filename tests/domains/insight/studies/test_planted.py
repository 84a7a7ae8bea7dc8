"""X5–X7, X10: what was put into the answers is what the analyses find, and small groups stay unseen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hearten.domains.insight.selectors.studies.comparisons import change_since, compare_groups
from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.findings import findings
from hearten.domains.insight.selectors.studies.needs import kano_analysis, servqual_analysis
from hearten.domains.insight.selectors.studies.questions import question_result, question_results
from hearten.domains.insight.selectors.studies.scales import factors_found, scales
from hearten.domains.insight.selectors.studies.segments import segments
from hearten.domains.insight.study_types import TooFew, Weight
from hearten.engines.psychometrics.cluster_quality import adjusted_rand
from hearten.kernel.errors import Invalid
from tests.domains.insight.studies.conftest import DRIVERS, FEATURES, KINDS


def some(frame, kept):
    """The frame with only some of its answers."""
    return replace(frame, columns=frame.columns.where(kept), weights=frame.weights[kept])


def test_drivers_come_in_the_order_they_were_planted(planted):
    frame, _ = planted()
    found = driver_analysis(frame)
    assert [driver.key.removeprefix("parts.") for driver in found.drivers] == list(DRIVERS)
    assert sum(driver.share for driver in found.drivers) == pytest.approx(1)
    assert all(driver.low <= driver.share <= driver.high for driver in found.drivers)


def test_features_fall_into_their_classes(planted):
    frame, _ = planted()
    found = {f.key.removeprefix("wish."): f.result.category for f in kano_analysis(frame).features}
    assert found == FEATURES


def test_the_widest_gap_is_where_it_was_put(planted):
    frame, _ = planted()
    result = servqual_analysis(frame).result
    worst = min(result.dimensions, key=lambda dimension: dimension.gap.value)
    assert (worst.name, worst.gap.high < -1.5) == ("responsiveness", True)


def test_kinds_of_people_are_found_again(planted):
    frame, kind = planted()
    found = segments(frame, keys=["parts.speed", "parts.clarity"])
    assert found.clustering.sizes.shape == (KINDS,)
    assert adjusted_rand(found.labels, kind) >= 0.8
    assert all(profile.reasons for profile in found.profiles)


def test_a_group_that_differs_is_told(planted):
    frame, _ = planted()
    compared = compare_groups(frame, "nps", "product", adjusters=["parts.speed"])
    low, high = compared.groups
    assert (low.key, low.differs, low.stars, high.stars) == ("city", True, 1, 3)
    assert compared.test_p < 0.001


def test_a_small_group_is_hidden_with_whom_it_takes(planted):
    frame, _ = planted(300)
    groups = frame.columns.groups["product"].copy()
    groups[:3] = "tiny"
    frame = replace(frame, columns=replace(frame.columns, groups={**frame.columns.groups, "product": groups}))
    compared = {group.key: group for group in compare_groups(frame, "nps", "product").groups}
    assert compared["tiny"].hidden
    assert compared["tiny"].n is compared["tiny"].estimate is None
    assert sum(group.hidden for group in compared.values()) == 2


def test_hidden_steps_can_not_be_computed(planted):
    frame, _ = planted(40)
    for result in question_results(frame):
        for line in result.lines:
            shown = [step for step in line.steps if step.share is not None]
            assert all(step.count == 0 or step.count >= 5 for step in shown)
            assert len(line.steps) - len(shown) != 1 or result.item.kind == "multiple"


def test_the_ends_of_a_scale_do_not_give_hidden_steps_away(planted):
    """Either a share holds all hidden steps or none of them, and never a few people."""
    seen = 0
    for n in (25, 60, 200):
        frame, _ = planted(n)
        for result in question_results(frame):
            for line in result.lines:
                unseen = [step.share is None for step in line.steps]
                for end, share in ((unseen[:2], line.bottom), (unseen[-2:], line.top)):
                    if share is not None and len(unseen) in {5, 7}:
                        seen += 1
                        assert sum(end) in {0, sum(unseen)}
                        count = round(share.value * line.n)
                        assert count == 0 or 5 <= count <= line.n - 5 or count == line.n
    assert seen


def test_too_few_people_say_nothing(planted):
    frame, _ = planted()
    four = some(frame, np.arange(len(frame)) < 4)
    assert question_result(four, frame.items[0]).too_few is TooFew.HIDDEN
    assert findings(four) == ()
    with pytest.raises(Invalid):
        driver_analysis(four)
    with pytest.raises(Invalid):
        segments(four)


def test_a_change_is_told_with_its_interval(planted):
    frame, _ = planted()
    day = frame.columns.submitted[300]
    frame.columns.values["csat"][:300] = np.clip(frame.columns.values["csat"][:300] - 1, 1, 5)
    change = change_since(frame, "csat", day)
    assert 0 < change.difference.low < change.after.value - change.before.value < change.difference.high


def test_what_to_do_comes_before_what_to_know(planted):
    frame, _ = planted()
    found = findings(frame)
    assert found[0].code == "nps"
    codes = [finding.code for finding in found]
    assert codes.index("servqual_gap") < codes.index("kano_a")
    assert {"driver_keep", "kano_m", "group_lower"} <= set(codes)
    assert all(finding.sentence % _plain(finding.facts) for finding in found)
    assert {finding.weight for finding in found} == set(Weight)


def _plain(facts):
    """Facts as a page fills them in."""
    return {
        name: value if isinstance(value, int | float | str) else str(value) for name, value in facts.items()
    }


def test_scales_and_factors(planted):
    """Speed and clarity were made to move together by kind of person; what is noise has no consistency."""
    frame, _ = planted()
    found = {scale.code: scale.result.alpha.raw for scale in scales(frame)}
    assert {"parts", "responsiveness"} <= set(found)
    assert abs(found["responsiveness"]) < 0.3
    factors = factors_found(frame, keys=["parts.speed", "parts.clarity", "csat", "nps"])
    assert factors.n == len(frame)
    assert factors.sphericity.p < 0.001
    with pytest.raises(Invalid):
        factors_found(frame, keys=["parts.speed", "nowhere"])

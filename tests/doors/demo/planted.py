"""X5 to X8: what was put into the demo's studies is found by what the pages of results show."""

from __future__ import annotations

from typing import Any

import numpy as np

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.frame import study_frame
from hearten.domains.insight.selectors.studies.needs import kano_analysis, servqual_analysis
from hearten.domains.insight.selectors.studies.segments import segments
from hearten.domains.insight.study_types import Flagged, Question, StudyFrame
from hearten.domains.surveys.models import ResponseFlag, Study
from hearten.engines.psychometrics.cluster_quality import adjusted_rand

ANALYST = Actor.system("tests")


def assert_planted_truths_are_found(truth: dict[str, Any]) -> None:
    """`truth`: what the demo says it put into its studies."""
    drivers_stand_in_order(frame_of("relationship"), truth["drivers_of_recommendation"])
    kinds_of_members_are_told_apart(truth["kinds_of_members"])
    gaps_stand_in_order(frame_of("servqual_health"), truth["widest_service_gap_first"])
    for feature in kano_analysis(frame_of("kano_needs")).features:
        assert feature.result.category == truth["kano_classes"][feature.key.split(".")[1]], feature.key
    for survey in ("relationship", "servqual_health", "kano_needs"):
        careless_answers_are_flagged(survey, set(truth[f"careless_{survey}"]))


def frame_of(survey: str, flagged: Flagged = Flagged.WITHOUT_FLAGGED) -> StudyFrame:
    study = Study.objects.get(survey__code=survey)
    return study_frame(ANALYST, Question(study_id=study.pk, flagged=flagged))


def drivers_stand_in_order(frame: StudyFrame, planted: list[str]) -> None:
    """The strongest that were planted come first, in their order."""
    found = [driver.key.partition(".")[2] for driver in driver_analysis(frame, outcome="nps").drivers]
    assert found[:3] == planted[:3]


def kinds_of_members_are_told_apart(kinds: dict[str, str]) -> None:
    frame = frame_of("relationship")
    labels = segments(frame).labels
    planted = np.array([kinds[str(key)] for key in frame.columns.ids])
    assert adjusted_rand(labels[labels >= 0], planted[labels >= 0]) >= 0.8


def gaps_stand_in_order(frame: StudyFrame, planted: list[str]) -> None:
    """Expectation above perception everywhere; by far the widest gap first."""
    dimensions = servqual_analysis(frame).result.dimensions
    found = [one.name for one in sorted(dimensions, key=lambda one: one.gap.value)]
    assert found[:3] == planted[:3]
    assert all(one.gap.value < 0 for one in dimensions)


def careless_answers_are_flagged(survey: str, careless: set[str]) -> None:
    rows = ResponseFlag.objects.filter(response__study__survey__code=survey)
    flagged = {str(key) for key in rows.values_list("response_id", flat=True)}
    assert len(flagged & careless) / len(careless) >= 0.8
    assert len(flagged & careless) / len(flagged) >= 0.8

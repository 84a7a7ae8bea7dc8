"""Every analysis of one run, worked out at most once, whatever the language it is told in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import numpy as np

from hearten.base.accounts.types import Actor
from hearten.domains.insight.selectors.studies.comparisons import compare_groups
from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.findings import findings
from hearten.domains.insight.selectors.studies.frame import study_frame
from hearten.domains.insight.selectors.studies.needs import (
    KanoAnalysis,
    ServqualAnalysis,
    kano_analysis,
    servqual_analysis,
)
from hearten.domains.insight.selectors.studies.preferences import PreferenceAnalysis, preference_analyses
from hearten.domains.insight.selectors.studies.questions import question_result
from hearten.domains.insight.selectors.studies.scales import FactorsFound, Scale, factors_found, scales
from hearten.domains.insight.selectors.studies.segments import Segments, segments
from hearten.domains.insight.study_types import (
    Comparison,
    DriverAnalysis,
    Finding,
    Flagged,
    Question,
    QuestionResult,
    StudyFrame,
    Weighting,
)
from hearten.domains.reports.types import ReportQuestion
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.questionnaire import Item, ItemKind
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.kernel.errors import Invalid

T = TypeVar("T")
GROUPS = ("product", "channel", "age_band", "sex")
_OVERALL = (ItemKind.CSAT, ItemKind.NPS, ItemKind.EFFORT)
# Tasks of MaxDiff say nothing one by one; they are weighed together.
_NOT_COUNTED = {ItemKind.NOTE, ItemKind.TEXT, ItemKind.FILE, ItemKind.MAXDIFF}


class Analyses:
    """The results of one run. What the answers can't carry is None, with the reason in `why`."""

    def __init__(self, actor: Actor, asked: ReportQuestion, now: datetime) -> None:
        self.actor, self.asked, self.now = actor, asked, now
        self.why: dict[str, Invalid] = {}
        self.frame: StudyFrame = study_frame(actor, self.question())

    def question(self, flagged: str = "") -> Question:
        return Question(
            study_id=UUID(self.asked.study_id) if self.asked.study_id else None,
            survey_code=self.asked.survey_code or None,
            since=self.asked.since,
            until=self.asked.until,
            weighting=Weighting(self.asked.weighting),
            flagged=Flagged(flagged or self.asked.flagged),
        )

    @cached_property
    def study(self) -> Study | None:
        return get_study_for(self.actor, UUID(self.asked.study_id)) if self.asked.study_id else None

    @property
    def survey_code(self) -> str:
        return self.frame.columns.survey.code

    @property
    def period(self) -> tuple[date, date] | None:
        """The days of the first and the last answer."""
        days = self.frame.columns.submitted
        if not len(days):
            return None
        first, last = (day.astype("datetime64[D]").item() for day in (days.min(), days.max()))
        return first, last

    @property
    def overall(self) -> tuple[Item, ...]:
        """The questions that ask about the whole, by preference; a single scale where there is no other."""
        asked = tuple(item for kind in _OVERALL for item in self.frame.items if item.kind is kind)
        return asked or tuple(item for item in self.frame.items if item.kind is ItemKind.SCALE)[:1]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return findings(self.frame)

    @cached_property
    def questions(self) -> tuple[QuestionResult, ...]:
        told = [item for item in self.frame.items if item.kind not in _NOT_COUNTED and not _is_sealed(item)]
        return tuple(question_result(self.frame, item) for item in told)

    @cached_property
    def drivers(self) -> DriverAnalysis | None:
        return self._tried("drivers", lambda: driver_analysis(self.frame))

    @cached_property
    def servqual(self) -> ServqualAnalysis | None:
        return self._tried("servqual", lambda: servqual_analysis(self.frame))

    @cached_property
    def kano(self) -> KanoAnalysis | None:
        return self._tried("kano", lambda: kano_analysis(self.frame))

    @cached_property
    def preferences(self) -> tuple[PreferenceAnalysis, ...]:
        return preference_analyses(self.frame)

    @cached_property
    def segments(self) -> Segments | None:
        return self._tried("segments", lambda: segments(self.sure_frame))

    @cached_property
    def sure_frame(self) -> StudyFrame:
        """Without answers that look careless: among kinds of people they would be a kind of their own."""
        if self.frame.question.flagged is Flagged.WITHOUT_FLAGGED:
            return self.frame
        return study_frame(self.actor, self.question(Flagged.WITHOUT_FLAGGED))

    @cached_property
    def factors(self) -> FactorsFound | None:
        return self._tried("factors", lambda: factors_found(self.frame))

    @cached_property
    def scales(self) -> tuple[Scale, ...]:
        return scales(self.frame)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The first overall figure over each kind of group."""
        by_all = GROUPS if self.overall else ()
        found = (self._compared("comparisons", self.frame, self.overall[0].code, by) for by in by_all)
        return tuple(one for one in found if one is not None and len(one.groups) > 1)

    @cached_property
    def months(self) -> tuple[Comparison, ...]:
        """Each overall figure by month, over all answers to the survey until the run."""
        frame = self._by_month()
        found = (self._compared("trend", frame, item.code, "month") for item in self.overall)
        return tuple(one for one in found if one is not None)

    def _by_month(self) -> StudyFrame:
        """All answers to the survey, with the month as a group. A whole survey has no sample to weight by."""
        question = Question(
            survey_code=self.survey_code, flagged=Flagged(self.asked.flagged), weighting=Weighting.SAMPLE
        )
        frame = study_frame(self.actor, question)
        kept = frame.columns.submitted <= np.datetime64(self.now.replace(tzinfo=None), "s")
        columns = frame.columns.where(kept)
        months = columns.submitted.astype("datetime64[M]").astype(str).astype(object)
        columns = replace(columns, groups={**columns.groups, "month": months})
        return replace(frame, columns=columns, weights=frame.weights[kept])

    @cached_property
    def with_and_without(self) -> dict[Flagged, StudyFrame]:
        """The same answers with and without those that look careless."""
        return {one: study_frame(self.actor, self.question(one.value)) for one in Flagged}

    def _compared(self, section: str, frame: StudyFrame, key: str, by: str) -> Comparison | None:
        return self._tried(section, lambda: compare_groups(frame, key, by))

    def _tried(self, name: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except Invalid as error:
            self.why.setdefault(name, error)
            return None


def _is_sealed(item: Item) -> bool:
    """Sensitive answers are not among the columns."""
    return any(field.sealed for field in item.fields())

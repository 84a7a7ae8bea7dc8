"""What a page of results was asked for: whose answers, filtered how, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language

from hearten.base.accounts.access import actor_of
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.selectors.studies.drivers import possible_drivers, possible_outcomes
from hearten.domains.insight.selectors.studies.frame import (
    answers_of,
    frame_of,
    in_groups,
    period_bounds,
    values_to_filter,
)
from hearten.domains.insight.study_types import Flagged, StudyFrame, Weighting
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.questionnaire import Words
from hearten.domains.surveys.selectors import list_surveys_for
from hearten.domains.surveys.selectors.columns import ResponseColumns
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.forms import AnswersForm
from hearten.kernel.errors import Invalid


@dataclass(frozen=True)
class Asked:
    """The answers behind one page. `columns` are all of them, `frame` those after the filters; `problem` says what of the
    filters could not be done.
    """

    actor: Actor
    study: Study | None
    code: str
    name: str
    columns: ResponseColumns
    frame: StudyFrame
    form: AnswersForm
    bounds: tuple[date, ...]
    chosen: QueryDict
    problem: str = ""

    @property
    def language(self) -> str:
        return get_language() or ""

    @property
    def may_read(self) -> bool:
        """Whether single answers may be seen."""
        return self.actor.can(Permission.INSIGHT_ROWS)

    @property
    def may_report(self) -> bool:
        """Whether a report can be made of this."""
        return self.actor.can(Permission.REPORTS_EDIT)

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(key for key in possible_outcomes(self.frame) if key in self.columns.values)

    @property
    def ratings(self) -> tuple[str, ...]:
        return possible_drivers(self.frame)

    def url(self, page: str, **more: str) -> str:
        """Another page over the same answers."""
        query = self.form.query | {name: value for name, value in more.items() if value}
        address = (
            reverse("desk:results", args=[self.study.pk, page])
            if self.study
            else reverse("desk:survey_results", args=[self.code, page])
        )
        return f"{address}?{urlencode(query)}" if query else address

    def table_url(self, page: str, table: str, kind: str) -> str:
        """A table of this page as a file, with everything that was chosen."""
        place = (
            reverse("desk:results_table", args=[self.study.pk, page, table, kind])
            if self.study
            else reverse("desk:survey_results_table", args=[self.code, page, table, kind])
        )
        return f"{place}?{self.chosen.urlencode()}" if self.chosen else place

    def pick(self, name: str, allowed: Sequence[str], usual: str = "") -> str:
        """One of `allowed` from the address."""
        value = self.chosen.get(name, "")
        return value if value in allowed else usual or (allowed[0] if allowed else "")

    def picks(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Those of `allowed` that stand in the address, in their own order."""
        given = set(self.chosen.getlist(name))
        return tuple(one for one in allowed if one in given)

    def over(self, **question: Any) -> StudyFrame:
        """The same answers with something else of the question."""
        return frame_of(self.actor, self.columns, replace(self.frame.question, **question))


def ask(
    request: HttpRequest,
    *,
    study_id: UUID | None = None,
    code: str | None = None,
    flagged: Flagged = Flagged.WITHOUT_SET_ASIDE,
) -> Asked:
    """The answers of a study or of a survey over all its studies, as the address filters them. Raises NotFound.

    `flagged` is what becomes of doubtful answers where the address doesn't say.
    """
    actor = actor_of(request)
    study = get_study_for(actor, study_id) if study_id else None
    survey = code or (study.survey.code if study else "")
    columns = answers_of(actor, study_id=study_id, survey_code=None if study_id else code)
    given: dict[str, Any] = {
        "one_study": study is not None,
        "groups": values_to_filter(columns),
        "flagged": flagged,
    }
    # The stretches of time on offer are those of the chosen groups: each holds enough of their answers.
    groups = AnswersForm(request.GET or None, bounds=(), **given).question(
        study_id=study_id, survey_code=code
    )
    bounds = period_bounds(columns.submitted[in_groups(columns, groups)])
    form = AnswersForm(request.GET or None, bounds=bounds, **given)
    question = form.question(study_id=study_id, survey_code=None if study_id else code)
    problem = ""
    try:
        frame = frame_of(actor, columns, question)
    except Invalid as error:
        problem = sentence(error)
        frame = frame_of(actor, columns, replace(question, weighting=Weighting.SAMPLE))
    name = study.name if study else _name_of(actor, survey)
    return Asked(actor, study, survey, name, columns, frame, form, bounds, request.GET, problem)


def survey_name(study: Study, language: str) -> str:
    """What the study's questionnaire is called."""
    return Words(**study.survey.document["name"]).in_language(language)


def _name_of(actor: Actor, code: str) -> str:
    found = next((one for one in list_surveys_for(actor) if one.code == code), None)
    if found is None:
        raise Http404
    return found.name.in_language(get_language())

"""What did the pilot show, and is the questionnaire ready to be asked of everybody?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import Answer, Invitation, Response, ResponseFlag, Study
from hearten.domains.surveys.pilot_figures import (
    ENOUGH,
    LONGER_THAN_PROMISED,
    MOST_ALIKE,
    MOST_BROKEN_OFF,
    MOST_CANNOT_SAY,
    MOST_SKIPPED,
    Attempt,
    PilotFigures,
    QuestionFigures,
    figures_of,
)
from hearten.domains.surveys.questionnaire import FieldKind, ItemKind, Survey
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors.invitations import value_of_answer
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.domains.surveys.selectors.wording import check_wording
from hearten.domains.surveys.types import IN_FIELD
from hearten.engines.questionnaire.showing import settle
from hearten.engines.wording.types import Severity
from hearten.kernel.text import N_

_CONTEXT = "context."


@dataclass(frozen=True)
class Check:
    """One point of the list before launching; `items` are the questions it is about."""

    code: str
    met: bool
    sentence: str
    facts: Mapping[str, Any]
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class PilotReport:
    """Everything a pilot says. `words` are own words by question, empty for who may not read single answers."""

    study: Study
    survey: Survey
    asked: int
    figures: PilotFigures
    flags: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]
    findings: int
    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        return all(check.met for check in self.checks)


def pilot_report_for(actor: Actor, study_id: UUID) -> PilotReport:
    """The report of one study (made for pilots; it can be looked at for any). Raises NotFound."""
    study = get_study_for(actor, study_id)
    survey = compile_survey(study.survey.document)
    handed_in = list(Response.objects.filter(study=study).order_by("submitted_at"))
    attempts = [*_finished(survey, handed_in), *_unfinished(survey, study)]
    figures = figures_of(survey, attempts)
    flags = Counter(ResponseFlag.objects.filter(response__study=study).values_list("kind", flat=True))
    findings = check_wording(study.survey.document).findings
    hard = [f for f in findings if f.severity is Severity.BLOCK]
    return PilotReport(
        study=study,
        survey=survey,
        asked=Invitation.objects.filter(study=study, state__in=IN_FIELD).count(),
        figures=figures,
        flags=dict(flags),
        words=_words(survey, handed_in) if actor.can(Permission.INSIGHT_ROWS) else {},
        findings=len(findings),
        checks=tuple(_checks(survey, figures, tuple(dict.fromkeys(f.item for f in hard)))),
    )


def _finished(survey: Survey, rows: Sequence[Response]) -> Iterator[Attempt]:
    for row in rows:
        values = {**row.answers, **(row.sealed or {})}
        yield _attempt(survey, values, row.seconds, row.context, finished=True)


def _unfinished(survey: Survey, study: Study) -> Iterator[Attempt]:
    """Those who answered something and did not hand it in (yet)."""
    answered = Response.objects.filter(study=study).values("invitation_id")
    rows = Answer.objects.filter(invitation__study=study).exclude(invitation_id__in=answered)
    kept: dict[UUID, list[Answer]] = {}
    contexts: dict[UUID, dict[str, Any]] = {}
    for row in rows.select_related("invitation"):
        kept.setdefault(row.invitation_id, []).append(row)
        contexts[row.invitation_id] = row.invitation.context
    for invitation_id, answers in kept.items():
        values, seconds = {}, Counter[str]()
        for row in answers:
            field = survey.field(row.item)
            if field is not None:
                values[row.item] = value_of_answer(row, field)
                seconds[field.item] += row.seconds
        yield _attempt(survey, values, seconds, contexts[invitation_id], finished=False)


def _attempt(
    survey: Survey,
    values: Mapping[str, Any],
    seconds: Mapping[str, float],
    context: Mapping[str, Any],
    *,
    finished: bool,
) -> Attempt:
    facts = {f"{_CONTEXT}{key}": value for key, value in context.items()}
    settled = settle(survey.pages, values, facts)
    return Attempt(values=values, seconds=dict(seconds), shown=settled.items, finished=finished)


def _words(survey: Survey, rows: Sequence[Response]) -> dict[str, tuple[str, ...]]:
    asked = [item for item in survey.items if item.sensitive is None]
    keys = [field.key for item in asked for field in item.fields() if field.kind is FieldKind.WORDS]
    found = {key: tuple(row.sealed[key] for row in rows if (row.sealed or {}).get(key)) for key in keys}
    return {key: words for key, words in found.items() if words}


def _checks(survey: Survey, figures: PilotFigures, hard: tuple[str, ...]) -> Iterator[Check]:
    """The list in the order in which one would look."""
    yield Check(
        "enough",
        figures.finished >= ENOUGH,
        N_("%(count)s people finished; %(least)s are enough to see what is wrong."),
        {"count": figures.finished, "least": ENOUGH},
    )
    if figures.minutes is not None:
        yield Check(
            "minutes",
            figures.minutes <= survey.minutes * LONGER_THAN_PROMISED,
            N_("Half of them needed %(minutes)s minutes or less; %(promised)s are promised."),
            {"minutes": f"{figures.minutes:.1f}", "promised": survey.minutes},
        )
    if figures.broken_off is not None:
        yield Check(
            "broken_off",
            figures.broken_off <= MOST_BROKEN_OFF,
            N_("%(share)s of those who began did not finish; up to %(most)s is usual."),
            {"share": f"{figures.broken_off:.0%}", "most": f"{MOST_BROKEN_OFF:.0%}"},
        )
    yield _of_questions(
        figures,
        "skipped",
        N_("Questions that more than %(most)s skipped: %(count)s."),
        MOST_SKIPPED,
        besides=_free(survey),
    )
    yield _of_questions(
        figures,
        "cannot_say",
        N_("Questions to which more than %(most)s can't say anything: %(count)s."),
        MOST_CANNOT_SAY,
    )
    yield _of_questions(
        figures, "alike", N_("Questions that more than %(most)s answer alike: %(count)s."), MOST_ALIKE
    )
    sentence = N_("Remarks on wording that must be mended before asking: %(count)s.")
    yield Check("wording", not hard, sentence, {"count": len(hard)}, hard)


def _free(survey: Survey) -> frozenset[str]:
    """Own words and files are extra: many leave them out, and nothing is wrong with the question."""
    return frozenset(item.code for item in survey.items if item.kind in {ItemKind.TEXT, ItemKind.FILE})


def _of_questions(
    figures: PilotFigures, name: str, sentence: str, most: float, besides: frozenset[str] = frozenset()
) -> Check:
    """Whether a share stays below its limit in every question but those named."""

    def above(question: QuestionFigures) -> bool:
        share: float | None = getattr(question, name)
        return share is not None and share > most

    items = tuple(q.code for q in figures.questions if q.code not in besides and above(q))
    return Check(name, not items, sentence, {"most": f"{most:.0%}", "count": len(items)}, items)

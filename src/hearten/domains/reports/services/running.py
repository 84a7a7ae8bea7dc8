"""How does a report come to its results, and who lets it out?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import enqueue
from hearten.base.plumbing.live import announce
from hearten.domains.reports.models import Report, ReportRun, Schedule
from hearten.domains.reports.ports import composer
from hearten.domains.reports.selectors.effects import actions_document
from hearten.domains.reports.services.common import LONGEST_WORDS, locked_run, name_of, note_ledger, report_of
from hearten.domains.reports.types import (
    LANGUAGES,
    RUN_MADE,
    RUN_RELEASED,
    RUN_WORDED,
    ReportQuestion,
    RunState,
    Section,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.given import clean_words
from hearten.kernel.text import N_

_DAYS_OF_MONTH = 30.44


def topic_of(run_id: UUID) -> str:
    """What an open page of a run listens to."""
    return f"report_run:{run_id}"


def question_of(report: Report, now: datetime) -> ReportQuestion:
    """What a run of `report` started `now` asks."""
    since = now - timedelta(days=round(report.months * _DAYS_OF_MONTH)) if report.months else None
    return ReportQuestion(
        study_id=str(report.study_id or ""),
        survey_code=report.survey_code,
        since=since,
        until=now if since else None,
        weighting=report.weighting,
        flagged=report.flagged,
    )


@transaction.atomic
def start_run(*, report_id: UUID, client_token: str, by: Actor, now: datetime) -> ReportRun:
    """Queue the making of a report as it is composed now. The same `client_token` again gives back the first."""
    return begin_run(report_of(report_id, by), by=by, now=now, client_token=client_token)


def begin_run(
    report: Report,
    *,
    by: Actor,
    now: datetime,
    client_token: str,
    schedule: Schedule | None = None,
    slot: str = "",
) -> ReportRun:
    """The run of that token, made and queued if it was not there. Within the caller's transaction."""
    try:
        with transaction.atomic():
            run = ReportRun.objects.create(
                report=report,
                schedule=schedule,
                slot=slot,
                question=question_of(report, now).to_document(),
                sections=list(report.sections),
                started_at=now,
                started_by=name_of(by),
                client_token=client_token,
            )
    except IntegrityError:
        return ReportRun.objects.get(client_token=client_token)
    queue_run(run.pk)
    return run


def queue_run(run_id: UUID) -> None:
    enqueue("reports.make", lock=f"report_run:{run_id}", run_id=str(run_id))


def make_run(*, run_id: UUID, by: Actor, now: datetime) -> ReportRun | None:
    """Work out a run's results and freeze them; one that is made already is left alone. What can't be made says why."""
    run = ReportRun.objects.select_related("report", "schedule").filter(pk=run_id).first()
    if run is None or run.state != RunState.MAKING:
        return run
    try:
        snapshot = composer()(
            by,
            ReportQuestion.of_document(run.question),
            [Section(name) for name in run.sections],
            report_id=str(run.report_id),
            now=run.started_at,
        )
    except (Invalid, NotFound) as error:
        why = {"words": error.message, "values": {k: str(v) for k, v in error.params.items()}}
        _settle(run, state=RunState.FAILED, problem=why)
        return run
    with transaction.atomic():
        snapshot |= {"actions": actions_document(by, run.report_id)}
        if not _settle(run, state=RunState.DRAFT, snapshot=snapshot, made_at=now):
            return run
        note_ledger(run.report, RUN_MADE, by=by, now=now, run=str(run.pk))
        if run.schedule is not None and run.schedule.at_once:
            _release(run, name=run.schedule.made_by, by=by, now=now)
    return run


def _settle(run: ReportRun, **changes: Any) -> bool:
    """Write down what became of a run, once: a second worker finds it done."""
    first = bool(ReportRun.objects.filter(pk=run.pk, state=RunState.MAKING).update(**changes))
    run.refresh_from_db()
    announce(topic_of(run.pk))
    return first


@transaction.atomic
def write_words(
    *, run_id: UUID, given: Mapping[str, Mapping[str, str]], version: int, by: Actor, now: datetime
) -> ReportRun:
    """The analyst's own sentences by section and language, before release. Raises Invalid or Conflict."""
    run = locked_run(run_id, by, version=version)
    _only_draft(run)
    words = {}
    for section, texts in given.items():
        if section not in run.sections:
            raise Invalid(N_("This report has no such section."), field="section")
        clean = {
            language: clean_words(
                texts.get(language, ""), field=f"{section}_{language}", most=LONGEST_WORDS, required=False
            )
            for language in LANGUAGES
        }
        if any(clean.values()):
            words[section] = clean
    run.words = words
    run.version += 1
    run.save(update_fields=["words", "version"])
    note_ledger(run.report, RUN_WORDED, by=by, now=now, run=str(run.pk), sections=sorted(words))
    return run


@transaction.atomic
def release_run(*, run_id: UUID, version: int, by: Actor, now: datetime) -> ReportRun:
    """Let it out: it can't be changed any more, the one before is superseded, and who is to read it is told."""
    run = locked_run(run_id, by, version=version)
    _only_draft(run)
    _release(run, name=name_of(by), by=by, now=now)
    return run


def _release(run: ReportRun, *, name: str, by: Actor, now: datetime) -> None:
    earlier = ReportRun.objects.filter(report_id=run.report_id, state=RunState.RELEASED)
    earlier.update(state=RunState.SUPERSEDED)
    run.state, run.released_at, run.released_by = RunState.RELEASED, now, name
    run.snapshot = {**run.snapshot, "actions": actions_document(by, run.report_id)}
    run.version += 1
    run.save(update_fields=["state", "released_at", "released_by", "snapshot", "version"])
    note_ledger(run.report, RUN_RELEASED, by=by, now=now, run=str(run.pk))
    enqueue("reports.deliver", run_id=str(run.pk), lock=f"report_run:{run.pk}")


def _only_draft(run: ReportRun) -> None:
    if run.state != RunState.DRAFT:
        raise Conflict(
            N_("Only a draft can be changed or released."), hint=N_("Make the report again for new words.")
        )

"""Which reports are there, what did one show, and who has been told of it?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.reports.models import Action, Report, ReportDelivery, ReportRun, Schedule, Unsubscribed
from hearten.domains.reports.selectors.effects import actions_document
from hearten.domains.reports.types import Document, RunState
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_OUT = (RunState.RELEASED, RunState.SUPERSEDED)
_MISSING = N_("There is no such report, or it is not yours to see.")


@dataclass(frozen=True)
class RunPage:
    """A run with what the reader may see of it."""

    run: ReportRun
    snapshot: Document


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule, and whether this reader gets what it makes."""

    schedule: Schedule
    mine: bool
    refused: bool


def list_reports_for(actor: Actor) -> list[tuple[Report, ReportRun | None]]:
    """All reports, newest first, each with the newest run that this reader may see."""
    actor.require(Permission.REPORTS_VIEW)
    newest: dict[UUID, ReportRun] = {}
    for run in (
        _visible(actor).defer("snapshot", "words").order_by("report_id", "-started_at").distinct("report_id")
    ):
        newest[run.report_id] = run
    reports = Report.objects.select_related("study").order_by("-made_at")
    editor = actor.can(Permission.REPORTS_EDIT)
    return [(one, newest.get(one.pk)) for one in reports if editor or one.pk in newest]


def get_report_for(actor: Actor, report_id: UUID) -> Report:
    """One report, to who may compose it or has something of it to read. Raises NotFound."""
    report = None
    if actor.can(Permission.REPORTS_VIEW):
        report = Report.objects.select_related("study").filter(pk=report_id).first()
    if report is None or not (
        actor.can(Permission.REPORTS_EDIT) or _visible(actor).filter(report=report).exists()
    ):
        raise NotFound(_MISSING)
    return report


def list_runs_for(actor: Actor, report_id: UUID) -> list[ReportRun]:
    """Its runs, newest first, without their contents; drafts only for those who write reports."""
    return list(
        _visible(actor).filter(report_id=report_id).defer("snapshot", "words").order_by("-started_at")
    )


def get_run_for(actor: Actor, run_id: UUID) -> RunPage:
    """One run. What the reader may not see (quotes, for those who may not open single answers) is not in it."""
    run = None
    if actor.can(Permission.REPORTS_VIEW):
        run = _visible(actor).select_related("report", "schedule").filter(pk=run_id).first()
    if run is None:
        raise NotFound(_MISSING)
    snapshot = for_reader(run.snapshot, actor)
    if run.state == RunState.DRAFT:  # until it is released, what is done about it may still be planned
        snapshot["actions"] = actions_document(actor, run.report_id)
    return RunPage(run, snapshot)


def for_reader(snapshot: Document, actor: Actor) -> Document:
    """The snapshot without the blocks that need a right which the reader does not have."""

    def kept(blocks: list[Document]) -> list[Document]:
        return [b for b in blocks if not b.get("needs") or actor.can(Permission(b["needs"]))]

    sections = [
        {**section, "blocks": {language: kept(blocks) for language, blocks in section["blocks"].items()}}
        for section in snapshot.get("sections", [])
    ]
    return {**snapshot, "sections": sections}


def schedules_for(actor: Actor, report_id: UUID | None = None) -> list[ScheduleRow]:
    """Schedules that still run, of one report or of all."""
    actor.require(Permission.REPORTS_VIEW)
    rows = Schedule.objects.filter(stopped_at__isnull=True).select_related("report").order_by("made_at")
    if report_id:
        rows = rows.filter(report_id=report_id)
    refused = set(
        Unsubscribed.objects.filter(user_id=actor.user_id or UUID(int=0)).values_list(
            "schedule_id", flat=True
        )
    )
    return [
        ScheduleRow(one, actor.role in one.roles or actor.user_id in one.people, one.pk in refused)
        for one in rows
    ]


def deliveries_for(actor: Actor, run_id: UUID) -> list[tuple[str, ReportDelivery]]:
    """Who was told of a run and who has opened it, for those who write reports: (name, delivery)."""
    actor.require(Permission.REPORTS_EDIT)
    rows = list(ReportDelivery.objects.filter(run_id=run_id).order_by("queued_at"))
    names = {user.pk: user.display_name or user.email for user in list_staff()}
    return [(names.get(row.user_id, ""), row) for row in rows]


def waiting_for_reader(actor: Actor, *, most: int = 6) -> list[ReportRun]:
    """Released reports that were sent to this reader, who has not opened them yet; newest first."""
    if actor.user_id is None or not actor.can(Permission.REPORTS_VIEW):
        return []
    rows = (
        ReportDelivery.objects.filter(
            user_id=actor.user_id, opened_at__isnull=True, run__state=RunState.RELEASED
        )
        .select_related("run__report")
        .defer("run__snapshot", "run__words")
        .order_by("-queued_at")
    )
    return [row.run for row in rows[:most]]


def actions_for(actor: Actor, *, report_id: UUID | None = None) -> QuerySet[Action]:
    """What is done about findings: of one report, or all; what is due first."""
    actor.require(Permission.REPORTS_VIEW)
    rows = Action.objects.select_related("run__report").defer("run__snapshot", "run__words")
    if report_id:
        rows = rows.filter(run__report_id=report_id)
    if not actor.can(Permission.REPORTS_EDIT):
        rows = rows.filter(run__state__in=_OUT)
    return rows.order_by("due_on", "planned_at")


def _visible(actor: Actor) -> QuerySet[ReportRun]:
    rows = ReportRun.objects.all()
    return rows if actor.can(Permission.REPORTS_EDIT) else rows.filter(state__in=_OUT)

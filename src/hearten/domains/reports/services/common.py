"""What the writers of this room share: rows by their id for who may write, the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.domains.reports.models import Report, ReportRun
from hearten.kernel.errors import Conflict, NotFound
from hearten.kernel.text import N_

LONGEST_NAME, LONGEST_WORDS = 120, 1200


def report_of(report_id: UUID, by: Actor) -> Report:
    """The report, for who may write. Raises NotAllowed or NotFound."""
    by.require(Permission.REPORTS_EDIT)
    report = Report.objects.select_related("study").filter(pk=report_id).first()
    if report is None:
        raise NotFound(N_("There is no such report, or it is not yours to see."))
    return report


def locked_run(run_id: UUID, by: Actor, *, version: int | None = None) -> ReportRun:
    """The run, locked. Raises NotAllowed, NotFound, or Conflict when it is not at `version` any more."""
    by.require(Permission.REPORTS_EDIT)
    run = ReportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(N_("There is no such report, or it is not yours to see."))
    if version is not None and run.version != version:
        raise Conflict(N_("Somebody else has changed this meanwhile."), hint=N_("Look again, then repeat."))
    return run


def note_ledger(report: Report, kind: str, /, *, by: Actor, now: datetime, **facts: Any) -> None:
    append(kind, subject_id=report.pk, actor=by, now=now, about=report.name[:80], facts=facts)


def name_of(by: Actor) -> str:
    return (by.name or by.label)[:80]

"""How does an import begin, go on after a stop, and end?"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.models import ImportPending, ImportRejection, ImportRun
from hearten.base.imports.types import (
    IMPORT_FINISHED,
    IMPORT_STARTED,
    ImportKind,
    ImportState,
    Rejected,
    Waiting,
)
from hearten.base.ledger.services import append
from hearten.base.plumbing.jobs import enqueue
from hearten.base.vault.services import keys_at_hand
from hearten.kernel.errors import Conflict, HeartenError, NotFound
from hearten.kernel.text import N_

_LONGEST_REASON = 2000


@transaction.atomic
def open_run(
    *,
    kind: ImportKind,
    source: str,
    path: str,
    title: str,
    sha256: str,
    total_bytes: int,
    by: Actor,
    now: datetime,
    uploaded: bool = False,
) -> ImportRun:
    """The unfinished run over the same input, or a new one."""
    by.require(Permission.IMPORT_RUN)
    unfinished = (
        ImportRun.objects.select_for_update()
        .filter(kind=kind, source=source, sha256=sha256)
        .exclude(state=ImportState.DONE)
        .order_by("created_at")
        .first()
    )
    if unfinished:
        ImportRun.objects.filter(pk=unfinished.pk).update(path=path)
        unfinished.path = path
        return unfinished
    return ImportRun.objects.create(
        kind=kind,
        source=source,
        path=path,
        title=title[:200],
        sha256=sha256,
        total_bytes=total_bytes,
        started_by=by.label[:80],
        created_at=now,
        uploaded=uploaded,
    )


@transaction.atomic
def submit_upload(
    *,
    kind: ImportKind,
    source: str,
    path: str,
    title: str,
    sha256: str,
    total_bytes: int,
    by: Actor,
    now: datetime,
) -> ImportRun:
    """Take over an uploaded file and let the worker import it."""
    run = open_run(
        kind=kind,
        source=source,
        path=path,
        title=title,
        sha256=sha256,
        total_bytes=total_bytes,
        by=by,
        now=now,
        uploaded=True,
    )
    _queue(run)
    return run


@transaction.atomic
def restart_run(*, run_id: UUID, by: Actor) -> ImportRun:
    """Let the worker go on with an import that stopped."""
    by.require(Permission.IMPORT_RUN)
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(N_("There is no such import."))
    if run.state != ImportState.FAILED:
        raise Conflict(N_("This import has not stopped."))
    run.state, run.failure = ImportState.WAITING, {}
    run.save(update_fields=["state", "failure"])
    _queue(run)
    return run


def _queue(run: ImportRun) -> None:
    names = {
        ImportKind.FHIR: "fhir.import",
        ImportKind.CUSTOMERS_CSV: "tables.import",
        ImportKind.CODES: "codes.import",
        ImportKind.HOSPITAL_CLAIMS: "hospital.import",
    }
    enqueue(names[ImportKind(run.kind)], run_id=str(run.pk), lock=f"import:{run.pk}")


@transaction.atomic
def begin_run(*, run_id: UUID, by: Actor, now: datetime) -> ImportRun:
    """Mark a run as running. Raises Conflict when it is done already."""
    run = ImportRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound(N_("There is no such import."))
    if run.state == ImportState.DONE:
        raise Conflict(N_("This import is done already."))
    if run.started_at is None:
        run.started_at = now
        append(
            IMPORT_STARTED,
            subject_id=run.pk,
            actor=by,
            now=now,
            facts={"kind": run.kind, "source": run.source},
        )
    run.state, run.failure = ImportState.RUNNING, {}
    run.save(update_fields=["state", "started_at", "failure"])
    return run


def save_checkpoint(
    *, run: ImportRun, position: dict[str, Any], done_bytes: int, rejected: Iterable[Rejected]
) -> None:
    """Note how far `run` has come, with what it sends back. Call it in the transaction that wrote the batch."""
    rows = [
        ImportRejection(
            run_id=run.pk,
            file=item.file[-200:],
            number=item.number,
            kind=item.kind[:60],
            source_id=item.source_id[:200],
            reason=item.reason[:_LONGEST_REASON],
            hint=item.hint,
            where=item.where[:120],
            params=item.params,
            content=item.content,
        )
        for item in rejected
    ]
    with keys_at_hand([run.pk]):
        ImportRejection.objects.bulk_create(rows, batch_size=500)
    run.rejected += len(rows)
    run.position, run.done_bytes = position, min(done_bytes, run.total_bytes)
    run.save(update_fields=["position", "done_bytes", "counts", "sums", "rejected"])


def keep_pending(*, run: ImportRun, waiting: Iterable[Waiting]) -> None:
    """Keep resources whose patient has not come yet until the end of the run, sealed."""
    rows = [
        ImportPending(
            run_id=run.pk, file=one.file[-200:], number=one.number, full_url=one.full_url, content=one.content
        )
        for one in waiting
    ]
    if rows:
        with keys_at_hand([run.pk]):
            ImportPending.objects.bulk_create(rows, batch_size=500)


def drop_pending(waiting: Iterable[Waiting]) -> None:
    """Forget what has been looked at again."""
    ImportPending.objects.filter(pk__in=[one.id for one in waiting]).delete()


@contextmanager
def run_alone(run_id: UUID) -> Iterator[None]:
    """Hold the run for this process; a process that dies lets go of it. Raises Conflict when another holds it."""
    key = run_id.int >> 64 & (2**63 - 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise Conflict(N_("This import is running already."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


@transaction.atomic
def finish_run(*, run: ImportRun, by: Actor, now: datetime) -> None:
    """Mark a run as done, for good."""
    run.state, run.finished_at, run.done_bytes = ImportState.DONE, now, run.total_bytes
    run.save(update_fields=["state", "finished_at", "done_bytes"])
    ImportPending.objects.filter(run=run).delete()
    append(
        IMPORT_FINISHED,
        subject_id=run.pk,
        actor=by,
        now=now,
        facts={"kind": run.kind, "source": run.source, "rejected": run.rejected, "sha256": run.sha256},
    )


def fail_run(*, run_id: UUID, error: Exception) -> None:
    """Note why a run stopped; it can be started again and goes on where it was."""
    told = (
        {"message": error.message, "hint": error.hint or "", "params": error.params}
        if isinstance(error, HeartenError)
        else {
            "message": N_("Something went wrong inside (%(name)s)."),
            "hint": "",
            "params": {"name": type(error).__name__},
        }
    )
    ImportRun.objects.filter(pk=run_id).exclude(state=ImportState.DONE).update(
        state=ImportState.FAILED, failure=told
    )


def clear_upload(run: ImportRun) -> None:
    """Once an uploaded file has been taken in, no copy of it stays."""
    if run.uploaded and run.state == ImportState.DONE:
        path = Path(run.path)
        shutil.rmtree(path if path.is_dir() else path.parent, ignore_errors=True)

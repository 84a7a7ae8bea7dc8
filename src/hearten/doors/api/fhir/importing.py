"""Taking in a folder of FHIR files: in batches, each with its checkpoint in the same transaction.

A run that is killed goes on after its last batch; a resource that comes before its patient waits until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import pending_of
from hearten.base.imports.services import (
    begin_run,
    drop_pending,
    finish_run,
    keep_pending,
    run_alone,
    save_checkpoint,
)
from hearten.base.imports.types import Waiting
from hearten.doors.api.fhir.loading import Batch, Loader, reject
from hearten.doors.api.fhir.reading import Fault, Found, Meter, fhir_files, parse, read_file
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

BATCH = 500
BATCH_BYTES = 16 << 20

Progress = Callable[[ImportRun], None]


def import_run(*, run: ImportRun, by: Actor, progress: Progress | None = None) -> ImportRun:
    """Do `run`, or what is left of it. Raises Conflict when another process is at it."""
    progress = progress or _silent
    with run_alone(run.pk):
        run = begin_run(run_id=run.pk, by=by, now=utc_now())
        loader = Loader(run=run, by=by)
        files = fhir_files(Path(run.path))
        for index in range(run.position.get("file", 0), len(files)):
            _take_file(run, loader, files, index, progress)
        while _take_waiting(run, loader):
            progress(run)
        finish_run(run=run, by=by, now=utc_now())
        progress(run)
    return run


def _silent(_run: ImportRun) -> None:
    """Nobody watches."""


def _take_file(run: ImportRun, loader: Loader, files: list[Path], index: int, progress: Progress) -> None:
    root, meter = Path(run.path), Meter()
    name = files[index].name if root.is_file() else str(files[index].relative_to(root))
    before = sum(path.stat().st_size for path in files[:index])
    done = run.position.get("number", 0) if run.position.get("file", 0) == index else 0
    items = (item for item in read_file(files[index], meter) if item.number > done)
    for batch in _batches(items):
        position = {"file": index, "number": batch[-1].number}
        take_batch(run, loader, name, batch, position=position, done_bytes=before + meter.done)
        progress(run)
    with transaction.atomic():
        save_checkpoint(
            run=run,
            position={"file": index + 1, "number": 0},
            done_bytes=before + files[index].stat().st_size,
            rejected=[],
        )


def _batches(items: Iterator[Found | Fault]) -> Iterator[list[Found | Fault]]:
    batch: list[Found | Fault] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.raw)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def take_batch(
    run: ImportRun,
    loader: Loader,
    file: str,
    items: list[Found | Fault],
    *,
    position: dict[str, int],
    done_bytes: int,
) -> None:
    """Take in one batch with its checkpoint: both, or neither."""
    with transaction.atomic():
        batch = load_together(loader, file, items, final=False)
        keep_pending(run=run, waiting=batch.waiting)
        _add_up(run, batch)
        save_checkpoint(run=run, position=position, done_bytes=done_bytes, rejected=batch.rejected)


def _take_waiting(run: ImportRun, loader: Loader) -> bool:
    """Look again at resources whose patient had not come. False when none is left."""
    with transaction.atomic():
        rows = pending_of(run.pk, limit=BATCH)
        if not rows:
            return False
        items = [(row.file, _again(row)) for row in rows]
        for file in dict.fromkeys(file for file, _ in items):
            batch = load_together(loader, file, [item for name, item in items if name == file], final=True)
            _add_up(run, batch)
            save_checkpoint(
                run=run, position=run.position, done_bytes=run.done_bytes, rejected=batch.rejected
            )
        drop_pending(rows)
    return True


def _again(row: Waiting) -> Found:
    value = parse(row.content)
    resource = value if "resourceType" in value else value["resource"]
    return Found(row.number, resource, row.content, row.full_url)


def load_together(loader: Loader, file: str, items: list[Found | Fault], *, final: bool) -> Batch:
    """All of a batch at once; when the database refuses one of them, one by one, so that the others get in."""
    try:
        with transaction.atomic():
            return loader.load(file, items, final=final)
    except (DataError, IntegrityError, HeartenError, ValueError, TypeError):
        pass
    whole = Batch()
    for item in items:
        try:
            with transaction.atomic():
                whole += loader.load(file, [item], final=final)
        except HeartenError as error:
            whole.rejected.append(reject(file, item, error))
        except (DataError, IntegrityError, ValueError, TypeError):
            whole.rejected.append(
                reject(file, item, Invalid(N_("This resource has a form that we can't keep.")))
            )
    return whole


def _add_up(run: ImportRun, batch: Batch) -> None:
    for kind, count in batch.taken.items():
        run.counts.setdefault(kind, {"taken": 0, "rejected": 0})["taken"] += count
    for item in batch.rejected:
        run.counts.setdefault(item.kind or "?", {"taken": 0, "rejected": 0})["rejected"] += 1
    run.sums = batch.sums.added_to(run.sums)

"""Taking in a table of customers in batches: good rows are kept, bad ones are given back with their reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DataError, IntegrityError, transaction

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import known_digests
from hearten.base.imports.services import (
    begin_run,
    digest_of,
    finish_run,
    note_aliases,
    note_digests,
    run_alone,
    save_checkpoint,
)
from hearten.base.imports.types import Alias, Loaded, Rejected
from hearten.domains.customers.services import load_customers
from hearten.domains.customers.services.registration import check_facts
from hearten.domains.customers.types import CustomerFacts
from hearten.doors.api.tables.customers import columns_of, from_row
from hearten.doors.api.tables.reading import Row, read_table
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

BATCH = 500
KIND = "Customer"


def import_table(
    *, run: ImportRun, by: Actor, progress: Callable[[ImportRun], None] | None = None
) -> ImportRun:
    """Do `run`, or what is left of it. Raises Invalid when the table as a whole can't be read."""
    with run_alone(run.pk):
        run = begin_run(run_id=run.pk, by=by, now=utc_now())
        header, rows = read_table(Path(run.path))
        places = columns_of(header)
        run.position = {"number": 1, **run.position, "columns": header}
        waiting = (row for row in rows if row.number > run.position["number"])
        for batch in _batches(waiting):
            _take(run, by, batch, places)
            if progress:
                progress(run)
        finish_run(run=run, by=by, now=utc_now())
    return run


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _take(run: ImportRun, by: Actor, batch: list[Row], places: dict[str, int]) -> None:
    rejected: list[Rejected] = []
    good: list[tuple[Row, CustomerFacts]] = []
    for row in batch:
        try:
            facts = from_row(row.cells, places, source=run.source)
            check_facts(facts, utc_now())
            good.append((row, facts))
        except Invalid as error:
            rejected.append(_reject(run, row, error))
    with transaction.atomic():
        loaded = _load(run, by, good, rejected)
        count = run.counts.setdefault(KIND, {"taken": 0, "rejected": 0})
        count["taken"] += loaded.created + loaded.changed + loaded.unchanged
        count["rejected"] += len(rejected)
        rows = run.sums.setdefault("rows", {})
        for name in ("created", "changed", "unchanged"):
            rows[name] = rows.get(name, 0) + getattr(loaded, name)
        size = sum(len(",".join(row.cells).encode()) + 2 for row in batch)
        save_checkpoint(
            run=run,
            position=run.position | {"number": batch[-1].number},
            done_bytes=run.done_bytes + size,
            rejected=rejected,
        )


def _load(
    run: ImportRun, by: Actor, good: list[tuple[Row, CustomerFacts]], rejected: list[Rejected]
) -> Loaded:
    """All at once; when the database refuses one of them, one by one."""
    try:
        with transaction.atomic():
            return _load_together(run, by, [facts for _, facts in good])
    except (DataError, IntegrityError, HeartenError, ValueError):
        pass
    loaded = Loaded()
    for row, facts in good:
        try:
            with transaction.atomic():
                loaded += _load_together(run, by, [facts])
        except HeartenError as error:
            rejected.append(_reject(run, row, error))
        except (DataError, IntegrityError, ValueError):
            rejected.append(_reject(run, row, Invalid(N_("This row has a form that we can't keep."))))
    return loaded


def _load_together(run: ImportRun, by: Actor, given: list[CustomerFacts]) -> Loaded:
    latest = {f"{KIND}/{facts.source_id}"[:200]: facts for facts in given}
    digests = {name: digest_of(facts) for name, facts in latest.items()}
    known = known_digests(run.source, digests)
    fresh = {
        name: facts for name, facts in latest.items() if known.get(name, (None, b""))[1] != digests[name]
    }
    customers = load_customers(rows=list(fresh.values()), by=by, now=utc_now())
    note_aliases(
        source=run.source,
        aliases=[Alias(name, customer.pk) for name, customer in zip(fresh, customers, strict=True)],
    )
    note_digests(source=run.source, digests={name: digests[name] for name in fresh})
    changed = len(fresh.keys() & known.keys())
    return Loaded(len(fresh) - changed, changed, len(given) - len(fresh))


def _reject(run: ImportRun, row: Row, error: HeartenError) -> Rejected:
    return Rejected(
        file=run.title,
        number=row.number,
        kind=KIND,
        source_id="",
        reason=error.message,
        hint=error.hint or "",
        where=error.field or "",
        params=error.params,
        content=json.dumps(row.cells, ensure_ascii=False),
    )

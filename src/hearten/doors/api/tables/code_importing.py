"""Taking in a file of published codes or rules in batches: good rows are kept, bad ones are given back with their reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.services import begin_run, finish_run, run_alone, save_checkpoint
from hearten.base.imports.types import Rejected
from hearten.domains.terminology.services import Origin, known_rules, load_facts
from hearten.domains.terminology.types import Facts, RuleCodeFacts
from hearten.doors.api.tables.code_files import read_sheets
from hearten.doors.api.tables.code_layouts import Layout, cells_of, layout_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

BATCH = 500
_BATCH_NAME = re.compile(r"【\s*([^】]+?)\s*】")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file: `place` counts through all sheets, `number` is the one that a reader of the sheet sees."""

    place: int
    number: int
    sheet: str
    columns: tuple[str, ...]
    values: list[str]
    layout: Layout


def import_codes(
    *,
    run: ImportRun,
    by: Actor,
    effective_from: date | None = None,
    progress: Callable[[ImportRun], None] | None = None,
) -> ImportRun:
    """Do `run`, or what is left of it. Raises Invalid when the file as a whole can't be read or is no table we know."""
    with run_alone(run.pk):
        run = begin_run(run_id=run.pk, by=by, now=utc_now())
        rows = list(_rows(Path(run.path)))
        origin = Origin(
            publisher=run.source,
            file=run.title,
            sha256=run.sha256,
            batch=_batch_name(run.title),
            effective_from=effective_from,
        )
        run.position = {"place": 0, **run.position, "columns": list(rows[0].columns) if rows else []}
        waiting = [row for row in rows if row.place > run.position["place"]]
        for start in range(0, len(waiting), BATCH):
            _take(run, by, waiting[start : start + BATCH], origin, rows=len(rows))
            if progress:
                progress(run)
        finish_run(run=run, by=by, now=utc_now())
    return run


def _rows(path: Path) -> Iterator[_Row]:
    place = 0
    for sheet in read_sheets(path):
        layout = layout_of(sheet.columns)
        for number, values in sheet.rows:
            place += 1
            yield _Row(place, number, sheet.title, sheet.columns, values, layout)


def _batch_name(title: str) -> str:
    found = _BATCH_NAME.search(title)
    return found.group(1)[:40] if found else ""


@transaction.atomic
def _take(run: ImportRun, by: Actor, batch: list[_Row], origin: Origin, *, rows: int) -> None:
    good, rejected = _sorted_out(run, batch)
    kept = [(row, facts) for row, facts in good if not isinstance(facts, RuleCodeFacts)]
    loaded = load_facts(rows=[facts for _, facts in kept], origin=origin, by=by, now=utc_now())
    codes = [(row, facts) for row, facts in good if isinstance(facts, RuleCodeFacts)]
    known = known_rules(publisher=origin.publisher, rows=[facts for _, facts in codes])
    homeless = [row for row, facts in codes if (facts.kind, facts.name) not in known]
    rejected += [
        (row, Invalid(N_("No rule names this medicine, so its code has no rule."))) for row in homeless
    ]
    ours = [(row, facts) for row, facts in codes if (facts.kind, facts.name) in known]
    loaded += load_facts(rows=[facts for _, facts in ours], origin=origin, by=by, now=utc_now())
    for row, _ in [*kept, *ours]:
        _count(run, row, "taken")
    for row, _ in rejected:
        _count(run, row, "rejected")
    sums = run.sums.setdefault("rows", {})
    for name in ("created", "changed", "unchanged"):
        sums[name] = sums.get(name, 0) + getattr(loaded, name)
    save_checkpoint(
        run=run,
        position=run.position | {"place": batch[-1].place},
        done_bytes=run.total_bytes * batch[-1].place // rows,
        rejected=[_reject(run, row, error) for row, error in rejected],
    )


def _sorted_out(
    run: ImportRun, batch: list[_Row]
) -> tuple[list[tuple[_Row, Facts]], list[tuple[_Row, HeartenError]]]:
    good: list[tuple[_Row, Facts]] = []
    rejected: list[tuple[_Row, HeartenError]] = []
    for row in batch:
        try:
            good.append((row, row.layout.read(cells_of(row.columns, row.values))))
        except Invalid as error:
            rejected.append((row, error))
    return good, rejected


def _count(run: ImportRun, row: _Row, what: str) -> None:
    run.counts.setdefault(row.layout.name, {"taken": 0, "rejected": 0})[what] += 1


def _reject(run: ImportRun, row: _Row, error: HeartenError) -> Rejected:
    return Rejected(
        file=run.title,
        number=row.number,
        kind=row.layout.name,
        source_id="",
        reason=error.message,
        hint=error.hint or "",
        where=error.field or row.sheet,
        params=error.params,
        content=json.dumps(row.values, ensure_ascii=False),
    )

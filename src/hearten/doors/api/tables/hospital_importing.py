"""Taking in a hospital's table: each claim by itself, a few at a time; a stopped run goes on, bad rows are given back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.services import begin_run, finish_run, run_alone, save_checkpoint
from hearten.base.imports.types import Rejected
from hearten.domains.claims.services.hospitals import take_hospital_claim
from hearten.domains.partners.selectors.exchange import get_organization
from hearten.doors.api.tables.code_files import WORKBOOKS, read_sheets
from hearten.doors.api.tables.hospital_claims import Group, cell, places_of, request_of_rows
from hearten.doors.api.tables.reading import Row, read_table
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from hearten.kernel.text import N_

TOGETHER = 20
MOST_ROWS = 50_000
KIND = "Claim"


def import_hospital_table(
    *, run: ImportRun, by: Actor, progress: Callable[[ImportRun], None] | None = None
) -> ImportRun:
    """Do `run`, or what is left of it. Raises Invalid when the table as a whole can't be read."""
    with run_alone(run.pk):
        run = begin_run(run_id=run.pk, by=by, now=utc_now())
        header, rows = table_of(Path(run.path))
        places = places_of(header)
        run.position = {"number": 1, **run.position, "columns": header}
        taking = _Taking(run, by, places)
        waiting = (row for row in rows if row.number > run.position["number"])
        for groups in _batched(groups_of(waiting, places)):
            taking.take(groups)
            if progress:
                progress(run)
        finish_run(run=run, by=by, now=utc_now())
    return run


def table_of(path: Path) -> tuple[list[str], Iterator[Row]]:
    """Header and rows of a CSV or XLSX file. Raises Invalid when it holds none or too many."""
    if path.suffix.lower() in WORKBOOKS:
        sheets = read_sheets(path)
        if not sheets:
            raise Invalid(N_("This table is empty."), field="file")
        if len(sheets[0].rows) > MOST_ROWS:
            raise Invalid(
                N_("This table has more than %(most)d rows."),
                field="file",
                hint=N_("Send it in parts."),
                most=MOST_ROWS,
            )
        return list(sheets[0].columns), (Row(number, cells) for number, cells in sheets[0].rows)
    return read_table(path)


def groups_of(rows: Iterator[Row], places: dict[str, int]) -> Iterator[Group]:
    """Rows that follow each other and say the same number are one claim."""
    held: list[Row] = []
    for row in rows:
        if held and cell(row, places, "claim_number") != cell(held[0], places, "claim_number"):
            yield Group(cell(held[0], places, "claim_number"), tuple(held))
            held = []
        held.append(row)
    if held:
        yield Group(cell(held[0], places, "claim_number"), tuple(held))


def _batched(groups: Iterator[Group]) -> Iterator[list[Group]]:
    held: list[Group] = []
    for group in groups:
        held.append(group)
        if len(held) >= TOGETHER:
            yield held
            held = []
    if held:
        yield held


class _Taking:
    """Takes claims of one run, and keeps its place."""

    def __init__(self, run: ImportRun, by: Actor, places: dict[str, int]) -> None:
        self.run, self.by, self.places = run, by, places
        self.hospital = get_organization(UUID(run.source))

    def take(self, groups: list[Group]) -> None:
        """These claims, and the note of how far the run has come, in one transaction."""
        rejected: list[Rejected] = []
        with transaction.atomic():
            for group in groups:
                error = self._take_one(group)
                if error is not None:
                    rejected += [self._given_back(row, error, group) for row in group.rows]
            count = self.run.counts.setdefault(KIND, {"taken": 0, "rejected": 0})
            bad = len({item.source_id for item in rejected})
            count["taken"] += len(groups) - bad
            count["rejected"] += bad
            size = sum(len(",".join(row.cells).encode()) + 2 for group in groups for row in group.rows)
            save_checkpoint(
                run=self.run,
                position=self.run.position | {"number": groups[-1].rows[-1].number},
                done_bytes=self.run.done_bytes + size,
                rejected=rejected,
            )

    def _take_one(self, group: Group) -> HeartenError | None:
        try:
            with transaction.atomic():
                request = request_of_rows(
                    group, self.places, organization_id=self.hospital.pk, hospital=self.hospital.name
                )
                take_hospital_claim(request, by=self.by, now=utc_now(), run_id=self.run.pk)
        except HeartenError as error:
            return error
        except (DataError, IntegrityError, ValueError):
            return Invalid(N_("This row has a form that we can't keep."))
        return None

    def _given_back(self, row: Row, error: HeartenError, group: Group) -> Rejected:
        return Rejected(
            file=self.run.title,
            number=row.number,
            kind=KIND,
            source_id=f"{group.rows[0].number}",
            reason=error.message,
            hint=error.hint or "",
            where=error.field or "",
            params=error.params,
            content=json.dumps(row.cells, ensure_ascii=False),
        )

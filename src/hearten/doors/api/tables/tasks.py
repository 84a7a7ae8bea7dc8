"""Tables that wait in the queue."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import get_run_for
from hearten.base.imports.services import clear_upload, fail_run
from hearten.base.imports.types import ImportState
from hearten.base.plumbing.jobs import job
from hearten.doors.api.tables.code_importing import import_codes
from hearten.doors.api.tables.hospital_importing import import_hospital_table
from hearten.doors.api.tables.importing import import_table
from hearten.kernel.errors import Conflict, HeartenError


@job("tables.import", retry=3)
def import_customers(run_id: str) -> None:
    """Take in one table, or go on with it after a stop. A table that can't be read at all is not tried again."""
    _import(run_id, Actor.system("tables.import"), import_table)


@job("codes.import", retry=3)
def import_code_file(run_id: str) -> None:
    """Take in one file of codes or published rules, or go on with it after a stop."""
    _import(run_id, Actor.system("codes.import"), import_codes)


@job("hospital.import", retry=3)
def import_hospital_claims(run_id: str) -> None:
    """Take in one table of a hospital's claims, or go on with it after a stop."""
    _import(run_id, Actor.system("hospital.import"), import_hospital_table)


def _import(run_id: str, by: Actor, do: Callable[..., ImportRun]) -> None:
    run = get_run_for(by, UUID(run_id))
    if run.state == ImportState.DONE:
        return
    try:
        clear_upload(do(run=run, by=by))
    except Conflict:
        return  # another process is at it
    except HeartenError as error:
        fail_run(run_id=run.pk, error=error)
    except Exception as error:
        fail_run(run_id=run.pk, error=error)
        raise

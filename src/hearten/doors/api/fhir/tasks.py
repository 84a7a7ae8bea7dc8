"""Imports that wait in the queue."""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.imports.selectors import get_run_for
from hearten.base.imports.services import fail_run
from hearten.base.imports.types import ImportState
from hearten.base.plumbing.jobs import job
from hearten.doors.api.fhir.importing import import_run


@job("fhir.import", retry=3)
def import_fhir(run_id: str) -> None:
    """Do one import, or go on with it after a stop."""
    by = Actor.system("fhir.import")
    run = get_run_for(by, UUID(run_id))
    if run.state == ImportState.DONE:
        return
    try:
        import_run(run=run, by=by)
    except Exception as error:
        fail_run(run_id=run.pk, message=type(error).__name__)
        raise

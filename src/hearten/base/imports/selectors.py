"""Which imports were there, what did they send back, and whom does a source's name mean?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.models import ImportPending, ImportRejection, ImportRun, SourceAlias
from hearten.base.imports.types import Waiting
from hearten.base.vault.services import keys_at_hand
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


def list_runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """All imports, newest first."""
    actor.require(Permission.IMPORT_RUN)
    return ImportRun.objects.order_by("-created_at", "-id")


def get_run_for(actor: Actor, run_id: UUID) -> ImportRun:
    actor.require(Permission.IMPORT_RUN)
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise NotFound(N_("There is no such import."))
    return run


def get_run_of(source: str, run_id: UUID) -> ImportRun:
    """One import, for the source it came from. Else NotFound."""
    run = ImportRun.objects.filter(pk=run_id, source=source).first()
    if run is None:
        raise NotFound(N_("There is no such import."))
    return run


def runs_of(source: str, *, limit: int = 25) -> list[ImportRun]:
    """The newest imports from one source, for whoever has checked the right."""
    return list(ImportRun.objects.filter(source=source).order_by("-created_at", "-id")[:limit])


def list_reasons_for(actor: Actor, run_id: UUID, *, limit: int = 50) -> list[ImportRejection]:
    """The first rejections of a run, without their content."""
    actor.require(Permission.IMPORT_RUN)
    return list(ImportRejection.objects.filter(run_id=run_id).defer("content").order_by("id")[:limit])


def rejections_of(run_id: UUID) -> Iterator[ImportRejection]:
    """Everything that a run sent back, in order, a few at a time."""
    with keys_at_hand([run_id]):
        yield from ImportRejection.objects.filter(run_id=run_id).order_by("id").iterator(chunk_size=500)


def pending_of(run_id: UUID, *, limit: int) -> list[Waiting]:
    """What waits for its patient, the oldest first."""
    with keys_at_hand([run_id]):
        return [
            Waiting(id=row.pk, file=row.file, number=row.number, full_url=row.full_url, content=row.content)
            for row in ImportPending.objects.filter(run_id=run_id).order_by("id")[:limit]
        ]


def targets_of(source: str, names: Iterable[str]) -> dict[str, UUID | None]:
    """Whom each name of `source` means; None for a name that more than one patient bears."""
    rows = SourceAlias.objects.filter(source=source, alias__in=set(names)).values_list(
        "alias", "target_id", "ambiguous"
    )
    return {name: None if ambiguous else target for name, target, ambiguous in rows}


def known_digests(source: str, names: Iterable[str]) -> dict[str, tuple[UUID, bytes]]:
    """What was last taken over under each main name: whose it is, and its digest."""
    rows: Any = SourceAlias.objects.filter(source=source, alias__in=set(names), digest__isnull=False)
    return {
        name: (target, bytes(digest))
        for name, target, digest in rows.values_list("alias", "target_id", "digest")
    }

"""What an import is: its kinds, its states, and what one batch of rows came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

IMPORT_STARTED = register_kind("imports.started", N_("Import started"))
IMPORT_FINISHED = register_kind("imports.finished", N_("Import finished"))


class ImportKind(StrEnum):
    FHIR = "fhir"
    CUSTOMERS_CSV = "customers_csv"
    CODES = "codes"
    HOSPITAL_CLAIMS = "hospital_claims"


KIND_LABELS = {
    ImportKind.FHIR: N_("FHIR records"),
    ImportKind.CUSTOMERS_CSV: N_("Customers from a table"),
    ImportKind.CODES: N_("Codes and published rules"),
    ImportKind.HOSPITAL_CLAIMS: N_("Claims of a hospital from a table"),
}


class ImportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STATE_LABELS = {
    ImportState.WAITING: N_("Waiting"),
    ImportState.RUNNING: N_("Running"),
    ImportState.DONE: N_("Done"),
    ImportState.FAILED: N_("Stopped"),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a batch of rows: new, changed, or just as before."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(
            self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name under which a source speaks of one of our customers."""

    alias: str
    target_id: UUID


@dataclass(frozen=True, slots=True)
class Rejected:
    """One thing that was not taken in: where it stood, what it was, why not, and the thing itself as it came."""

    file: str
    number: int
    kind: str
    source_id: str
    reason: str
    content: str
    where: str = ""
    hint: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A resource whose patient had not come when it was read."""

    id: int
    file: str
    number: int
    full_url: str
    content: str

"""What a health record holds, in FHIR's words, and the names of common readings in ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_

RECORDS_LOADED = register_kind("health.records_loaded", N_("Health records taken over"))


class RecordKind(StrEnum):
    CONDITION = "condition"
    OBSERVATION = "observation"
    ENCOUNTER = "encounter"
    IMMUNIZATION = "immunization"
    PROCEDURE = "procedure"
    MEDICATION = "medication"
    DIAGNOSTIC_REPORT = "diagnostic_report"
    CARE_PLAN = "care_plan"
    GOAL = "goal"
    ALLERGY = "allergy"
    OTHER = "other"


KIND_LABELS = {
    RecordKind.CONDITION: N_("Condition"),
    RecordKind.OBSERVATION: N_("Reading"),
    RecordKind.ENCOUNTER: N_("Visit"),
    RecordKind.IMMUNIZATION: N_("Vaccination"),
    RecordKind.PROCEDURE: N_("Treatment"),
    RecordKind.MEDICATION: N_("Medicine"),
    RecordKind.DIAGNOSTIC_REPORT: N_("Report"),
    RecordKind.CARE_PLAN: N_("Care plan"),
    RecordKind.GOAL: N_("Goal"),
    RecordKind.ALLERGY: N_("Allergy"),
    RecordKind.OTHER: N_("Other entry"),
}

# Names of common readings by LOINC code; what is not here keeps the name its source gives.
READING_NAMES = {
    "8302-2": N_("Body height"),
    "29463-7": N_("Body weight"),
    "39156-5": N_("Body mass index"),
    "85354-9": N_("Blood pressure"),
    "55284-4": N_("Blood pressure"),
    "8480-6": N_("Systolic blood pressure"),
    "8462-4": N_("Diastolic blood pressure"),
    "8867-4": N_("Heart rate"),
    "9279-1": N_("Breathing rate"),
    "8310-5": N_("Body temperature"),
    "2708-6": N_("Oxygen saturation"),
    "59408-5": N_("Oxygen saturation"),
    "2093-3": N_("Total cholesterol"),
    "2571-8": N_("Triglycerides"),
    "18262-6": N_("LDL cholesterol"),
    "2085-9": N_("HDL cholesterol"),
    "4548-4": N_("Haemoglobin A1c"),
    "2339-0": N_("Blood glucose"),
    "2345-7": N_("Blood glucose"),
    "38483-4": N_("Creatinine"),
    "33914-3": N_("Kidney filtration rate"),
    "72166-2": N_("Smoking status"),
    "72514-3": N_("Pain score"),
}

STATUS_LABELS = {
    "active": N_("Active"),
    "resolved": N_("Resolved"),
    "inactive": N_("Inactive"),
    "remission": N_("In remission"),
    "recurrence": N_("Recurring"),
    "relapse": N_("Relapsed"),
    "completed": N_("Completed"),
    "finished": N_("Completed"),
    "stopped": N_("Stopped"),
    "final": N_("Final"),
    "amended": N_("Amended"),
    "corrected": N_("Corrected"),
    "preliminary": N_("Preliminary"),
    "planned": N_("Planned"),
    "in-progress": N_("In progress"),
    "accepted": N_("In progress"),
    "cancelled": N_("Cancelled"),
    "on-hold": N_("On hold"),
    "draft": N_("Draft"),
}
MISTAKEN = "entered-in-error"


@dataclass(frozen=True, kw_only=True)
class RecordFacts:
    """One entry of a health record as its source tells it. `content` is sealed: code, name, value, notes."""

    source: str
    source_id: str
    kind: RecordKind
    recorded_at: datetime | None
    status: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    customer_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry, opened, as a page shows it."""

    id: UUID
    kind: RecordKind
    recorded_at: datetime | None
    status: str
    code: str
    name: str
    value: str
    unit: str
    parts: tuple[
        tuple[str, str, str, str], ...
    ]  # code, name, value and unit of each component, systolic first
    until: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Series:
    """The values of one reading over time, oldest first."""

    code: str
    name: str
    unit: str
    points: tuple[tuple[datetime, float], ...]
    latest: Entry


@dataclass(frozen=True, kw_only=True)
class HealthSummary:
    """What one page says of a person's health record."""

    conditions: tuple[Entry, ...]
    readings: tuple[Series, ...]
    counts: dict[RecordKind, int]
    sources: tuple[str, ...]

"""What a mapper gives back, and which mapper reads which type of resource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hearten.doors.api.fhir.values import Resource


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a resource came from: the source's name and the address it had in its bundle."""

    source: str
    full_url: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The facts of one resource, for the loader named `target`; `patient` holds the names of whom they are about."""

    target: str
    facts: Any
    patient: tuple[str, ...] = ()


Mapper = Callable[[Resource, Origin], list[Mapped]]

PATIENTS, ORGANIZATIONS, PRACTITIONERS = "patients", "organizations", "practitioners"
RECORDS, CLAIMS, BENEFITS, COVERAGES = "records", "claims", "benefits", "coverages"


def mappers() -> dict[str, Mapper]:
    """Every type that is taken in."""
    from hearten.doors.api.fhir import (
        claim,
        condition,
        coverage,
        encounter,
        explanation_of_benefit,
        generic,
        observation,
        organization,
        patient,
        practitioner,
    )

    return {
        "Patient": patient.from_fhir,
        "Organization": organization.from_fhir,
        "Practitioner": practitioner.from_fhir,
        "Coverage": coverage.from_fhir,
        "Claim": claim.from_fhir,
        "ExplanationOfBenefit": explanation_of_benefit.from_fhir,
        "Condition": condition.from_fhir,
        "Observation": observation.from_fhir,
        "Encounter": encounter.from_fhir,
        **dict.fromkeys(generic.TYPES, generic.from_fhir),
    }

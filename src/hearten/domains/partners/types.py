"""Hospitals, practices and the people who work there, in FHIR's words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OrganizationFacts:
    """An organisation as a source tells of it."""

    source: str
    source_id: str
    name: str
    kind: str = ""
    phone: str = ""
    city: str = ""
    region: str = ""
    level: int | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class PractitionerFacts:
    """Someone who treats, as a source tells of them."""

    source: str
    source_id: str
    name: str
    sex: str = ""
    qualification: str = ""
    active: bool = True

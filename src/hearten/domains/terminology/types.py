"""Code systems, concepts, and the rules that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hearten.kernel.text import N_


class System(StrEnum):
    """The code systems that we keep, named as our own; `uri` of the model is what FHIR calls them."""

    ICD10 = "icd10-cn"
    ICD10_CATEGORY = "icd10-cn-category"
    ICD10_CHAPTER = "icd10-cn-chapter"
    OPERATION = "icd9-cm3-cn"
    DRUG = "nhsa-drug"
    SERVICE = "nhsa-service"


SYSTEM_LABELS = {
    System.ICD10: N_("Diagnoses (ICD-10, Chinese clinical version)"),
    System.ICD10_CATEGORY: N_("Categories of ICD-10"),
    System.ICD10_CHAPTER: N_("Chapters and blocks of ICD-10"),
    System.OPERATION: N_("Operations (ICD-9-CM-3, Chinese clinical version)"),
    System.DRUG: N_("Medicines (national drug codes)"),
    System.SERVICE: N_("Medical services (national service codes)"),
}
SYSTEM_URIS = {
    System.ICD10: "http://hl7.org/fhir/sid/icd-10",
    System.ICD10_CATEGORY: "http://hl7.org/fhir/sid/icd-10",
    System.ICD10_CHAPTER: "http://hl7.org/fhir/sid/icd-10",
    System.OPERATION: "http://hl7.org/fhir/sid/icd-9-cm",
    System.DRUG: "urn:hearten:nhsa-drug",
    System.SERVICE: "urn:hearten:nhsa-service",
}


@dataclass(frozen=True, kw_only=True)
class ConceptFacts:
    """One code and what it means."""

    system: System
    code: str
    display: str
    parent: str = ""
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """One published rule. `codes` are given by rows of their own (RuleCodeFacts) where a rule names a drug."""

    kind: str
    name: str
    limits: Mapping[str, Any]
    code: str = ""
    partner_code: str = ""
    partner_name: str = ""
    message: str = ""

    @property
    def key(self) -> str:
        """The same rule has the same key, whichever file states it."""
        about = "|".join((self.kind, self.code or self.name, self.partner_code, self.limits.get("group", "")))
        return about[:200]


@dataclass(frozen=True, kw_only=True)
class RuleCodeFacts:
    """One more code of a rule that is told by kind and name: a drug has one for each pack."""

    kind: str
    name: str
    code: str


Facts = ConceptFacts | RuleFacts | RuleCodeFacts


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that may be meant. The score runs from 0 to 1; 1 is the same text."""

    system: System
    code: str
    display: str
    score: float

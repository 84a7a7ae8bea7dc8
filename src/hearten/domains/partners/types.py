"""Hospitals, practices and the people who work there, in FHIR's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hearten.base.ledger.types import register_kind
from hearten.kernel.text import N_


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
    network: str = ""  # the tier of our network, as products name it
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


class Scope(StrEnum):
    """What a key opens."""

    CLAIMS_WRITE = "claims.write"  # hand claims in, ask for pre-authorisation, take claims back
    CLAIMS_READ = "claims.read"  # the answers to one's own claims
    ESTIMATE = "estimate"  # what would be paid; nothing is kept


SCOPE_LABELS = {
    Scope.CLAIMS_WRITE: N_("Hand in claims and requests for approval"),
    Scope.CLAIMS_READ: N_("Read the answers to its own claims"),
    Scope.ESTIMATE: N_("Ask what would be paid"),
}

KEY_MADE = register_kind("partners.key_made", N_("Key of a partner made"))
KEY_REVOKED = register_kind("partners.key_revoked", N_("Key of a partner revoked"))
SETTLEMENT_AGREED = register_kind("partners.settlement_agreed", N_("Direct settlement agreed"))
SETTLEMENT_ENDED = register_kind("partners.settlement_ended", N_("Direct settlement ended"))

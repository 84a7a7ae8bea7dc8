from hearten.domains.claims.models.adjudication import Adjudication
from hearten.domains.claims.models.appeal import Appeal
from hearten.domains.claims.models.claim import Claim
from hearten.domains.claims.models.document import ClaimDocument
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.domains.claims.models.line import ClaimLine
from hearten.domains.claims.models.money import AdvancePayment, Receivable
from hearten.domains.claims.models.payout import PayoutLink
from hearten.domains.claims.models.timeline import ClaimEvent

__all__ = [
    "Adjudication",
    "AdvancePayment",
    "Appeal",
    "Claim",
    "ClaimDocument",
    "ClaimEvent",
    "ClaimLine",
    "ExternalBenefit",
    "ExternalClaim",
    "ExternalCoverage",
    "PayoutLink",
    "Receivable",
]

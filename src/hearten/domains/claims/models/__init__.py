from hearten.domains.claims.models.adjudication import Adjudication
from hearten.domains.claims.models.appeal import Appeal
from hearten.domains.claims.models.assignment import Assignment
from hearten.domains.claims.models.claim import Claim
from hearten.domains.claims.models.clock import ClaimClock
from hearten.domains.claims.models.compensation import Compensation
from hearten.domains.claims.models.document import ClaimDocument
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim, ExternalCoverage
from hearten.domains.claims.models.hospital_submission import HospitalSubmission
from hearten.domains.claims.models.item import ClaimItem
from hearten.domains.claims.models.line import ClaimLine
from hearten.domains.claims.models.money import AdvancePayment, Receivable
from hearten.domains.claims.models.payout import PayoutLink
from hearten.domains.claims.models.preauthorization import PreAuthorization
from hearten.domains.claims.models.quality import QualityCheck
from hearten.domains.claims.models.reading import Reading
from hearten.domains.claims.models.rules_trial import RulesTrial
from hearten.domains.claims.models.timeline import ClaimEvent
from hearten.domains.claims.models.warning import ClaimWarning

__all__ = [
    "Adjudication",
    "AdvancePayment",
    "Appeal",
    "Assignment",
    "Claim",
    "ClaimClock",
    "ClaimDocument",
    "ClaimEvent",
    "ClaimItem",
    "ClaimLine",
    "ClaimWarning",
    "Compensation",
    "ExternalBenefit",
    "ExternalClaim",
    "ExternalCoverage",
    "HospitalSubmission",
    "PayoutLink",
    "PreAuthorization",
    "QualityCheck",
    "Reading",
    "Receivable",
    "RulesTrial",
]

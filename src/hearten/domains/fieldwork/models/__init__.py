"""What hand-work keeps."""

from hearten.domains.fieldwork.models.call import CallAttempt, CallTask
from hearten.domains.fieldwork.models.incentive import Coupon, DrawEntry, Incentive
from hearten.domains.fieldwork.models.paper import KeyedEntry, PaperForm
from hearten.domains.fieldwork.models.session import Participant, Session

__all__ = [
    "CallAttempt",
    "CallTask",
    "Coupon",
    "DrawEntry",
    "Incentive",
    "KeyedEntry",
    "PaperForm",
    "Participant",
    "Session",
]

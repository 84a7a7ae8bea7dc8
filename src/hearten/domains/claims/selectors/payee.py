"""To which account would a draft be paid as it stands?"""

from __future__ import annotations

from hearten.domains.claims.models import Claim, Compensation, PayoutLink
from hearten.domains.claims.types import (
    COUNTED_STATES,
    UNDECIDED,
    ClaimState,
    CompensationState,
    PayoutState,
)
from hearten.domains.customers.selectors import account_state, account_to_pay
from hearten.domains.customers.types import AccountState


def account_of_draft(claim: Claim) -> str:
    """The account named for this claim unless the bank says that it is another's; else the one in use; empty without any."""
    own = claim.bank_account or ""
    if own and account_state(claim.customer_id, own) != AccountState.MISMATCH:
        return own
    return account_to_pay(claim.customer_id) or own


def account_may_change(claim: Claim) -> bool:
    """Whether money waits for another account: what is decided is not on its way, or the last payment failed."""
    if claim.state == ClaimState.DECIDED and claim.payable_minor:
        return True
    return claim.state in UNDECIDED | COUNTED_STATES and payment_failed(claim)


def payment_failed(claim: Claim) -> bool:
    """Whether the bank could not carry out the last payment of a claim: of the decision, an advance or a compensation."""
    last = PayoutLink.objects.filter(claim=claim).order_by("-turn").values_list("state", flat=True).first()
    compensations = Compensation.objects.filter(claim=claim, state=CompensationState.FAILED)
    return last == PayoutState.FAILED or compensations.exists()

"""To which account would a draft be paid as it stands?"""

from __future__ import annotations

from hearten.domains.claims.models import Claim
from hearten.domains.customers.selectors import account_state, account_to_pay
from hearten.domains.customers.types import AccountState


def account_of_draft(claim: Claim) -> str:
    """The account named for this claim unless the bank says that it is another's; else the one in use; empty without any."""
    own = claim.bank_account or ""
    if own and account_state(claim.customer_id, own) != AccountState.MISMATCH:
        return own
    return account_to_pay(claim.customer_id) or own

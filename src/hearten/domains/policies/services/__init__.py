"""From a price to a policy, and what becomes of it."""

from hearten.domains.policies.services.declaring import declare_health
from hearten.domains.policies.services.ending import (
    cancel_in_cooling_off,
    cooling_off_until,
    lapse_policy,
    turn_day,
)
from hearten.domains.policies.services.entering import enter_with_quote
from hearten.domains.policies.services.issuing import issue_policy
from hearten.domains.policies.services.loading import load_policies
from hearten.domains.policies.services.paying import Payment, pay_premium, withdraw_application
from hearten.domains.policies.services.quoting import make_quote, start_application
from hearten.domains.policies.services.renewing import issue_renewal, renew_policy, renewal_price
from hearten.domains.policies.services.underwriting import accept_terms, decide_referral, decide_underwriting

__all__ = [
    "Payment",
    "accept_terms",
    "cancel_in_cooling_off",
    "cooling_off_until",
    "decide_referral",
    "decide_underwriting",
    "declare_health",
    "enter_with_quote",
    "issue_policy",
    "issue_renewal",
    "lapse_policy",
    "load_policies",
    "make_quote",
    "pay_premium",
    "renew_policy",
    "renewal_price",
    "start_application",
    "turn_day",
    "withdraw_application",
]

"""Reading about claims."""

from hearten.domains.claims.selectors.claims import (
    get_claim_for,
    latest_adjudication,
    list_claims_for,
    list_documents_for,
    list_lines,
    list_payouts,
    list_steps,
)
from hearten.domains.claims.selectors.clocks import clock_breaches, determine_due, pay_due
from hearten.domains.claims.selectors.explanation import explain_claim
from hearten.domains.claims.selectors.progress import progress_of
from hearten.domains.claims.selectors.queue import QueueFilters, claims_queue
from hearten.domains.claims.selectors.warnings import (
    list_warnings_for,
    reasons_shown,
    warning_name,
    warning_sentence,
)
from hearten.domains.claims.selectors.year import year_to_date

__all__ = [
    "QueueFilters",
    "claims_queue",
    "clock_breaches",
    "determine_due",
    "explain_claim",
    "get_claim_for",
    "latest_adjudication",
    "list_claims_for",
    "list_documents_for",
    "list_lines",
    "list_payouts",
    "list_steps",
    "list_warnings_for",
    "pay_due",
    "progress_of",
    "reasons_shown",
    "warning_name",
    "warning_sentence",
    "year_to_date",
]

"""Writing about claims: draft, hand in, decide, pay."""

from hearten.domains.claims.services.aftercare import ask_for_aftercare
from hearten.domains.claims.services.appeals import decide_appeal, open_appeal, withdraw_appeal
from hearten.domains.claims.services.assigning import hand_back_claim, take_claim, take_next_claim
from hearten.domains.claims.services.deciding import decide_claim, decide_claims, decide_waiting
from hearten.domains.claims.services.documents import attach_document, remove_document, send_papers
from hearten.domains.claims.services.drafts import add_line, discard_draft, remove_line, save_draft
from hearten.domains.claims.services.intake import receive_claims
from hearten.domains.claims.services.loading import load_claims
from hearten.domains.claims.services.payee import choose_account
from hearten.domains.claims.services.paying import change_account, pay_advance, pay_claim, settle_payout
from hearten.domains.claims.services.person import confirm_decision, decide_by_person, reject_proposal
from hearten.domains.claims.services.preview import preview_decision
from hearten.domains.claims.services.reading import (
    open_document_for,
    picture_of_page_for,
    read_health_facts_for,
)
from hearten.domains.claims.services.receivables import close_receivable
from hearten.domains.claims.services.resettling import reverse_claim, settle_policy_year
from hearten.domains.claims.services.sampling import close_quality_check, draw_quality_checks
from hearten.domains.claims.services.submission import (
    ask_for_person,
    request_documents,
    submit_claim,
    withdraw_claim,
)

__all__ = [
    "add_line",
    "ask_for_aftercare",
    "ask_for_person",
    "attach_document",
    "change_account",
    "choose_account",
    "close_quality_check",
    "close_receivable",
    "confirm_decision",
    "decide_appeal",
    "decide_by_person",
    "decide_claim",
    "decide_claims",
    "decide_waiting",
    "discard_draft",
    "draw_quality_checks",
    "hand_back_claim",
    "load_claims",
    "open_appeal",
    "open_document_for",
    "pay_advance",
    "pay_claim",
    "picture_of_page_for",
    "preview_decision",
    "read_health_facts_for",
    "receive_claims",
    "reject_proposal",
    "remove_document",
    "remove_line",
    "request_documents",
    "reverse_claim",
    "save_draft",
    "send_papers",
    "settle_payout",
    "settle_policy_year",
    "submit_claim",
    "take_claim",
    "take_next_claim",
    "withdraw_appeal",
    "withdraw_claim",
]

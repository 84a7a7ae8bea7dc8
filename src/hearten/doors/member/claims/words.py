"""How a claim is named and coloured on a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import INDEMNITY, category_labels, product_name
from hearten.domains.claims.types import (
    DECISION_LABELS,
    STATE_LABELS,
    ClaimState,
    Decision,
)
from hearten.domains.customers.selectors import represented_by
from hearten.domains.policies.selectors import policies_to_claim_on, product_of
from hearten.domains.products.types import in_language
from hearten.doors.components.bill_words import CHECK_SENTENCES, CLASS_LABELS

__all__ = ["CHECK_SENTENCES", "CLASS_LABELS"]


def language() -> str:
    return get_language() or "zh-hans"


def claim_card(claim: Claim) -> dict[str, Any]:
    return claim_cards([claim])[0]


def claim_cards(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """Each claim with its words; an empty tone means that the state has its own."""
    return [_card(claim) for claim in claims]


def _card(claim: Claim) -> dict[str, Any]:
    within = claim.decision == Decision.WITHIN_DEDUCTIBLE
    if within:
        label, tone = DECISION_LABELS[Decision.WITHIN_DEDUCTIBLE], "info"
    elif claim.decision == Decision.REFUSED:
        label, tone = DECISION_LABELS[Decision.REFUSED], "bad"
    else:
        label, tone = STATE_LABELS[ClaimState(claim.state)], ""
    return {
        "claim": claim,
        "label": _(label),
        "tone": tone,
        "within_deductible": within,
        "product": product_name(claim, language()),
    }


def category_choices(claim: Claim) -> list[tuple[str, str]]:
    """What can be claimed under the claim's policy, in the reader's language."""
    return list(category_labels(claim, language()).items())


def policy_choices(actor: Actor, on: date) -> list[dict[str, Any]]:
    """The policies of the member and of those the member may claim for: running ones first, ended ones for what was before."""
    if actor.customer_id is None:
        return []
    people = [(actor.customer_id, "")]
    people += [(row.customer_id, row.customer.name) for row in represented_by(actor)]
    choices = [
        {
            "policy": policy,
            "person": name,
            "product": in_language(product_of(policy).name, language()),
            "until": policy.ended_on or policy.expiry,
            "in_force": policy.inception <= on < (policy.ended_on or policy.expiry),
            "has_bill": product_of(policy).document["benefits"]["kind"] == INDEMNITY,
        }
        for customer_id, name in people
        for policy in policies_to_claim_on(actor, customer_id)
    ]
    return sorted(choices, key=lambda choice: not choice["in_force"])

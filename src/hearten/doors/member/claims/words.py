"""How a claim is named and coloured on a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import category_labels, product_name
from hearten.domains.claims.types import (
    DECISION_LABELS,
    STATE_LABELS,
    ClaimState,
    Decision,
)
from hearten.domains.policies.selectors import list_policies_for, product_of
from hearten.domains.products.types import in_language


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
    """The member's policies, running ones first; an ended one stays for what happened before its end."""
    if actor.customer_id is None:
        return []
    return [
        {
            "policy": policy,
            "product": in_language(product_of(policy).name, language()),
            "until": policy.ended_on or policy.expiry,
            "in_force": policy.inception <= on < (policy.ended_on or policy.expiry),
        }
        for policy in list_policies_for(actor, actor.customer_id)
    ]

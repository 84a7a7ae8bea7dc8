"""How a claim is named and coloured on a card."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import category_labels, product_name
from hearten.domains.claims.types import DECISION_LABELS, STATE_LABELS, ClaimState, Decision
from hearten.domains.policies.selectors import list_policies_for, product_of
from hearten.domains.products.types import in_language


def language() -> str:
    return get_language() or "zh-hans"


def tone_of(claim: Claim) -> str:
    """Empty: the state has its own tone; a refusal is bad whatever its state."""
    return "bad" if claim.decision == Decision.REFUSED else ""


def state_label(claim: Claim) -> str:
    if claim.decision == Decision.REFUSED:
        return _(DECISION_LABELS[Decision.REFUSED])
    return _(STATE_LABELS[ClaimState(claim.state)])


def claim_card(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim,
        "label": state_label(claim),
        "tone": tone_of(claim),
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

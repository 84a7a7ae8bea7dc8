"""Words for moments of the journey."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hearten.kernel.text import N_

MOMENT_WORDS = {
    "claim.submitted": N_("Claim handed in"),
    "claim.decided": N_("Claim decided"),
    "claim.paid": N_("Claim paid"),
    "claim.payout_failed": N_("Payment did not arrive"),
    "claim.documents_requested": N_("Papers asked for"),
    "claim.person_asked": N_("Asked for a person"),
    "claim.aftercare_asked": N_("Asked for a call about recovery"),
    "claim.withdrawn": N_("Claim withdrawn"),
    "policy.quoted": N_("Price asked for"),
    "policy.declared": N_("Health questions answered"),
    "policy.underwritten": N_("Application decided"),
    "policy.referred": N_("Application given to a person"),
    "policy.application_withdrawn": N_("Application withdrawn"),
    "policy.purchased": N_("Policy bought"),
    "policy.renewed": N_("Policy renewed"),
    "policy.cancelled": N_("Policy given back"),
    "policy.lapsed": N_("Policy lapsed"),
    "survey.answered": N_("Survey answered"),
    "message.sent": N_("Message sent"),
    "case.opened": N_("Case opened"),
    "case.called": N_("Call from us"),
    "case.closed": N_("Case closed"),
    "case.reopened": N_("Case opened again"),
    "claim.decided_again": N_("Claim decided again"),
    "claim.appeal_opened": N_("Appeal opened"),
    "claim.appeal_decided": N_("Appeal decided"),
    "claim.reversed": N_("Claim reversed"),
}
OUTCOME_WORDS = {
    "approved": N_("approved"),
    "partial": N_("approved in part"),
    "within_deductible": N_("within the deductible"),
    "refused": N_("not covered"),
}


def moment_word(moment: str) -> str:
    """The moment in the reader's language; a moment without a word of its own as it is called."""
    word = MOMENT_WORDS.get(moment)
    return _(word) if word else moment


def outcome_words(outcomes: Iterable[str]) -> str:
    return " · ".join(_(OUTCOME_WORDS[o]) if o in OUTCOME_WORDS else o for o in outcomes)

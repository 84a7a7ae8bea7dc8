"""Which screens does a claim go through? Bills are photographed first; a benefit without a bill is told first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import needs_bill

STEPS = {
    "papers": gettext_lazy("Photos"),
    "expenses": gettext_lazy("What it cost"),
    "event": gettext_lazy("What happened"),
    "check": gettext_lazy("Check and send"),
}
_WITH_BILLS = ("papers", "expenses", "event", "check")
_WITHOUT_BILLS = ("event", "expenses", "papers", "check")


def steps_of(claim: Claim) -> tuple[str, ...]:
    return _WITH_BILLS if needs_bill(claim) else _WITHOUT_BILLS


def first_step(claim: Claim) -> str:
    return steps_of(claim)[0]


def next_step(claim: Claim, step: str) -> str:
    order = steps_of(claim)
    return order[min(order.index(step) + 1, len(order) - 1)]


def frame_of(claim: Claim, step: str) -> dict[str, Any]:
    """What the head of every screen shows: where one is, and where back leads."""
    order = steps_of(claim)
    place = order.index(step)
    return {
        "claim": claim,
        "step": step,
        "step_label": STEPS[step],
        "step_number": place + 1,
        "step_count": len(order),
        "step_dots": range(1, len(order) + 1),
        "previous": order[place - 1] if place else "",
        "next_label": STEPS[order[place + 1]] if place + 1 < len(order) else "",
    }

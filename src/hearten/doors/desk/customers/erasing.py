"""Erasing a person at the desk: first what it would do, in counts, then the decision, with the number typed once more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.privacy import Retain
from hearten.base.accounts.types import Permission
from hearten.base.vault.erasure import Holding
from hearten.domains.customers.selectors.erasing import ErasurePlan
from hearten.domains.customers.services import decide_erasure, weigh_erasure
from hearten.domains.customers.types import ERASURE_LABELS
from hearten.doors.components.sentences import sentence
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_

_ROOMS = {
    "accounts": N_("Signing in"),
    "channels": N_("Messages"),
    "claims": N_("Claims"),
    "customers": N_("Base data"),
    "fieldwork": N_("Fieldwork"),
    "health": N_("Health record"),
    "imports": N_("Names in other systems"),
    "improvement": N_("Cases"),
    "ledger": N_("Ledger"),
    "payments": N_("Payments"),
    "policies": N_("Policies"),
    "research": N_("Conversations and labels"),
    "surveys": N_("Questionnaires"),
    "touchpoints": N_("Journey"),
}
_KEPT_FOR = {
    Retain.WHILE_CUSTOMER: N_("only while somebody is a customer"),
    Retain.ONE_YEAR: N_("one year"),
    Retain.FIVE_YEARS: N_("five years"),
    Retain.TEN_YEARS: N_("ten years (contracts and money)"),
}
BAD_INPUT, MOVED_ON = 422, 409


@requires(Permission.CUSTOMERS_VIEW, Permission.CUSTOMERS_ERASE)
@require_POST
def customer_erasure(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """What erasing this person would do. That somebody looked stands in the ledger."""
    plan = weigh_erasure(customer_id=customer_id, by=actor_of(request), now=utc_now())
    return _page(request, plan)


@requires(Permission.CUSTOMERS_VIEW, Permission.CUSTOMERS_ERASE)
@require_POST
def customer_erasure_decide(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Decide it; a job carries it out."""
    actor, now = actor_of(request), utc_now()
    number, reason = request.POST.get("number", ""), request.POST.get("reason", "")
    try:
        decide_erasure(customer_id=customer_id, number=number, reason=reason, by=actor, now=now)
    except (Invalid, Conflict) as error:
        plan = weigh_erasure(customer_id=customer_id, by=actor, now=now)
        status = BAD_INPUT if isinstance(error, Invalid) else MOVED_ON
        return _page(request, plan, problem=sentence(error), status=status)
    messages.success(request, _("Decided. The data are being erased; nothing brings them back."))
    return redirect("desk:customer", customer_id)


def _page(request: HttpRequest, plan: ErasurePlan, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "problem": problem,
        "against": [_(sentence) % {"n": n} for sentence, n in plan.against],
        "parts": [
            (_("Removed"), _lines(plan.removed)),
            (_("Kept without what is personal"), _lines(plan.blanked)),
            (_("Kept as it is"), _lines(plan.kept)),
        ],
        "reasons": [(reason.value, _(label)) for reason, label in ERASURE_LABELS.items()],
    }
    return render(request, "desk/customers/erasure.html", context, status=status)


def _lines(holdings: Iterable[Holding]) -> list[dict[str, Any]]:
    """One line for each room and time of keeping."""
    counted: dict[tuple[str, Retain], int] = {}
    for one in holdings:
        key = one.label.partition(".")[0], one.privacy.retain
        counted[key] = counted.get(key, 0) + one.rows
    return [
        {"room": _(_ROOMS.get(app, app)), "rows": rows, "kept": _(_KEPT_FOR[retain])}
        for (app, retain), rows in sorted(counted.items())
    ]

"""What matters now, what I am covered for, what I may want to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, member_only
from hearten.base.accounts.types import Actor
from hearten.domains.policies.selectors import list_policies_for, product_of
from hearten.domains.policies.types import RUNNING
from hearten.domains.products.types import in_language
from hearten.doors.member.home.cards import address, home_cards
from hearten.kernel.clock import utc_now

NIGHT_ENDS, NOON, AFTERNOON, EVENING = 5, 11, 14, 18


@member_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    now = utc_now()
    context = {
        "greeting": greeting(timezone.localtime(now).hour),
        "name": actor.name,
        "cards": home_cards(actor, now),
        "policies": _policies(actor),
        "actions": _actions(),
    }
    return render(request, "member/home.html", context)


def greeting(hour: int) -> str:
    """The greeting of the hour where the reader is."""
    if hour < NIGHT_ENDS or hour >= EVENING:
        return _("Good evening")
    if hour < NOON:
        return _("Good morning")
    return _("Good day") if hour < AFTERNOON else _("Good afternoon")


def _policies(actor: Actor) -> list[dict[str, Any]]:
    """The policies that run or begin soon."""
    if actor.customer_id is None:
        return []
    return [
        {
            "policy": policy,
            "product": in_language(product_of(policy).name, get_language() or "zh-hans"),
            "link": address("member:policy", policy.number) or address("member:cover"),
        }
        for policy in list_policies_for(actor, actor.customer_id)
        if policy.state in RUNNING
    ]


def _actions() -> list[dict[str, str]]:
    """The few things people come for, as far as their rooms are there."""
    wanted = [
        (_("Make a claim"), "claims", "member:claim_new"),
        (_("My cover"), "cover", "member:cover"),
        (_("My health"), "health", "member:health"),
        (_("All plans"), "cart", "member:shop"),
    ]
    return [
        {"word": word, "icon": icon, "link": link} for word, icon, name in wanted if (link := address(name))
    ]

"""What do we write to a member when something happens to an application or a policy?

Contract and contact stand on one floor and do not know each other; this room hears the one and speaks through the other.
The dedupe key is made of what the event is about, so an event heard twice is one message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.events import receives
from hearten.domains.channels.services import send_message
from hearten.domains.policies.selectors import (
    get_application_for,
    get_policy,
    get_policy_for,
    product_of,
    quoted_product,
)
from hearten.domains.policies.types import PREMIUM, RENEWAL

Payload = dict[str, Any]
_SYSTEM = Actor.system("engagement")


@receives("policies.issued", name="engagement.policy_issued")
def policy_issued(payload: Payload) -> None:
    _about_policy("policy_issued", payload)


@receives("policies.cancelled", name="engagement.policy_cancelled")
def policy_cancelled(payload: Payload) -> None:
    _about_policy("policy_cancelled", payload, refund_minor=payload["refund_minor"])


@receives("policies.lapsed", name="engagement.policy_lapsed")
def policy_lapsed(payload: Payload) -> None:
    _about_policy("policy_lapsed", payload, ended_on=date.fromisoformat(payload["ended_on"]))


@receives("policies.referred", name="engagement.application_referred")
def application_referred(payload: Payload) -> None:
    _about_application("application_referred", payload)


@receives("policies.underwritten", name="engagement.application_decided")
def application_decided(payload: Payload) -> None:
    """Only a person's decision is written about: what rules say at once, the applicant reads on the page."""
    if not payload["auto"]:
        _about_application("application_decided", payload, decision=payload["verdict"])


@receives("payments.failed", name="engagement.payment_failed")
def payment_failed(payload: Payload) -> None:
    """A premium the bank did not take: for a new policy or for the one that was to follow."""
    if payload["purpose"] == PREMIUM:
        application = get_application_for(_SYSTEM, payload["reference"])
        product, page = quoted_product(application).name, reverse("member:pay", args=[application.number])
    elif payload["purpose"] == RENEWAL:
        policy = get_policy_for(_SYSTEM, payload["reference"])
        product, page = product_of(policy).name, reverse("member:policy_renew", args=[policy.number])
    else:
        return
    facts = {"product": product, "renewal": payload["purpose"] == RENEWAL, "link": page}
    _send("payment_failed", payload, facts, about=payload["order_id"])


@receives("customers.account_confirmed", name="engagement.account_confirmed")
def account_confirmed(payload: Payload) -> None:
    """Announced in the inbox and by e-mail, so that nobody changes it behind the member's back."""
    facts = {"tail": payload["tail"], "link": reverse("member:account")}
    _send("account_changed", payload, facts, about=payload["account_id"])


def _about_policy(template: str, payload: Payload, **facts: Any) -> None:
    policy = get_policy(UUID(payload["policy_id"]))
    known = {
        "number": policy.number,
        "product": product_of(policy).name,
        "link": reverse("member:policy", args=[policy.number]),
    }
    _send(template, payload, known | facts, about=payload["policy_id"])


def _about_application(template: str, payload: Payload, **facts: Any) -> None:
    """An application may be declared and decided again, so the moment belongs to what the message is about."""
    application = get_application_for(_SYSTEM, UUID(payload["application_id"]))
    known = {
        "product": quoted_product(application).name,
        "link": reverse("member:underwriting", args=[application.number]),
    }
    about = f"{payload['application_id']}:{payload['occurred_at']}"
    _send(template, payload, known | facts, about=about)


def _send(template: str, payload: Payload, facts: Mapping[str, Any], *, about: str) -> None:
    send_message(
        customer_id=UUID(payload["customer_id"]),
        template=template,
        context=facts,
        dedupe_key=f"{template}:{about}",
        now=datetime.fromisoformat(payload["occurred_at"]),
    )

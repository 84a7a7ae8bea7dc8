"""Policies and claims as tests need them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from uuid import uuid4

from PIL import Image

from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Role
from hearten.domains.claims import services
from hearten.domains.claims.types import Cause, DocumentKind, LineFacts
from hearten.domains.policies.services.loading import load_policies
from hearten.domains.policies.types import PolicyFacts
from hearten.domains.products.services import load_documents

SYSTEM = Actor.system("tests")
EVENT = date(2026, 10, 20)


def member_actor(customer) -> Actor:
    return Actor(
        user_id=uuid4(), role=Role.MEMBER, customer_id=customer.pk, permissions=ROLE_PERMISSIONS[Role.MEMBER]
    )


def given_products(now: datetime) -> None:
    load_documents(by=SYSTEM, now=now)


def given_policy(customer, now, code="daily-outpatient", inception=date(2026, 1, 1), **facts):
    """One policy of `customer` with the product's usual choices."""
    given_products(now)
    issued = datetime.combine(inception, time(), UTC)
    row = PolicyFacts(
        customer_id=customer.pk,
        product_code=code,
        inception=inception,
        issued_at=issued,
        premium_minor=100_00,
        **facts,
    )
    return load_policies(rows=[row], by=SYSTEM, now=now, touches=False)[0]


def line(
    billed=850_00, social=400_00, out=50_00, category="outpatient", day=EVENT, provider="市一医院", **more
):
    """A visit of 850.00 of which 医保 paid 400.00 and 50.00 lies outside the catalogue: 270.00 are paid of it."""
    return LineFacts(
        category=category, service_date=day, provider=provider, billed_minor=billed, social_fund_paid_minor=social,
        out_of_catalogue_minor=out, settled_by_social=social > 0, **more,
    )  # fmt: skip


def photo(colour="white", size=(40, 30), kind="JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def given_draft(customer, policy, now, lines=None, token=None, *, papers=True, **facts):
    """A draft that is ready to be handed in."""
    given = {
        "cause": Cause.ILLNESS,
        "event_date": EVENT,
        "diagnosis": "急性支气管炎",
        "story": "",
        "bank_account": "6222020000000000001",
    } | facts
    actor = member_actor(customer)
    claim = services.save_draft(
        customer_id=customer.pk, client_token=token or uuid4().hex, policy_id=policy.pk, by=actor, now=now,
        lines=[line()] if lines is None else lines, **given,
    )  # fmt: skip
    if papers:
        services.attach_document(
            claim_id=claim.pk, kind=DocumentKind.RECEIPT, name="bill.jpg", by=actor, now=now,
            data=photo(f"#{uuid4().hex[:6]}"),  # no two claims come with the same picture
        )  # fmt: skip
    return claim


def given_submitted(customer, policy, now, **facts):
    claim = given_draft(customer, policy, now, **facts)
    return services.submit_claim(claim_id=claim.pk, by=member_actor(customer), now=now)


def given_decided(customer, policy, now, **facts):
    """Handed in and looked at by the rules."""
    claim = given_submitted(customer, policy, now, **facts)
    return services.decide_claim(claim_id=claim.pk, by=SYSTEM, now=now)

"""Giving a price, and beginning an application from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.domains.customers.selectors import get_customer
from hearten.domains.policies.models import Application, Quote
from hearten.domains.policies.selectors.pricing import Shopper, shopper_of
from hearten.domains.policies.services.traces import touch_application
from hearten.domains.policies.types import APPLIED, ApplicationState
from hearten.domains.products.selectors import get_product, get_version, quote
from hearten.kernel.errors import Conflict, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

HOLDS_FOR = timedelta(days=30)


@transaction.atomic
def make_quote(
    *,
    product_code: str,
    choices: Mapping[str, Any],
    by: Actor | None,
    now: datetime,
    shopper: Shopper | None = None,
    channel: str = "app",
) -> Quote:
    """A price that holds for thirty days: for a member by their profile, for a visitor (`by` None) by what `shopper` says.

    Raises Invalid when there is no price, and why.
    """
    day = timezone.localdate(now)
    customer_id = by.customer_id if by else None
    if customer_id is not None:
        shopper = shopper_of(get_customer(customer_id), day)
    if shopper is None:
        raise NotFound(N_("A price needs a person."))
    product = get_product(product_code, day)
    price = quote(product, choices, shopper.on(day))
    return Quote.objects.create(
        customer_id=customer_id,
        product_code=product.code,
        product_version=product.version,
        choices=dict(price.choices),
        person=asdict(shopper) | {"birth_date": shopper.birth_date.isoformat()},
        premium_minor=price.premium_minor,
        channel=channel,
        created_at=now,
        expires_at=now + HOLDS_FOR,
    )


@transaction.atomic
def start_application(*, quote_id: UUID, by: Actor, now: datetime) -> Application:
    """Begin an application from a quote; from the same quote again it is the same application."""
    given = Quote.objects.select_for_update().filter(pk=quote_id).first()
    if given is None or by.customer_id is None or given.customer_id not in {None, by.customer_id}:
        raise NotFound(N_("There is no such price, or it is not yours."))
    known = Application.objects.filter(quote=given).first()
    if known is not None:
        return known
    if given.expires_at <= now:
        raise Conflict(N_("This price no longer holds."), hint=N_("Ask for a new one; it takes a minute."))
    if given.customer_id is None:
        _adopt(given, by.customer_id, now)
    return _begin(given, by.customer_id, by, now)


def _adopt(given: Quote, customer_id: UUID, now: datetime) -> None:
    """A visitor's quote becomes the member's: priced anew by what we know of them, whatever was typed."""
    day = timezone.localdate(now)
    shopper = shopper_of(get_customer(customer_id), day)
    price = quote(get_version(given.product_code, given.product_version), given.choices, shopper.on(day))
    given.customer_id, given.premium_minor = customer_id, price.premium_minor
    given.person = asdict(shopper) | {"birth_date": shopper.birth_date.isoformat()}
    given.save(update_fields=["customer", "premium_minor", "person"])


def _begin(given: Quote, customer_id: UUID, by: Actor, now: datetime) -> Application:
    identity = new_id()
    application = Application.objects.create(
        id=identity,
        number=new_number("AP", identity),
        customer_id=customer_id,
        quote=given,
        product_code=given.product_code,
        product_version=given.product_version,
        choices=given.choices,
        state=ApplicationState.QUOTED,
        premium_minor=given.premium_minor,
        channel=given.channel,
        started_at=now,
        moved_at=now,
    )
    append(
        APPLIED,
        subject_id=application.customer_id,
        actor=by,
        now=now,
        about=application.number,
        facts={"product": application.product_code, "premium_minor": application.premium_minor},
    )
    touch_application(application, "policy.quoted", now=now)
    return application

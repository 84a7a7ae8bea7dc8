"""Products, prices and one's own policies over REST."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from hearten.base.accounts.access import actor_of
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.policies.selectors import Shopper, list_policies_for
from hearten.domains.policies.services import make_quote
from hearten.domains.products.selectors import list_products
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import NotAllowed
from hearten.kernel.text import N_

router = Router(tags=["policies"])


class ProductOut(Schema):
    """A product on sale, with its choices. Texts are in Chinese and English."""

    code: str
    version: str
    line: str
    name: dict[str, str]
    choices: list[dict[str, Any]]


class PersonIn(Schema):
    """For whom the price is, when it is not for the signed-in member."""

    birth_date: date
    sex: str = "unknown"
    region: str = ""
    occupation_class: int = 1
    has_social_insurance: bool = True


class QuoteIn(Schema):
    product_code: str
    choices: dict[str, int | str] = {}
    person: PersonIn | None = None


class QuoteOut(Schema):
    id: UUID
    product_code: str
    product_version: str
    choices: dict[str, Any]
    premium_minor: int
    expires_at: Any


class PolicyOut(Schema):
    number: str
    product_code: str
    product_version: str
    state: str
    inception: date
    expiry: date
    premium_minor: int
    currency: str
    sum_insured_minor: int
    choices: dict[str, Any]


@router.get("/products", response=list[ProductOut])
def products(request: HttpRequest) -> list[dict[str, Any]]:
    """What is on sale today."""
    return [
        {
            "code": product.code,
            "version": product.version,
            "line": product.line.value,
            "name": dict(product.name),
            "choices": [dict(choice) for choice in product.document["choices"]],
        }
        for product in list_products(timezone.localdate())
    ]


@router.post("/quotes", response={201: QuoteOut})
def create_quote(request: HttpRequest, given: QuoteIn) -> Status[Any]:
    """A price that holds for thirty days: for the signed-in member, or (for staff) for a person described."""
    actor = actor_of(request)
    _check_buyer(actor, given.person)
    shopper = Shopper(**given.person.dict()) if given.person and actor.customer_id is None else None
    quote = make_quote(
        product_code=given.product_code,
        choices=given.choices,
        shopper=shopper,
        by=actor if actor.customer_id else None,
        channel="api",
        now=utc_now(),
    )
    return Status(201, quote)


@router.get("/policies", response=list[PolicyOut])
def policies(request: HttpRequest) -> Any:
    """The signed-in member's own policies."""
    actor = actor_of(request)
    if actor.customer_id is None:
        raise NotAllowed(N_("Only members have policies of their own."))
    return list_policies_for(actor, actor.customer_id)


def _check_buyer(actor: Actor, person: PersonIn | None) -> None:
    if actor.customer_id is None:
        actor.require(Permission.PRODUCTS_VIEW)
        if person is None:
            raise NotAllowed(N_("Say for whom the price is."))

"""What would this plan cost a visitor or a member, before anything is written down?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import person_of
from hearten.domains.products.selectors import get_product, quote
from hearten.domains.products.types import PriceBreakdown
from hearten.kernel.errors import Invalid
from hearten.kernel.period import age_on
from hearten.kernel.text import N_

_EARLIEST_BIRTH = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Shopper:
    """What a price needs to know of a person, with the date of birth from which the age follows."""

    birth_date: date
    sex: str = "unknown"
    region: str = ""
    occupation_class: int = 1
    has_social_insurance: bool = True

    def on(self, day: date) -> Aged:
        """The person at their age on a day. Raises Invalid for a date of birth that can't be right."""
        if not _EARLIEST_BIRTH <= self.birth_date <= day:
            raise Invalid(
                N_("The date of birth %(date)s can't be right."),
                field="birth_date",
                hint=N_("Write a day between 1900 and today."),
                date=self.birth_date.isoformat(),
            )
        facts = asdict(self)
        del facts["birth_date"]
        return Aged(age=age_on(self.birth_date, day), **facts)


@dataclass(frozen=True, kw_only=True)
class Aged:
    age: int
    sex: str
    region: str
    occupation_class: int
    has_social_insurance: bool


def shopper_of(customer: Customer, on: date) -> Shopper:
    """A customer as the price sees them."""
    person = person_of(customer, on)
    return Shopper(
        birth_date=customer.birth_date or on,
        sex=person.sex,
        region=person.region,
        occupation_class=person.occupation_class,
        has_social_insurance=person.has_social_insurance,
    )


def price_for(product_code: str, choices: Mapping[str, Any], shopper: Shopper, on: date) -> PriceBreakdown:
    """The price before underwriting, for a first contract. Raises Invalid when there is none, and why."""
    return quote(get_product(product_code, on), choices, shopper.on(on))

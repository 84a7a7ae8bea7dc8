"""A visitor becomes a member: registered, given an account, and on the way with the application, all together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.models import User
from hearten.base.accounts.services import open_member_account
from hearten.base.accounts.types import Actor
from hearten.domains.customers.services import register_customer
from hearten.domains.customers.types import CustomerFacts, Purpose, Sex, SocialInsurance
from hearten.domains.policies.models import Application, Quote
from hearten.domains.policies.services.quoting import start_application
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_SYSTEM = Actor.system("policies.enter")


@transaction.atomic
def enter_with_quote(
    *,
    quote_id: UUID,
    name: str,
    phone: str,
    email: str,
    id_number: str = "",
    password: str | None = None,
    language: str = "zh-hans",
    purposes: tuple[Purpose, ...] = (),
    now: datetime,
) -> tuple[User, Application]:
    """Register the person of a visitor's quote under their name. Nothing is kept when any part is refused."""
    given = Quote.objects.select_for_update().filter(pk=quote_id, customer=None).first()
    if given is None:
        raise NotFound(N_("There is no such price, or it is not yours."))
    if not email.strip():
        raise Invalid(N_("This is not an e-mail address."), field="email")
    facts = replace(
        _facts_of(given),
        name=name,
        phone=phone,
        email=email,
        id_number=id_number or None,
        language=language,
        consents=purposes,
    )
    customer = register_customer(facts=facts, by=_SYSTEM, now=now)
    user = open_member_account(
        email=email, password=password, customer_id=customer.pk, name=name, language=language
    )
    return user, start_application(quote_id=quote_id, by=user.actor, now=now)


def _facts_of(given: Quote) -> CustomerFacts:
    person = given.person
    insured = SocialInsurance.RESIDENT if person["has_social_insurance"] else SocialInsurance.NONE
    return CustomerFacts(
        name="",
        sex=Sex(person["sex"]),
        birth_date=date.fromisoformat(person["birth_date"]),
        region=person["region"],
        occupation_class=person["occupation_class"],
        social_insurance=insured,
        preferred_channel=given.channel,
    )

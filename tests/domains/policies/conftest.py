from __future__ import annotations

from datetime import date

import pytest

from hearten.base.accounts.types import Actor, Role
from hearten.domains.policies.selectors import Shopper
from hearten.domains.policies.services import (
    accept_terms,
    decide_underwriting,
    declare_health,
    make_quote,
    pay_premium,
    start_application,
)
from hearten.domains.policies.types import ApplicationState
from hearten.domains.products.services import load_documents

ACCOUNT = "6222020000001234"
# A healthy person's answers to the million-yuan plan.
HEALTHY = {
    "height_cm": "165",
    "weight_kg": "58",
    "smokes": "no",
    "exercises": "yes",
    "systolic": "118",
    "serious_illness": ["none"],
    "common_conditions": ["none"],
    "hospital_two_years": "no",
    "abnormal_results": "no",
    "pending_checks": "no",
    "family_early": "no",
    "refused_before": "no",
}
CANCER = HEALTHY | {"serious_illness": ["cancer"]}


@pytest.fixture
def products(db, system, now):
    load_documents(by=system, now=now)


@pytest.fixture
def actor_for():
    def make(customer):
        return Actor(user_id=None, role=Role.MEMBER, customer_id=customer.pk, name=customer.name)

    return make


@pytest.fixture
def shopper():
    return Shopper(birth_date=date(1988, 5, 17), sex="female", region="310000")


@pytest.fixture
def applied(products, mei, actor_for, now):
    """`applied()` → Mei's application for the million-yuan plan, just begun."""

    def make(customer=mei, code="million-medical", **choices):
        by = actor_for(customer)
        quote = make_quote(product_code=code, choices=choices, by=by, now=now)
        return start_application(quote_id=quote.pk, by=by, now=now)

    return make


@pytest.fixture
def answers():
    """`answers(application, **changes)` → a healthy person's answers to the questions of its product."""
    from hearten.domains.products.selectors import get_version
    from hearten.engines.underwriting import asked

    def make(application, **changes):
        product = get_version(application.product_code, application.product_version)
        given = {question.code: _mild(question) for question in asked(product.questions, {})}
        return given | changes

    return make


def _mild(question):
    if question.code in HEALTHY:
        return HEALTHY[question.code]
    match question.kind.value:
        case "yes_no":
            return "no"
        case "number":
            return str((question.least + question.greatest) // 2)
        case "choice":
            return question.options[0]
    return [next((option for option in question.options if option == "none"), question.options[0])]


@pytest.fixture
def accepted(applied, answers, actor_for, mei, now):
    """An application that waits for its payment."""

    def make(customer=mei, **changes):
        application = applied(customer)
        by = actor_for(customer)
        declare_health(application_id=application.pk, answers=answers(application, **changes), by=by, now=now)
        decide_underwriting(application_id=application.pk, by=by, now=now)
        application.refresh_from_db()
        if application.state == ApplicationState.UNDERWRITTEN:
            accept_terms(application_id=application.pk, by=by, now=now)
            application.refresh_from_db()
        return application

    return make


@pytest.fixture
def bought(accepted, actor_for, mei, now):
    """`bought()` → a policy that Mei has paid for."""

    def make(customer=mei, **changes):
        application = accepted(customer, **changes)
        paid = pay_premium(application_id=application.pk, account=ACCOUNT, by=actor_for(customer), now=now)
        return paid.policy

    return make

"""Writing the contract, once for each application."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.base.touchpoints.types import Stage
from hearten.domains.customers.selectors import get_customer, person_of
from hearten.domains.policies.models import Application, Policy
from hearten.domains.policies.selectors import get_policy_of_application, latest_decision
from hearten.domains.policies.selectors.coverage import waiting_until
from hearten.domains.policies.services.traces import lock_application, move, touch_policy
from hearten.domains.policies.types import ISSUED, ApplicationState, PolicyIssued, PolicyState
from hearten.domains.products.selectors import get_version
from hearten.kernel.errors import Conflict
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.period import add_years
from hearten.kernel.text import N_

_SYSTEM = Actor.system("policies.issue")


@transaction.atomic
def issue_policy(*, application_id: UUID, order_id: UUID, now: datetime) -> Policy:
    """The policy of a paid application, from tomorrow on. Asked again, it is the same policy."""
    application = lock_application(application_id)
    known = get_policy_of_application(application.pk)
    if known is not None:
        return known
    if application.state != ApplicationState.AWAITING_PAYMENT:
        raise Conflict(N_("This application has moved on."))
    policy = _contract(application, timezone.localdate(now) + timedelta(days=1), now)
    move(application, ApplicationState.ISSUED, now, ended=True)
    note_issued(policy, by=_SYSTEM, now=now, payment=str(order_id))
    touch_policy(policy, "policy.purchased", Stage.BUY, now=now, outcome="issued")
    return policy


def note_issued(policy: Policy, *, by: Actor, now: datetime, payment: str) -> None:
    """The ledger entry and the event of a new policy."""
    append(
        ISSUED,
        subject_id=policy.customer_id,
        actor=by,
        now=now,
        about=policy.number,
        facts={
            "product": policy.product_code,
            "version": policy.product_version,
            "premium_minor": policy.premium_minor,
            "inception": policy.inception.isoformat(),
            "expiry": policy.expiry.isoformat(),
            "payment": payment,
        },
    )
    publish(
        PolicyIssued(
            occurred_at=now,
            policy_id=policy.pk,
            customer_id=policy.customer_id,
            product_code=policy.product_code,
            channel=policy.channel,
            premium_minor=policy.premium_minor,
            inception=policy.inception,
            renewal=policy.renewal_of_id is not None,
        )
    )


def _contract(application: Application, inception: date, now: datetime) -> Policy:
    product = get_version(application.product_code, application.product_version)
    decision = latest_decision(application)
    person = person_of(get_customer(application.customer_id), inception)
    identity = new_id()
    return Policy.objects.create(
        id=identity,
        number=new_number("HP", identity),
        customer_id=application.customer_id,
        application=application,
        product_code=product.code,
        product_version=product.version,
        choices=application.choices,
        sum_insured_minor=product.sum_insured(application.choices),
        premium_minor=application.premium_minor,
        health_grade=decision.health_grade if decision else "standard",
        loading_bp=decision.loading_bp if decision else 0,
        excluded=(decision.exclusions if decision else None) or None,
        has_social_insurance=person.has_social_insurance,
        inception=inception,
        expiry=add_years(inception, product.term_years(application.choices)),
        waiting_until=waiting_until(product, inception, is_renewal=False)["illness"],
        state=PolicyState.PENDING,
        channel=application.channel,
        issued_at=now,
    )

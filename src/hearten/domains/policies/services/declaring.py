"""Declaring one's health, in answer to the product's questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.domains.customers.selectors import has_consent
from hearten.domains.customers.services import give_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.models import HealthDeclaration
from hearten.domains.policies.selectors import get_application_for
from hearten.domains.policies.services.paying import refuse_while_paying
from hearten.domains.policies.services.traces import lock_application, move, touch_application
from hearten.domains.policies.types import CAN_DECLARE, DECLARED, ApplicationState
from hearten.domains.products.selectors import get_version
from hearten.engines.underwriting import read_answers
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


@transaction.atomic
def declare_health(
    *, application_id: UUID, answers: Mapping[str, Any], by: Actor, now: datetime, consents: bool = False
) -> HealthDeclaration:
    """Take the answers (again, until it is paid). `consents` gives the consent to use health data, if it is not open yet.

    Raises Invalid naming the question whose answer is missing or can't be read.
    """
    application = lock_application(get_application_for(by, application_id).pk)
    if not by.owns(application.customer_id) or application.state not in CAN_DECLARE:
        raise Conflict(N_("The answers can't be changed now."), hint=N_("Look at the application again."))
    refuse_while_paying(application)
    product = get_version(application.product_code, application.product_version)
    read = read_answers(product.questions, answers)
    _check_consent(application.customer_id, by, now, consents=consents)
    declaration = HealthDeclaration.objects.create(
        customer_id=application.customer_id, application=application, answers=read, declared_at=now
    )
    application.premium_minor = application.quote.premium_minor
    move(application, ApplicationState.DECLARED, now)
    append(
        DECLARED,
        subject_id=application.customer_id,
        actor=by,
        now=now,
        about=application.number,
        facts={"answers": len(read)},
    )
    touch_application(application, "policy.declared", now=now)
    return declaration


def _check_consent(customer_id: UUID, by: Actor, now: datetime, *, consents: bool) -> None:
    if has_consent(customer_id, Purpose.HEALTH_DATA):
        return
    if not consents:
        raise Invalid(
            N_("We need your consent to use what you tell us about your health."),
            field="consent",
            hint=N_("Tick the box, or go back: nothing has been kept."),
        )
    give_consent(customer_id=customer_id, purpose=Purpose.HEALTH_DATA, by=by, now=now)

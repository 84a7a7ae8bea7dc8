"""How is a person erased? A person decides, a job carries it out: the key first, then what lies open, model by model."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.base.plumbing.jobs import enqueue
from hearten.base.vault.erasure import blank, erasable_labels
from hearten.base.vault.services import erase_key
from hearten.domains.customers.models import Customer, Erasure, Representation
from hearten.domains.customers.selectors.erasing import ErasurePlan, plan_for
from hearten.domains.customers.selectors.privacy import open_consents
from hearten.domains.customers.services.consents import withdraw_consent
from hearten.domains.customers.types import (
    ERASED,
    ERASURE_DECIDED,
    ERASURE_WEIGHED,
    ErasureReason,
    PersonErased,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_


@transaction.atomic
def weigh_erasure(*, customer_id: UUID, by: Actor, now: datetime) -> ErasurePlan:
    """What an erasure would empty, remove and leave; nothing is changed but that the ledger says who looked."""
    plan = plan_for(by, customer_id)
    if plan.erasure is None:
        append(ERASURE_WEIGHED, subject_id=customer_id, actor=by, now=now, about=plan.number)
    return plan


@transaction.atomic
def decide_erasure(*, customer_id: UUID, number: str, reason: str, by: Actor, now: datetime) -> Erasure:
    """Decide that a person is erased; a job does it at once, and nothing brings the data back.

    `number` is the customer's, typed once more. Decided twice is decided once. Raises Invalid for another number or no
    reason, Conflict while a contract, a claim or a payment still runs.
    """
    by.require(Permission.CUSTOMERS_ERASE)
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if customer is None:
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    if known := Erasure.objects.filter(customer=customer).first():
        return known
    if number.strip().upper() != customer.number:
        raise Invalid(
            N_("This is not the number of this customer."),
            field="number",
            hint=N_("Type the number that stands at the top of the page."),
        )
    if reason not in set(ErasureReason):
        raise Invalid(N_("Please say why the person is erased."), field="reason", hint=N_("Choose one."))
    plan = plan_for(by, customer_id)
    if plan.against:
        sentence, n = plan.against[0]
        raise Conflict(sentence, n=n)
    made = Erasure.objects.create(customer=customer, reason=reason, decided_by=by.label, decided_at=now)
    append(
        ERASURE_DECIDED,
        subject_id=customer.pk,
        actor=by,
        now=now,
        about=customer.number,
        facts={"reason": reason},
    )
    enqueue("customers.erase_person", erasure_id=str(made.pk), lock=f"erasure:{made.pk}")
    return made


def erase_person(*, erasure_id: UUID, now: datetime) -> Erasure:
    """Carry out an erasure, each step in a transaction of its own; killed in between, it goes on where it was."""
    _destroy_key(erasure_id, now)
    for label in erasable_labels():
        _blank_one(erasure_id, label)
    return _finish(erasure_id, now)


@transaction.atomic
def _destroy_key(erasure_id: UUID, now: datetime) -> None:
    """From here on nobody opens what the key sealed, and nobody writes to the person or about them any more."""
    erasure = _locked(erasure_id)
    customer = Customer.objects.select_for_update(no_key=True).get(pk=erasure.customer_id)
    if customer.erased_at is not None:
        return
    system = Actor.system("customers.erase_person")
    for purpose in sorted(open_consents(customer.pk)):
        withdraw_consent(customer_id=customer.pk, purpose=purpose, by=system, now=now)
    either = Q(customer=customer) | Q(representative=customer)
    Representation.objects.filter(either, ended_at=None).update(ended_at=now)
    Customer.objects.filter(pk=customer.pk).update(erased_at=now)
    erase_key(customer.pk, now=now)


@transaction.atomic
def _blank_one(erasure_id: UUID, label: str) -> None:
    erasure = _locked(erasure_id)
    if label in erasure.progress or erasure.done_at is not None:
        return
    erasure.progress[label] = blank(label, erasure.customer_id)
    erasure.save(update_fields=["progress"])


@transaction.atomic
def _finish(erasure_id: UUID, now: datetime) -> Erasure:
    """The entry is sealed with a key of the erasure's own, so that it can be read when the person's can't."""
    erasure = _locked(erasure_id)
    if erasure.done_at is None:
        erasure.done_at = max(now, erasure.decided_at)
        erasure.save(update_fields=["done_at"])
        system = Actor.system("customers.erase_person")
        facts = {"rows": sum(erasure.progress.values()), "reason": erasure.reason}
        append(ERASED, subject_id=erasure.pk, actor=system, now=now, facts=facts)
        publish(PersonErased(occurred_at=now, customer_id=erasure.customer_id))
    return erasure


def _locked(erasure_id: UUID) -> Erasure:
    return Erasure.objects.select_for_update().get(pk=erasure_id)

"""Taking over many policies at once: imports, and the demonstration insurer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append_many
from hearten.base.ledger.types import Record
from hearten.base.touchpoints.services import record_many
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors.coverage import waiting_until
from hearten.domains.policies.types import ISSUED, LAPSED, EndReason, PolicyFacts, PolicyState
from hearten.domains.products.selectors import list_versions, read_choices
from hearten.domains.products.types import Product
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.period import add_years
from hearten.kernel.text import N_

BATCH = 1000
_ENDS = {
    EndReason.COOLING_OFF: PolicyState.CANCELLED,
    EndReason.REPLACED: PolicyState.CANCELLED,
    EndReason.UNPAID: PolicyState.LAPSED,
    EndReason.TERM: PolicyState.EXPIRED,
}


@transaction.atomic
def load_policies(
    *, rows: Sequence[PolicyFacts], by: Actor, now: datetime, touches: bool = True
) -> list[Policy]:
    """Write policies of the past and present in a handful of statements, in the order of `rows`.

    A renewal comes after the policy that it renews. With `touches`, buying, renewing and lapsing leave their
    touchpoints, dated when they happened. Raises Invalid for the first row that can't be right; nothing is kept then.
    """
    versions: dict[str, list[Product]] = {}
    policies = [_policy(row, versions, now, place) for place, row in enumerate(rows)]
    Policy.objects.bulk_create(policies, batch_size=BATCH)
    append_many(_records(policies, by))
    if touches:
        record_many(moment for policy in policies for moment in _moments(policy))
    return policies


def _policy(row: PolicyFacts, versions: dict[str, list[Product]], now: datetime, place: int) -> Policy:
    product = _product(row, versions)
    choices = read_choices(product, row.choices)
    expiry = add_years(row.inception, product.term_years(choices))
    state, ended_on, reason = _end_of(row, expiry, timezone.localdate(now), place)
    identity = row.id or new_id()
    waiting = waiting_until(product, row.inception, is_renewal=False)["illness"]
    return Policy(
        id=identity,
        number=new_number("HP", identity),
        customer_id=row.customer_id,
        product_code=product.code,
        product_version=product.version,
        choices=choices,
        sum_insured_minor=product.sum_insured(choices),
        premium_minor=row.premium_minor,
        has_social_insurance=row.has_social_insurance,
        inception=row.inception,
        expiry=expiry,
        waiting_until=None if row.renewal_of else waiting,
        state=state,
        channel=row.channel,
        issued_at=row.issued_at,
        ended_on=ended_on,
        ended_at=datetime.combine(ended_on, time(), UTC) if ended_on else None,
        end_reason=reason or "",
        renewal_of_id=row.renewal_of,
    )


def _product(row: PolicyFacts, versions: dict[str, list[Product]]) -> Product:
    """The version that the row names, or the one of its first day."""
    if row.product_code not in versions:
        versions[row.product_code] = list_versions(row.product_code)
    for product in versions[row.product_code]:
        if product.version == row.product_version or (
            not row.product_version and product.effective_from <= row.inception
        ):
            return product
    raise NotFound(N_("There is no such product."))


def _end_of(
    row: PolicyFacts, expiry: date, today: date, place: int
) -> tuple[PolicyState, date | None, EndReason | None]:
    """The state of a policy by its dates: what has not ended early ends with its term."""
    if row.ended_on is not None:
        if row.end_reason is None or not row.inception <= row.ended_on <= expiry:
            raise Invalid(
                N_("The end of policy row %(place)s lies outside its term or has no reason."),
                field="ended_on",
                place=place + 1,
            )
        return _ENDS[row.end_reason], row.ended_on, row.end_reason
    if expiry <= today:
        return PolicyState.EXPIRED, expiry, EndReason.TERM
    return (PolicyState.ACTIVE if row.inception <= today else PolicyState.PENDING), None, None


def _records(policies: Sequence[Policy], by: Actor) -> list[Record]:
    records = []
    for policy in policies:
        facts = {"product": policy.product_code, "premium_minor": policy.premium_minor}
        records.append(_record(policy, ISSUED, by, policy.issued_at, facts))
        if policy.state == PolicyState.LAPSED and policy.ended_at and policy.ended_on:
            ended = {"ended_on": policy.ended_on.isoformat()}
            records.append(_record(policy, LAPSED, by, policy.ended_at, ended))
    return records


def _record(policy: Policy, kind: str, by: Actor, occurred_at: datetime, facts: Mapping[str, Any]) -> Record:
    return Record(
        kind=kind,
        subject_id=policy.customer_id,
        actor=by.label,
        occurred_at=occurred_at,
        about=policy.number,
        facts=dict(facts),
    )


def _moments(policy: Policy) -> list[Moment]:
    renewed = policy.renewal_of_id is not None
    first = (
        ("policy.renewed", Stage.RENEW, "renewed") if renewed else ("policy.purchased", Stage.BUY, "issued")
    )
    moments = [_moment(policy, *first, at=policy.issued_at)]
    if policy.state == PolicyState.LAPSED and policy.ended_at:
        moments.append(_moment(policy, "policy.lapsed", Stage.LEAVE, EndReason.UNPAID, at=policy.ended_at))
    return moments


def _moment(policy: Policy, kind: str, stage: Stage, outcome: str, *, at: datetime) -> Moment:
    identity: UUID = policy.pk
    return Moment(
        customer_id=policy.customer_id,
        stage=stage,
        channel=Channel(policy.channel),
        kind=kind,
        outcome=outcome,
        occurred_at=at,
        refs={"policy_id": str(identity), "product_code": policy.product_code},
    )

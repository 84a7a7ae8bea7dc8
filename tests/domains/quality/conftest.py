"""Claims, cases and experts as the index counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.base.touchpoints.services import record_many
from hearten.base.touchpoints.types import Channel, Moment, Stage
from tests.factories.claims import given_decided, given_policy


@pytest.fixture
def people(make_customer):
    return [make_customer(name=f"P{i}", phone=f"1380000{i:04d}", email=f"p{i}@example.com") for i in range(7)]


@pytest.fixture
def claims(people, now):
    """Seven people with a decided claim of October each: decided after 1 … 7 days; six by app, one on paper."""
    made = []
    for i, person in enumerate(people):
        policy = given_policy(person, now - timedelta(days=40))
        claim = given_decided(person, policy, now - timedelta(days=10))
        submitted = now - timedelta(days=20)
        type(claim).objects.filter(pk=claim.pk).update(
            submitted_at=submitted,
            decided_at=submitted + timedelta(days=i + 1),
            channel="paper" if i == 6 else "app",
        )
        made.append(claim)
    return made


@pytest.fixture
def complaint(people, now):
    """The first of them complained in October, was called after six hours, and the case was settled."""
    opened = now - timedelta(days=12)
    steps = (("case.opened", "complaint", 0), ("case.called", "reached", 6), ("case.closed", "resolved", 30))
    record_many(
        Moment(
            customer_id=people[0].pk, stage=Stage.SERVE, channel=Channel.PHONE, kind=kind, outcome=outcome,
            occurred_at=opened + timedelta(hours=hours),
            refs={"case_id": "0f", "case_kind": "complaint", "product_code": "daily-outpatient"},
        )
        for kind, outcome, hours in steps
    )  # fmt: skip


@pytest.fixture
def experts(db):
    return [
        User.objects.create_user(
            f"e{i}@staff.example", "x" * 12, role=Role.EXAMINER, display_name=f"E{i}"
        ).actor
        for i in range(4)
    ]


OCTOBER = date(2026, 10, 1)

"""A large sum needs two persons, also when an appeal brings it; what is confirmed is what was proposed (L4, L7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.payments.models import PaymentOrder
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims import services
from hearten.domains.claims.models import Adjudication, Appeal, Claim
from hearten.domains.claims.services.person import LineRefusal, Verdict
from hearten.domains.claims.types import AppealState, ClaimState, Decision
from hearten.kernel.errors import Conflict, NotAllowed
from tests.factories.claims import given_decided, given_policy, line, member_actor

pytestmark = pytest.mark.django_db
STAY = {"social": 0, "out": 0, "category": "inpatient"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def decide(claim, by, now, **facts):
    claim.refresh_from_db()
    return services.decide_by_person(
        claim_id=claim.pk, version=claim.version, by=by, now=now, **({"refuse": False} | facts)
    )


def confirm(claim, by, now):
    claim.refresh_from_db()
    return services.confirm_decision(claim_id=claim.pk, version=claim.version, by=by, now=now)


@pytest.fixture
def refuser(staff):
    return staff(Role.EXAMINER)


@pytest.fixture
def contested(mei, now, refuser):
    """A mild critical illness (90,000) that an examiner refused, and the member's appeal."""
    mild = [line(billed=0, social=0, out=0, category="mild")]
    claim = given_decided(mei, given_policy(mei, now, "critical-illness"), now, lines=mild)
    decide(claim, refuser, now, refuse=True, clause="2.3", sentence="不符合定义。")
    return services.open_appeal(claim_id=claim.pk, grounds="符合定义。", by=member_actor(mei), now=now)


def change(appeal, by, now):
    claim = Claim.objects.get(pk=appeal.claim_id)
    return services.decide_appeal(
        appeal_id=appeal.pk,
        version=claim.version,
        sentence="病理符合定义。",
        verdict=Verdict(),
        by=by,
        now=now,
    )


def test_an_appeal_that_brings_a_large_sum_is_changed_by_two(mei, now, staff, refuser, contested):
    later = now + timedelta(hours=1)
    second, third = staff(Role.EXAMINER), staff(Role.EXAMINER)
    claim = contested.claim
    assert change(contested, second, later).state == AppealState.OPEN
    claim.refresh_from_db()
    assert (claim.decision, claim.proposed_by) == (Decision.REFUSED, second.label)
    run_jobs()
    assert not PaymentOrder.objects.exists()
    with pytest.raises(Conflict):
        change(contested, third, later)
    for nobody in (second, refuser):
        with pytest.raises(NotAllowed):
            confirm(claim, nobody, later)
    assert Appeal.objects.get().state == AppealState.OPEN
    confirm(claim, third, later)
    run_jobs()
    claim.refresh_from_db()
    closed = Appeal.objects.get()
    assert (claim.state, claim.payable_minor, claim.reopened_at) == (ClaimState.PAID, 90_000_00, None)
    assert (closed.state, closed.outcome, closed.decided_by) == (
        AppealState.CHANGED,
        "病理符合定义。",
        third.label,
    )


def test_a_rejected_change_leaves_the_appeal_to_be_decided(mei, now, staff, contested):
    later = now + timedelta(hours=1)
    second, third = staff(Role.EXAMINER), staff(Role.EXAMINER)
    change(contested, second, later)
    claim = Claim.objects.get(pk=contested.claim_id)
    services.reject_proposal(
        claim_id=claim.pk, version=claim.version, sentence="请补病理。", by=third, now=later
    )
    assert change(contested, second, later).state == AppealState.OPEN  # proposed once more
    services.withdraw_appeal(appeal_id=contested.pk, by=member_actor(mei), now=later)
    claim.refresh_from_db()
    assert (claim.proposed_by, claim.proposal, claim.payable_minor) == ("", None, 0)
    with pytest.raises(Conflict):
        confirm(claim, third, later)


def test_what_is_confirmed_is_the_amount_that_was_proposed(mei, now, staff):
    """Proposed after the deductible; then an earlier claim bears it, and the same verdict would pay more."""
    policy = given_policy(mei, now, "million-medical", choices={"deductible": 500_000})
    large = given_decided(
        mei, policy, now, event_date=date(2026, 9, 10),
        lines=[line(billed=400_000_00, day=date(2026, 9, 10), **STAY)],
    )  # fmt: skip
    first, second = staff(Role.EXAMINER), staff(Role.EXAMINER)
    decide(large, first, now, sentence="符合责任。")
    earlier = given_decided(
        mei, policy, now, event_date=date(2026, 9, 5), lines=[line(billed=2_000_00, day=date(2026, 9, 5), **STAY)]
    )  # fmt: skip
    earlier.refresh_from_db()
    if earlier.decision is None:
        decide(earlier, second, now, sentence="计入免赔额。")
    with pytest.raises(Conflict, match="amount"):
        confirm(large, second, now)
    large.refresh_from_db()
    assert (large.decision, large.proposed_by) == (None, first.label)
    assert not Adjudication.objects.filter(claim=large, payable_minor__gt=0, turn__gt=1).exists()


def test_an_expense_that_a_verdict_does_not_name_is_taken_off_nothing(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    assert (
        decide(claim, staff(Role.EXAMINER), now, refusals=off, sentence="重复收费。").payable_minor == 180_00
    )
    Claim.objects.filter(pk=claim.pk).update(reopened_at=now)
    claim.refresh_from_db()
    assert decide(claim, staff(Role.EXAMINER), now).payable_minor == 270_00

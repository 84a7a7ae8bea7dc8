"""What one turn must not undo of another: proposals and the year, appeals and their messages, money that came back (L4, L6, L7)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from hearten.base.accounts.types import Actor, Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim, Receivable
from hearten.domains.claims.services.paying import fail_payout
from hearten.domains.claims.services.person import LineRefusal
from hearten.domains.claims.types import AppealState, ClaimState, Decision
from hearten.kernel.errors import Conflict, NotAllowed, NotFound
from tests.factories.claims import (
    SYSTEM,
    given_decided,
    given_policy,
    given_submitted,
    line,
    member_actor,
)

pytestmark = pytest.mark.django_db
STAY = {"social": 0, "out": 0, "category": "inpatient"}
SEPTEMBER = date(2026, 9, 5)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def decide(claim, by, now, **facts):
    claim.refresh_from_db()
    return services.decide_by_person(
        claim_id=claim.pk, version=claim.version, by=by, now=now, **({"refuse": False} | facts)
    )


@pytest.fixture
def year(mei, now):
    """Two stays of one year: the first bears the deductible of 5,000, the second is paid whole at 60 %."""
    policy = given_policy(mei, now, "million-medical", choices={"deductible": 500_000})
    stays = [line(billed=5_500_00, day=SEPTEMBER, **STAY)]
    first = given_decided(mei, policy, now, event_date=SEPTEMBER, lines=stays)
    second = given_decided(mei, policy, now, lines=[line(billed=8_000_00, **STAY)])
    run_jobs()
    assert (first.payable_minor, second.payable_minor) == (300_00, 4_800_00)
    return policy, first, second


def test_a_claim_with_a_proposed_decision_still_counts_in_its_year(mei, now, year, staff):
    policy, first, second = year
    services.ask_for_person(claim_id=first.pk, by=member_actor(mei), now=now)
    proposer = staff(Role.EXAMINER)
    Claim.objects.filter(pk=first.pk).update(proposed_at=now, proposed_by=proposer.label)
    assert services.settle_policy_year(policy.pk, by=SYSTEM, now=now) == []
    second.refresh_from_db()
    assert second.payable_minor == 4_800_00
    assert not Receivable.objects.exists()


def test_an_appeal_that_is_closed_gives_the_claim_back_to_its_year(mei, now, year, staff):
    """While the appeal about the second stay is open, an earlier one comes in and bears the deductible's rest."""
    _, first, second = year
    appeal = services.open_appeal(claim_id=second.pk, grounds="少付了。", by=member_actor(mei), now=now)
    first.refresh_from_db()
    services.reverse_claim(
        claim_id=first.pk, version=first.version, sentence="医院已退费。", by=staff(Role.EXAMINER), now=now
    )
    run_jobs()
    second.refresh_from_db()
    assert second.payable_minor == 4_800_00  # a person looks at it: the year leaves it alone
    services.decide_appeal(
        appeal_id=appeal.pk, version=second.version, sentence="维持。", by=staff(Role.EXAMINER), now=now
    )
    run_jobs()
    second.refresh_from_db()
    assert second.payable_minor == 1_800_00  # (8,000 − 5,000) × 60 %


def test_who_proposed_a_decision_cannot_decide_the_appeal_against_it(mei, now, staff):
    policy = given_policy(mei, now, "critical-illness")
    claim = given_decided(mei, policy, now, lines=[line(billed=0, social=0, out=0, category="mild")])
    first, second = staff(Role.EXAMINER), staff(Role.EXAMINER)
    proposed = decide(claim, first, now, sentence="符合轻度疾病定义。")
    services.confirm_decision(claim_id=claim.pk, version=proposed.version, by=second, now=now)
    appeal = services.open_appeal(claim_id=claim.pk, grounds="应为重度。", by=member_actor(mei), now=now)
    claim.refresh_from_db()
    for by in (first, second):
        with pytest.raises(NotAllowed):
            services.decide_appeal(
                appeal_id=appeal.pk, version=claim.version, sentence="维持。", by=by, now=now
            )
    appeal.refresh_from_db()
    assert appeal.state == AppealState.OPEN


def test_the_member_hears_of_each_appeal(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    for grounds in ("第一次。", "第二次。"):
        appeal = services.open_appeal(claim_id=claim.pk, grounds=grounds, by=member_actor(mei), now=now)
        claim.refresh_from_db()
        services.decide_appeal(
            appeal_id=appeal.pk, version=claim.version, sentence="维持。", by=staff(Role.EXAMINER), now=now
        )
    for template in ("appeal_received", "appeal_decided"):
        assert Message.objects.filter(template=template, channel="app").count() == 2


def test_money_that_came_back_is_owed_by_nobody(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    services.ask_for_person(claim_id=claim.pk, by=member_actor(mei), now=now)
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    decide(claim, staff(Role.EXAMINER), now, refusals=off, sentence="其中 100 元为重复收费。")
    assert Receivable.objects.get().closed_at is None
    fail_payout(idempotency_key=f"claim:{claim.pk}:1", failure="account_closed", by=SYSTEM, now=now)
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.DECIDED, 180_00)
    assert Receivable.objects.get().closed_at == now


def test_a_claim_that_was_paid_in_part_cannot_be_taken_back(mei, now, staff):
    claim = given_submitted(mei, given_policy(mei, now), now, papers=False)
    services.pay_advance(
        claim_id=claim.pk, version=claim.version, amount_minor=100_00, reason="住院急需", by=staff(Role.EXAMINER), now=now
    )  # fmt: skip
    with pytest.raises(Conflict):
        services.withdraw_claim(claim_id=claim.pk, by=member_actor(mei), now=now)
    claim.refresh_from_db()
    assert claim.state == ClaimState.SUBMITTED


def test_a_large_advance_is_not_decided_by_one(mei, now, staff):
    policy = given_policy(mei, now, "million-medical", choices={"deductible": 0})
    claim = given_submitted(mei, policy, now, lines=[line(billed=900_000_00, **STAY)])
    with pytest.raises(NotAllowed):
        services.pay_advance(
            claim_id=claim.pk, version=claim.version, amount_minor=900_000_00, reason="急需", by=staff(Role.EXAMINER), now=now
        )  # fmt: skip


def test_what_the_first_policy_pays_no_more_the_second_pays(mei, now, staff):
    """The second policy counted 270 of the first; refused there after all, the bill is the second's alone."""
    one = given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    policy = given_policy(mei, now, choices={"deductible": 0, "limit": 5_000_000})
    other = given_decided(mei, policy, now)
    decide(other, staff(Role.EXAMINER), now)
    run_jobs()
    other.refresh_from_db()
    assert other.payable_minor == 117_00
    services.ask_for_person(claim_id=one.pk, by=member_actor(mei), now=now)
    decide(one, staff(Role.EXAMINER), now, refuse=True, clause="2.3", sentence="不属于保险责任。")
    run_jobs()
    other.refresh_from_db()
    assert (other.state, other.payable_minor) == (ClaimState.PAID, 360_00)  # 400 × 90 %
    assert services.settle_policy_year(policy.pk, by=SYSTEM, now=now) == []


def test_the_hospital_that_sent_a_claim_does_not_say_where_the_member_is_paid(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    organization = uuid4()
    Claim.objects.filter(pk=claim.pk).update(provider_code=str(organization), provider_reference="R1")
    hospital = Actor(user_id=uuid4(), role=Role.PARTNER, organization_id=organization)
    with pytest.raises(NotFound):
        services.change_account(claim_id=claim.pk, bank_account="6222020000000000099", by=hospital, now=now)
    assert Claim.objects.get(pk=claim.pk).bank_account == "6222020000000000001"


def test_the_year_leaves_no_expense_out_without_a_person(mei, now, staff):
    """Three operations a year are paid: two of October were; with two of September one is too many, and a person looks."""
    policy = given_policy(mei, now, "hospital-cash")

    def operated(day):
        lines = [line(billed=0, social=0, out=0, category="minor_surgery", day=day) for _ in "12"]
        claim = given_decided(mei, policy, now, lines=lines, event_date=day)
        return decide(claim, staff(Role.EXAMINER), now)

    october = operated(date(2026, 10, 20))
    run_jobs()
    operated(SEPTEMBER)
    run_jobs()
    october.refresh_from_db()
    assert (october.decision, october.payable_minor) == (Decision.APPROVED, 2_000_00)
    assert october.reopened_at is not None
    assert not Receivable.objects.exists()

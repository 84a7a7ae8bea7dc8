"""A claim decided again: the difference is paid once, what is too much is noted, nothing changes in silence (L4, L6, L7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.ledger.selectors import list_entries
from hearten.base.payments.models import PaymentOrder
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Adjudication, Claim, ClaimLine, PayoutLink, Receivable
from hearten.domains.claims.services.person import LineRefusal, Verdict
from hearten.domains.claims.types import AppealState, ClaimState, Decision
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
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


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def paid(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 270_00)
    return claim


def reopened(claim, customer, now):
    services.ask_for_person(claim_id=claim.pk, by=member_actor(customer), now=now)
    claim.refresh_from_db()
    return claim


def decide(claim, by, now, **facts):
    return services.decide_by_person(
        claim_id=claim.pk, version=claim.version, by=by, now=now, **({"refuse": False} | facts)
    )


def test_what_a_person_decided_is_looked_at_again_by_an_appeal_only(mei, now, staff):
    """Else whoever decided first could decide again."""
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    decide(claim, staff(Role.EXAMINER), now)
    before = Claim.objects.filter(pk=claim.pk).values().get()
    with pytest.raises(Conflict, match="A person has decided"):
        services.ask_for_person(claim_id=claim.pk, by=member_actor(mei), now=now)
    assert Claim.objects.filter(pk=claim.pk).values().get() == before


def test_who_asks_for_a_person_after_a_decision_gets_one(mei, now, paid, staff):
    later = now + timedelta(days=1)
    examiner = staff(Role.EXAMINER)
    with pytest.raises(Conflict):
        decide(paid, examiner, later)  # nobody has asked
    claim = reopened(paid, mei, later)
    again = decide(claim, examiner, later)
    assert (again.state, again.payable_minor, again.auto) == (ClaimState.PAID, 270_00, False)
    assert list(Adjudication.objects.filter(claim=claim).values_list("turn", flat=True)) == [1, 2]
    assert Message.objects.filter(template="claim_decided", channel="app").count() == 2
    run_jobs()
    assert PaymentOrder.objects.count() == 1
    with pytest.raises(Conflict):
        decide(again, examiner, later)  # it is decided again, and closed


def test_a_higher_second_decision_pays_the_difference_once(mei, now, staff):
    examiner = staff(Role.EXAMINER)
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    decide(claim, examiner, now, refusals=off, sentence="其中 100 元为重复收费。")
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 180_00)
    # As an appeal leaves it.
    Claim.objects.filter(pk=claim.pk).update(reopened_at=now)
    claim.refresh_from_db()
    claim = decide(claim, staff(Role.EXAMINER), now, refusals={1: LineRefusal(minor=0, reason="")})
    assert (claim.state, claim.payable_minor, claim.decision) == (
        ClaimState.DECIDED,
        270_00,
        Decision.APPROVED,
    )
    run_jobs()
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    assert list(PayoutLink.objects.order_by("turn").values_list("turn", "amount_minor", "state")) == [
        (1, 180_00, "settled"),
        (2, 90_00, "settled"),
    ]
    assert "90.00" in Message.objects.get(dedupe_key=f"claim_decided:{claim.pk}:3", channel="app").body
    assert services.pay_claim(claim_id=claim.pk, by=SYSTEM, now=now) is None


def test_a_lower_second_decision_is_noted_and_never_collected(mei, now, paid, staff):
    claim = reopened(paid, mei, now)
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    again = decide(claim, staff(Role.EXAMINER), now, refusals=off, sentence="其中 100 元为重复收费。")
    assert (again.state, again.payable_minor) == (ClaimState.PAID, 180_00)
    note = Receivable.objects.get()
    assert (note.amount_minor, note.closed_at) == (90_00, None)
    run_jobs()
    for by, sentence, error in (
        (member_actor(mei), "waived", NotAllowed),
        (staff(Role.EXAMINER), " ", Invalid),
    ):
        with pytest.raises(error):
            services.close_receivable(receivable_id=note.pk, sentence=sentence, by=by, now=now)
    closed = services.close_receivable(
        receivable_id=note.pk, sentence="会员已退回。", by=staff(Role.EXAMINER), now=now
    )
    assert closed.closed_at == now
    assert PaymentOrder.objects.count() == 1
    assert "claims.receivable_noted" in [e.kind for e in list_entries(subject_id=mei.pk, about=claim.number)]
    assert "90.00" in Message.objects.get(dedupe_key=f"claim_decided:{claim.pk}:2", channel="app").body


def test_a_third_decision_ends_the_note_of_the_second(mei, now, paid, staff):
    claim = reopened(paid, mei, now)
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    claim = decide(claim, staff(Role.EXAMINER), now, refusals=off, sentence="其中 100 元为重复收费。")
    appeal = services.open_appeal(claim_id=claim.pk, grounds="没有重复。", by=member_actor(mei), now=now)
    claim.refresh_from_db()
    services.decide_appeal(
        appeal_id=appeal.pk, version=claim.version, sentence="确非重复。", by=staff(Role.EXAMINER), now=now,
        verdict=Verdict(refusals={1: LineRefusal(minor=0, reason="")}),
    )  # fmt: skip
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 270_00)
    assert Receivable.objects.get().closed_at == now
    run_jobs()
    assert PaymentOrder.objects.count() == 1


def test_an_advance_is_deducted_from_the_decision(mei, now, staff):
    examiner = staff(Role.EXAMINER)
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    for amount, reason in ((0, "急需"), (851_00, "急需"), (100_00, " ")):
        with pytest.raises(Invalid):
            services.pay_advance(
                claim_id=claim.pk, version=claim.version, amount_minor=amount, reason=reason, by=examiner, now=now
            )  # fmt: skip
    assert not PaymentOrder.objects.exists()
    services.pay_advance(
        claim_id=claim.pk, version=claim.version, amount_minor=100_00, reason="住院急需", by=examiner, now=now
    )
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.decision) == (ClaimState.IN_REVIEW, None)
    decide(claim, examiner, now)
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 270_00)
    assert sorted(PaymentOrder.objects.values_list("amount_minor", flat=True)) == [100_00, 170_00]


def test_a_claim_that_comes_late_takes_its_place_in_the_year(mei, now):
    """10 September was paid after the deductible; then 5 September comes and bears it: the one is paid more, the other nothing."""
    policy = given_policy(mei, now, "million-medical", choices={"deductible": 500_000})
    autumn = given_decided(
        mei, policy, now, event_date=date(2026, 9, 10), lines=[line(billed=6_000_00, day=date(2026, 9, 10), **STAY)]
    )  # fmt: skip
    run_jobs()
    assert autumn.payable_minor == 600_00  # (6,000 − 5,000) × 60 %
    late = given_decided(
        mei, policy, now, event_date=date(2026, 9, 5), lines=[line(billed=2_000_00, day=date(2026, 9, 5), **STAY)]
    )  # fmt: skip
    assert (late.payable_minor, late.decision) == (0, Decision.WITHIN_DEDUCTIBLE)
    run_jobs()
    autumn.refresh_from_db()
    assert (autumn.state, autumn.payable_minor) == (ClaimState.PAID, 1_800_00)  # (6,000 − 3,000) × 60 %
    assert sorted(PayoutLink.objects.values_list("amount_minor", flat=True)) == [600_00, 1_200_00]
    assert services.settle_policy_year(policy.pk, date(2026, 9, 1), by=SYSTEM, now=now) == []
    used, _ = selectors.year_to_date(policy, date(2026, 9, 1)).items
    assert used.used_minor == 5_000_00


def test_a_reversed_claim_leaves_its_year_and_the_year_is_settled(mei, now, staff):
    """The claim that bore the deductible is reversed: the next one bears it, and was paid too much."""
    policy = given_policy(mei, now, "million-medical", choices={"deductible": 500_000})
    first = given_decided(
        mei, policy, now, event_date=date(2026, 9, 5), lines=[line(billed=5_500_00, day=date(2026, 9, 5), **STAY)]
    )  # fmt: skip
    second = given_decided(mei, policy, now, lines=[line(billed=8_000_00, **STAY)])
    run_jobs()
    assert (first.payable_minor, second.payable_minor) == (300_00, 4_800_00)
    first.refresh_from_db()
    with pytest.raises(Invalid):
        services.reverse_claim(
            claim_id=first.pk, version=first.version, sentence="", by=staff(Role.EXAMINER), now=now
        )
    services.reverse_claim(
        claim_id=first.pk, version=first.version, sentence="医院已退费。", by=staff(Role.EXAMINER), now=now
    )
    run_jobs()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.payable_minor) == (ClaimState.REVERSED, 0)
    assert (second.state, second.payable_minor) == (ClaimState.PAID, 1_800_00)  # (8,000 − 5,000) × 60 %
    notes = dict(Receivable.objects.values_list("claim_id", "amount_minor"))
    assert notes == {first.pk: 300_00, second.pk: 3_000_00}
    assert Message.objects.filter(template="claim_reversed").exists()
    assert PaymentOrder.objects.count() == 2


def test_an_appeal_is_decided_by_somebody_else(mei, lin, now, staff):
    first = staff(Role.EXAMINER)
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    decide(claim, first, now, refuse=True, clause="2.3", sentence="没有发票。")
    with pytest.raises(NotFound):
        services.open_appeal(claim_id=claim.pk, grounds="不同意", by=member_actor(lin), now=now)
    appeal = services.open_appeal(
        claim_id=claim.pk, grounds="发票后来补寄了。", by=member_actor(mei), now=now
    )
    again = services.open_appeal(claim_id=claim.pk, grounds="again", by=member_actor(mei), now=now)
    assert appeal.pk == again.pk
    claim.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.decide_appeal(appeal_id=appeal.pk, version=claim.version, sentence="维持", by=first, now=now)
    with pytest.raises(Conflict):
        decide(claim, staff(Role.EXAMINER), now)
    decided = services.decide_appeal(
        appeal_id=appeal.pk, version=claim.version, sentence="补充材料有效。", by=staff(Role.EXAMINER), now=now,
        verdict=Verdict(refusals={1: LineRefusal(minor=0, reason="")}),
    )  # fmt: skip
    run_jobs()
    claim.refresh_from_db()
    assert (decided.state, claim.state, claim.payable_minor) == (AppealState.CHANGED, ClaimState.PAID, 270_00)
    assert claim.reopened_at is None


def test_a_large_sum_is_decided_by_two(mei, now, staff):
    policy = given_policy(mei, now, "critical-illness")
    mild = [line(billed=0, social=0, out=0, category="mild")]
    claim = given_decided(mei, policy, now, lines=mild)
    first, second = staff(Role.EXAMINER), staff(Role.EXAMINER)
    proposed = decide(claim, first, now, sentence="符合轻度疾病定义。")
    assert (proposed.state, proposed.decision, proposed.proposed_by) == (
        ClaimState.IN_REVIEW,
        None,
        first.label,
    )
    with pytest.raises(NotAllowed):
        services.confirm_decision(claim_id=claim.pk, version=proposed.version, by=first, now=now)
    with pytest.raises(Conflict):
        decide(proposed, second, now)
    rejected = services.reject_proposal(
        claim_id=claim.pk, version=proposed.version, sentence="请补病理报告。", by=second, now=now
    )
    assert (rejected.proposed_by, rejected.proposal) == ("", None)
    hidden = selectors.list_steps(member_actor(mei), rejected)
    assert "proposal_rejected" not in [step.kind for step in hidden]
    proposed = decide(rejected, first, now, sentence="符合轻度疾病定义。")
    decided = services.confirm_decision(claim_id=claim.pk, version=proposed.version, by=second, now=now)
    assert (decided.payable_minor, decided.decided_by) == (90_000_00, second.label)
    assert Claim.objects.get(pk=claim.pk).note == "符合轻度疾病定义。"


def test_two_who_read_the_same_version_decide_once(mei, now, staff):
    claim = given_submitted(mei, given_policy(mei, now), now, papers=False)
    decide(claim, staff(Role.EXAMINER), now)
    with pytest.raises(Conflict):
        decide(claim, staff(Role.EXAMINER), now, refuse=True, clause="2.3", sentence="不赔")
    assert Claim.objects.get(pk=claim.pk).decision == Decision.APPROVED
    assert Adjudication.objects.count() == 1


def test_two_of_our_policies_pay_a_bill_no_more_than_it_cost(mei, now, staff):
    """850 − 400 by the social fund = 450 borne; the first policy pays 270, so the second at most the remaining 180."""
    first = given_policy(mei, now)
    second = given_policy(mei, now, choices={"deductible": 0, "limit": 5_000_000})
    one = given_decided(mei, first, now)
    run_jobs()
    other = given_decided(mei, second, now)
    assert "same_day_bill" in other.review_reasons
    other = decide(other, staff(Role.EXAMINER), now)
    kept = ClaimLine.objects.get(claim=other)
    assert kept.elsewhere_minor == 270_00
    # 850 − 50 outside the catalogue − 400 − 270 elsewhere = 130; × 90 %
    assert (one.payable_minor, other.payable_minor) == (270_00, 117_00)
    run_jobs()
    for policy in (first, second):
        assert services.settle_policy_year(policy.pk, by=SYSTEM, now=now) == []  # again gives the same
    one.refresh_from_db()
    services.reverse_claim(
        claim_id=one.pk, version=one.version, sentence="重复提交。", by=staff(Role.EXAMINER), now=now
    )
    run_jobs()
    other.refresh_from_db()
    assert (other.state, other.payable_minor) == (ClaimState.PAID, 360_00)  # now it pays first: 400 × 90 %

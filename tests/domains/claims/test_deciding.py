"""Decisions against figures worked out by hand; refusals only by a person; a reader who is late looks again (L3, L4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from hearten.base.accounts.types import Role
from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.channels.models import Message
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.person import LineRefusal
from hearten.domains.claims.types import Cause, ClaimState, Decision
from hearten.domains.customers.models import Customer
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.kernel.errors import Conflict, Invalid, NotAllowed
from tests.factories.claims import SYSTEM, given_decided, given_policy, given_submitted, line, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("lines", "paid"),
    [
        # 850 − 50 outside the catalogue − 400 by 医保 − 100 deductible = 300; × 90 %
        ([line()], 270_00),
        # not settled through 医保: (500 − 100) × 80 %
        ([line(billed=500_00, social=0, out=0)], 320_00),
        # the deductible is borne once for the event: (200 − 100) × 80 % + 300 × 80 %
        (
            [
                line(billed=200_00, social=0, out=0),
                line(billed=300_00, social=0, out=0, category="emergency"),
            ],
            320_00,
        ),
        # class B self-paid is covered here: (333.33 − 100) × 80 % = 186.664 → 186.66
        ([line(billed=333_33, social=0, out=0, class_self_paid_minor=20_00)], 186_66),
    ],
)
def test_rules_decide_a_simple_claim_at_once(mei, now, lines, paid):
    claim = given_decided(mei, given_policy(mei, now), now, lines=lines)

    assert (claim.state, claim.payable_minor, claim.auto) == (ClaimState.DECIDED, paid, True)
    assert claim.decision == Decision.APPROVED
    assert selectors.explain_claim(claim, language="en").total_minor == paid


def test_the_explanation_adds_up_and_prints_its_sum(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    (explained,) = selectors.explain_claim(claim, language="zh-hans").lines

    billed, *less, paid = explained.steps
    assert billed.amount_minor + sum(step.amount_minor for step in less) == paid.amount_minor == 270_00
    assert explained.formula == "(850.00 − 50.00 − 400.00 − 100.00) × 90% = 270.00"
    assert [step.clause for step in less] == ["2.3.1", "2.6", "2.4", "2.3.1"]
    assert explained.category == "疾病门诊"


def test_a_decision_leaves_all_its_traces(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)

    kinds = [entry.kind for entry in list_entries(subject_id=mei.pk, about=claim.number)]
    assert kinds == ["claims.submitted", "claims.decided"]
    decided = OutboxEvent.objects.get(kind="claims.decided").payload
    assert (decided["payable_minor"], decided["auto"], decided["product_code"]) == (
        27_000,
        True,
        "daily-outpatient",
    )
    moment = Touchpoint.objects.get(kind="claim.decided")
    assert moment.outcome == "approved"
    assert moment.refs["claim_id"] == str(claim.pk)
    assert moment.refs["decision"] == "approved"
    assert Message.objects.filter(customer=mei, template="claim_decided").exists()
    assert [step.kind for step in selectors.list_steps(SYSTEM, claim)] == [
        "started",
        "submitted",
        "checked",
        "decided",
    ]


def test_deciding_twice_changes_nothing(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now)
    again = services.decide_claim(claim_id=claim.pk, by=SYSTEM, now=now + timedelta(minutes=1))

    assert again.decided_at == now
    assert OutboxEvent.objects.filter(kind="claims.decided").count() == 1


def test_a_decision_is_not_kept_when_the_ledger_refuses(mei, now, monkeypatch):
    claim = given_submitted(mei, given_policy(mei, now), now)

    def broken(*args, **kwargs):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("hearten.domains.claims.services.steps.append_many", broken)
    with pytest.raises(RuntimeError):
        services.decide_claim(claim_id=claim.pk, by=SYSTEM, now=now)
    claim.refresh_from_db()
    assert (claim.state, claim.decision) == (ClaimState.SUBMITTED, None)
    assert not OutboxEvent.objects.filter(kind="claims.decided").exists()


@pytest.mark.parametrize(
    ("facts", "policy", "reason"),
    [
        ({"lines": [line(category="dental")]}, {}, "zero"),  # a kind that the plan does not cover
        (
            {"lines": [line(billed=9_000_00, social=0, out=0, category="accident")], "cause": Cause.ACCIDENT},
            {},
            "amount",
        ),
        ({"papers": False}, {}, "no_document"),
        ({"event_date": date(2026, 7, 1), "lines": [line(day=date(2026, 7, 1))]}, {}, "late"),
        ({}, {"inception": date(2026, 9, 1)}, "early_illness"),
        ({}, {"inception": date(2026, 10, 10)}, "zero"),  # within the waiting period
    ],
)
def test_what_is_not_simple_waits_for_a_person(mei, now, facts, policy, reason):
    claim = given_decided(mei, given_policy(mei, now, **policy), now, **facts)

    assert (claim.state, claim.decision) == (ClaimState.IN_REVIEW, None)
    assert reason in claim.review_reasons
    assert not OutboxEvent.objects.filter(kind="claims.decided").exists()


def test_a_product_states_what_rules_and_one_examiner_may_decide_alone(mei, now, staff, monkeypatch):
    """`review` in the product document takes the place of the insurer's limits."""
    from hearten.domains.claims.selectors import columns

    policy = given_policy(mei, now)
    kept = columns.product_of(policy)
    document = kept.document | {"review": {"straight_through_below": 100_00, "four_eyes_above": 200_00}}
    monkeypatch.setattr(columns, "product_of", lambda policy: replace(kept, document=document))
    claim = given_decided(mei, policy, now)
    assert claim.review_reasons == ["amount"]
    proposed = services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now
    )
    assert (proposed.decision, proposed.proposed_at) == (None, now)


def test_without_consent_no_rule_decides(mei, now):
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.AUTOMATED_DECISION, by=SYSTEM, now=now)
    claim = given_decided(mei, given_policy(mei, now), now)
    assert claim.review_reasons == ["no_consent"]


def test_a_bill_handed_in_twice_waits_for_a_person(mei, now):
    policy = given_policy(mei, now)
    given_decided(mei, policy, now)
    second = given_decided(mei, policy, now)
    assert "same_day_bill" in second.review_reasons


def test_an_examiner_takes_a_part_off_with_a_reason(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    decided = services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now,
        refusals={1: LineRefusal(minor=100_00, reason="重复收费")}, sentence="其中 100 元为重复收费。",
    )  # fmt: skip
    # 850 − 100 − 50 − 400 − 100 = 200; × 90 %
    assert (decided.decision, decided.payable_minor, decided.auto) == (Decision.PARTIAL, 180_00, False)
    (explained,) = selectors.explain_claim(decided, language="zh-hans").lines
    assert explained.refused_reason == "重复收费"


def test_a_refusal_names_clause_and_reason(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, lines=[line(category="dental")])
    examiner = staff(Role.EXAMINER)
    for clause, sentence in (("", "不属于保障范围"), ("2.3", " ")):
        with pytest.raises(Invalid):
            services.decide_by_person(
                claim_id=claim.pk,
                version=claim.version,
                refuse=False,
                clause=clause,
                sentence=sentence,
                by=examiner,
                now=now,
            )
        claim.refresh_from_db()
        assert claim.decision is None
    decided = services.decide_by_person(
        claim_id=claim.pk,
        version=claim.version,
        refuse=True,
        clause="2.3",
        sentence="牙科不属于保障范围。",
        by=examiner,
        now=now,
    )
    assert (decided.decision, decided.state, decided.payable_minor, decided.auto) == (
        "refused",
        "closed",
        0,
        False,
    )


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.EXAMINER])
def test_nobody_else_decides(mei, now, staff, role):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    with pytest.raises(NotAllowed):
        services.decide_by_person(
            claim_id=claim.pk, version=claim.version, refuse=False, by=staff(role), now=now
        )
    claim.refresh_from_db()
    assert (claim.state, claim.decision) == (ClaimState.IN_REVIEW, None)


def test_who_read_an_older_version_looks_again(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    services.request_documents(
        claim_id=claim.pk, version=claim.version, text="请补充发票", by=staff(Role.EXAMINER), now=now
    )
    with pytest.raises(Conflict):
        services.decide_by_person(
            claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now
        )
    assert Claim.objects.get(pk=claim.pk).decision is None


def test_the_clock_stands_still_while_papers_are_on_their_way(mei, now, staff):
    """L5: thirty days, without the days that the member takes."""
    from tests.factories.claims import member_actor

    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    due = selectors.determine_due(claim, now=now)
    assert timezone.localdate(due) == date(2026, 12, 2)  # the end of the thirtieth day
    claim = services.request_documents(
        claim_id=claim.pk, version=claim.version, text="请补充发票", by=staff(Role.EXAMINER), now=now
    )
    later = now + timedelta(days=4)
    assert selectors.determine_due(claim, now=later) >= due + timedelta(days=4)
    with pytest.raises(Invalid):
        services.send_papers(claim_id=claim.pk, by=member_actor(mei), now=later)
    services.attach_document(
        claim_id=claim.pk, kind="receipt", name="x.jpg", data=photo(), by=member_actor(mei), now=later
    )
    claim = services.send_papers(claim_id=claim.pk, by=member_actor(mei), now=later)
    assert (claim.state, claim.waited_s) == (ClaimState.SUBMITTED, 4 * 86_400)
    moved = selectors.determine_due(claim, now=later + timedelta(days=9))
    assert moved >= due + timedelta(days=4)  # the law's way of counting is tested in test_clocks.py


def test_other_kinds_of_benefit(mei, now, staff):
    """Critical illness pays the tier's share; income pays whole months and the days of the month begun."""
    policy = given_policy(mei, now, "critical-illness")
    mild = [line(billed=0, social=0, out=0, category="mild")]
    claim = given_decided(mei, policy, now, lines=mild)
    assert claim.state == ClaimState.IN_REVIEW  # a large sum is looked at by a person
    examiner = staff(Role.EXAMINER)
    decided = services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=examiner, now=now
    )
    assert decided.decision is None  # so large a sum is decided by two
    decided = services.confirm_decision(
        claim_id=claim.pk, version=decided.version, by=staff(Role.EXAMINER), now=now
    )
    assert decided.payable_minor == 90_000_00  # 30 % of 300,000

    income = given_policy(mei, now, "income-protection")
    away = [
        line(billed=0, social=0, out=0, category="income", day=date(2026, 6, 1), until_date=date(2026, 9, 28))
    ]
    claim = given_decided(mei, income, now, lines=away, event_date=date(2026, 6, 1))
    decided = services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=examiner, now=now
    )
    # 60 days are borne, so benefit runs 31 July to 28 September: a month of 5,000, and 29 of the 30 days up to 30 September
    assert decided.payable_minor == 5_000_00 + 4_833_33


@pytest.mark.parametrize(
    ("language", "said"), [("en", "within your deductible"), ("zh-hans", "在免赔额以内")]
)
def test_what_lies_within_the_deductible_is_counted_and_not_called_refused(mei, now, language, said):
    """L3, L4: covered but below the deductible; the member reads that it counts, not that it is not covered."""
    Customer.objects.filter(pk=mei.pk).update(language=language)
    small = given_decided(mei, given_policy(mei, now), now, lines=[line(billed=90_00, social=0, out=0)])
    assert (small.state, small.payable_minor, small.auto) == (ClaimState.CLOSED, 0, True)
    assert small.decision == Decision.WITHIN_DEDUCTIBLE
    body = Message.objects.get(customer=mei, template="claim_decided", channel="app").body
    assert said in body
    assert "not covered" not in body
    assert "不在您的保障范围内" not in body


@pytest.mark.parametrize(
    ("lines", "refuse"),
    [
        ([line(billed=90_00, social=0, out=0)], True),  # an examiner refuses what would only count
        (
            [line(billed=90_00, social=0, out=0), line(category="dental")],
            False,
        ),  # one expense is not covered at all
        ([line(billed=90_00, social=0, out=90_00)], False),  # outside the catalogue: nothing counts
    ],
)
def test_a_real_refusal_is_still_one(mei, now, staff, lines, refuse):
    Customer.objects.filter(pk=mei.pk).update(language="en")
    claim = given_decided(mei, given_policy(mei, now), now, lines=lines, papers=False)
    decided = services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=refuse, by=staff(Role.EXAMINER), now=now,
        clause="2.3", sentence="不属于保障范围。",
    )  # fmt: skip
    assert decided.payable_minor == 0
    assert decided.decision == Decision.REFUSED
    assert "not covered" in Message.objects.get(template="claim_decided", channel="app").body

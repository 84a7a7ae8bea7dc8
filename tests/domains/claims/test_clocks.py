"""Clocks of claims: read from timeline and messages, watched once, escalated, made good (L5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.channels.models import Message
from hearten.domains.channels.services import send_message
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim, ClaimClock, ClaimEvent, Compensation, PayoutLink
from hearten.domains.claims.selectors.clocks import clocks_of, with_due
from hearten.domains.claims.services.clocks import update_clocks, watch_clocks
from hearten.domains.claims.services.compensating import decline_compensation, release_compensation
from hearten.domains.claims.services.steps import note_step
from hearten.domains.claims.types import (
    ClaimState,
    CompensationState,
    Decision,
    Holder,
    Payee,
    PayoutKind,
    PayoutState,
)
from hearten.kernel.errors import Conflict, Invalid, NotAllowed
from tests.factories.claims import SYSTEM, given_policy, given_submitted, member_actor

ZONE = ZoneInfo("Asia/Shanghai")


def day(text: str) -> datetime:
    """`2026-11-02` at ten in the morning in Shanghai, or with an hour of its own."""
    return (
        datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=ZONE).astimezone(UTC)
    )


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim(mei, now, db):
    """Handed in on Monday 2 November 2026 at ten; an examiner has it."""
    found = given_submitted(mei, given_policy(mei, now), now)
    Claim.objects.filter(pk=found.pk).update(state=ClaimState.IN_REVIEW)
    found.refresh_from_db()
    return found


def step(claim, kind, at, holder=Holder.EXAMINER):
    """One line of the timeline, as the services write it, with the claim's version counted up."""
    note_step(claim, kind, holder=holder, by=SYSTEM, now=day(at))
    Claim.objects.filter(pk=claim.pk).update(version=F("version") + 1)
    claim.refresh_from_db()


def ask(claim, at, staff):
    claim.refresh_from_db()
    return services.request_documents(
        claim_id=claim.pk, version=claim.version, text="出院小结", by=staff(Role.EXAMINER), now=day(at)
    )


def decide(claim, at, paying=270_00):
    """The decision as it stands in columns and timeline."""
    step(claim, "decided", at, Holder.BANK if paying else Holder.NOBODY)
    Claim.objects.filter(pk=claim.pk).update(
        state=ClaimState.DECIDED if paying else ClaimState.CLOSED,
        decision=Decision.APPROVED if paying else Decision.REFUSED,
        payable_minor=paying,
        decided_at=day(at),
        decided_by="examiner:one",
        waiting_since=None,
    )
    claim.refresh_from_db()


def watch(at):
    return watch_clocks(by=SYSTEM, now=day(at))


def clock(claim, code, number=1):
    return ClaimClock.objects.get(claim=claim, code=code, round=number)


@pytest.mark.django_db
def test_the_days_a_member_takes_for_papers_are_deducted(claim, staff):
    assert selectors.determine_due(claim, now=day("2026-11-03")) == day("2026-12-02 23:59:59")
    ask(claim, "2026-11-04", staff)
    assert selectors.determine_due(claim, now=day("2026-11-09")) == day("2026-12-07 23:59:59")
    watch("2026-11-09")
    row = clock(claim, "determination")
    assert (row.state, row.paused_since, row.next_at) == ("paused", day("2026-11-04"), None)
    step(claim, "documents_arrived", "2026-11-10")
    assert selectors.determine_due(claim, now=day("2026-11-20")) == day("2026-12-08 23:59:59")
    watch("2026-11-20")
    assert (clock(claim, "determination").state, clock(claim, "determination").paused_s) == (
        "running",
        6 * 86_400,
    )


@pytest.mark.django_db
def test_a_request_that_never_arrived_deducts_nothing(claim, staff):
    ask(claim, "2026-11-04", staff)
    Message.objects.filter(template="documents_needed").delete()
    assert selectors.determine_due(claim, now=day("2026-11-20")) == day("2026-12-02 23:59:59")


@pytest.mark.django_db
def test_warned_and_escalated_once_however_often_the_watch_runs(claim):
    assert watch("2026-11-03").warned == 0
    assert watch("2026-11-27").breached == 2  # our promise of a day, and the first answer in five
    before = _traces()
    assert watch("2026-11-27").claims == 0
    assert _traces() == before
    row = clock(claim, "determination")
    assert len(row.warned_at) == 1
    assert row.next_at == day("2026-12-02 00:00")
    assert watch("2026-12-02").warned == 1
    assert watch("2026-12-03").breached == 1
    row.refresh_from_db()
    assert (row.state, row.escalated_to, row.escalated_at) == ("breached", "manager", day("2026-12-03"))
    assert LedgerEntry.objects.filter(kind="claims.clock_breached", about=claim.number).count() == 3
    before = _traces()
    assert watch("2026-12-05").breached == 0
    assert _traces() == before


def _traces():
    return (
        LedgerEntry.objects.count(),
        ClaimEvent.objects.count(),
        Message.objects.count(),
        Touchpoint.objects.count(),
        Compensation.objects.count(),
    )


@pytest.mark.django_db
def test_of_a_claim_taken_over_what_is_over_counts_and_nobody_is_told(claim):
    Claim.objects.filter(pk=claim.pk).update(client_token="load:1")
    decide(claim, "2026-12-15", paying=0)
    before = _traces()
    assert watch("2026-12-20").breached == 0
    assert _traces() == before
    assert clock(claim, "determination").state == "breached"
    assert clock(claim, "refusal_notice").state == "met"  # its notice was sent where it came from


@pytest.mark.django_db
def test_of_an_open_claim_taken_over_the_law_is_watched_and_our_promises_are_not(claim):
    Claim.objects.filter(pk=claim.pk).update(client_token="load:1")
    watch("2026-12-05")
    told = set(ClaimClock.objects.filter(escalated_at__isnull=False).values_list("code", flat=True))
    assert told == {"determination", "prompt_answer"}
    assert not Compensation.objects.exists()


@pytest.mark.django_db
def test_a_draft_has_no_clock(mei, now, db):
    from tests.factories.claims import given_draft

    draft = given_draft(mei, given_policy(mei, now), now)
    assert watch("2026-12-20").claims == 0
    assert clocks_of(draft, now=day("2026-12-20")) == []
    assert selectors.determine_due(draft, now=day("2026-12-20")) is None


@pytest.mark.django_db
def test_interest_is_reckoned_when_the_money_has_come_and_released_by_rule_when_small(claim):
    decide(claim, "2026-11-03", paying=10_000_00)
    watch("2026-11-20")
    assert {row.clock.code for row in Compensation.objects.all()} == {"promise_pay"}
    step(claim, "paid", "2026-11-23", Holder.NOBODY)
    watch("2026-11-23 12:00")
    owed = Compensation.objects.get(clock__code="payment")
    # 13 November was the last day: ten days at 3 per cent of 10,000 yuan
    assert (owed.interest_minor, owed.fixed_minor, owed.state) == (8_22, 0, CompensationState.RELEASED)
    assert Message.objects.filter(template="claim_compensation").exists()
    run_jobs()
    owed.refresh_from_db()
    assert owed.state == CompensationState.PAID
    assert PaymentOrder.objects.get(idempotency_key=f"compensation:{owed.pk}:1").amount_minor == 8_22
    assert watch("2026-11-24").compensated == 0


@pytest.mark.django_db
def test_an_advance_bears_no_interest_after_it_came_and_a_part_does_not_stop_the_clock(claim):
    PayoutLink.objects.create(
        customer_id=claim.customer_id, claim=claim, kind=PayoutKind.ADVANCE, idempotency_key="advance", order_id=None,
        amount_minor=9_000_00, state=PayoutState.SETTLED, ordered_at=day("2026-11-02"), settled_at=day("2026-11-03"),
    )  # fmt: skip
    decide(claim, "2026-11-03", paying=10_000_00)
    step(claim, "paid", "2026-11-05", Holder.BANK)  # a part: the bank has more to pay
    step(claim, "paid", "2026-11-23", Holder.NOBODY)
    watch("2026-11-23 12:00")
    owed = Compensation.objects.get(clock__code="payment")
    assert owed.reckoning["principal_minor"] == 1_000_00
    assert owed.interest_minor == 82  # ten days at 3 per cent of 1,000 yuan


@pytest.mark.django_db
def test_a_refusal_whose_notice_did_not_go_out_is_late_on_the_fourth_day(claim):
    decide(claim, "2026-11-03", paying=0)
    watch("2026-11-07")
    assert clock(claim, "refusal_notice").state == "breached"
    send_message(
        customer_id=claim.customer_id, template="claim_decided", dedupe_key=f"claim_decided:{claim.pk}:7",
        context={"number": claim.number, "decision": "refused", "payable_minor": 0}, now=day("2026-11-08"),
    )  # fmt: skip
    step(claim, "document_added", "2026-11-08")
    watch("2026-11-09")
    row = clock(claim, "refusal_notice")
    assert (row.state, row.stopped_at) == ("breached", day("2026-11-08"))


@pytest.mark.django_db
def test_a_large_compensation_waits_for_a_person_who_did_not_decide(claim, staff):
    decide(claim, "2026-11-03", paying=1_000_000_00)
    step(claim, "paid", "2026-12-31", Holder.NOBODY)
    watch("2026-12-31 12:00")
    owed = Compensation.objects.get(clock__code="payment")
    assert owed.state == CompensationState.PROPOSED
    run_jobs()
    assert not PaymentOrder.objects.filter(purpose="compensation", amount_minor=owed.total_minor).exists()
    decider, other = staff(Role.EXAMINER), staff(Role.EXAMINER)
    Claim.objects.filter(pk=claim.pk).update(decided_by=decider.label)
    with pytest.raises(NotAllowed):
        release_compensation(compensation_id=owed.pk, by=staff(Role.SERVICE_AGENT), now=day("2027-01-04"))
    with pytest.raises(Conflict, match="somebody else"):
        release_compensation(compensation_id=owed.pk, by=decider, now=day("2027-01-04"))
    owed.refresh_from_db()
    assert (owed.state, owed.released_by) == (CompensationState.PROPOSED, "")
    release_compensation(compensation_id=owed.pk, by=other, now=day("2027-01-04"))
    with pytest.raises(Conflict):
        release_compensation(compensation_id=owed.pk, by=other, now=day("2027-01-04"))
    run_jobs()
    owed.refresh_from_db()
    assert owed.state == CompensationState.PAID
    assert PaymentOrder.objects.filter(purpose="compensation", amount_minor=owed.total_minor).count() == 1


@pytest.mark.django_db
def test_declining_needs_a_reason_and_pays_nothing(claim, staff):
    decide(claim, "2026-11-03", paying=1_000_000_00)
    step(claim, "paid", "2026-12-31", Holder.NOBODY)
    watch("2026-12-31 12:00")
    owed = Compensation.objects.get(clock__code="payment")
    examiner = staff(Role.EXAMINER)
    with pytest.raises(Invalid):
        decline_compensation(compensation_id=owed.pk, reason="  ", by=examiner, now=day("2027-01-04"))
    declined = decline_compensation(
        compensation_id=owed.pk, reason="账户由会员更正", by=examiner, now=day("2027-01-04")
    )
    assert declined.state == CompensationState.DECLINED
    with pytest.raises(Conflict):
        release_compensation(compensation_id=owed.pk, by=staff(Role.EXAMINER), now=day("2027-01-04"))


@pytest.mark.django_db
def test_a_compensation_the_bank_sends_back_can_be_ordered_again(claim, staff):
    claim.bank_account = "62220200000000000000"
    claim.save(update_fields=["bank_account"])
    watch("2026-11-05")
    run_jobs()
    owed = Compensation.objects.get(clock__code="promise_decide")
    assert owed.state == CompensationState.FAILED
    found = Claim.objects.get(pk=claim.pk)
    found.bank_account = "6222020000000000001"
    found.save(update_fields=["bank_account"])
    release_compensation(compensation_id=owed.pk, by=staff(Role.EXAMINER), now=day("2026-11-06"))
    run_jobs()
    owed.refresh_from_db()
    assert (owed.state, owed.turn) == (CompensationState.PAID, 2)


@pytest.mark.django_db
def test_the_queue_sorts_by_the_nearest_clock_and_what_stands_still_has_none(claim, staff):
    row = with_due(Claim.objects.all()).get()
    assert row.due == claim.submitted_at + timedelta(days=30)
    watch("2026-11-02 11:00")
    assert with_due(Claim.objects.all()).get().due == day("2026-11-03 23:59:59")
    ask(claim, "2026-11-03", staff)
    assert with_due(Claim.objects.all()).get().due is None


@pytest.mark.django_db
def test_many_claims_take_as_many_statements_as_one(mei, lin, now, django_assert_num_queries):
    first = given_submitted(mei, given_policy(mei, now), now)
    second = given_submitted(lin, given_policy(lin, now), now)
    third = given_submitted(lin, given_policy(lin, now), now)
    with django_assert_num_queries(6):  # known clocks, timeline, upsert, versions, and a savepoint
        update_clocks([first], now=now)
    with django_assert_num_queries(6):
        update_clocks([first, second, third], now=now)
    assert ClaimClock.objects.filter(code="determination").count() == 3


@pytest.mark.django_db
def test_when_a_late_claim_is_withdrawn_what_was_broken_stays_written(claim):
    watch("2026-11-05")
    services.withdraw_claim(claim_id=claim.pk, by=member_actor(claim.customer), now=day("2026-11-06"))
    watch("2026-11-07")
    assert clock(claim, "promise_decide").state == "breached"
    assert clock(claim, "determination").state == "ended"
    assert clocks_of(claim, now=day("2026-11-07")) == []


@pytest.mark.django_db
def test_a_run_that_no_clock_of_the_book_has_any_more_does_not_keep_the_watch_awake(claim):
    """A clock taken out of the book leaves its rows behind; the watch looks at them once and ends."""
    watch_clocks(by=SYSTEM, now=day("2026-11-02"))
    ClaimClock.objects.filter(claim=claim, code="determination").update(
        code="of_an_older_book", next_at=day("2026-11-03")
    )
    watch_clocks(by=SYSTEM, now=day("2026-11-04"))
    old = ClaimClock.objects.get(claim=claim, code="of_an_older_book")
    assert (old.next_at, old.escalated_at) == (None, None)


@pytest.mark.django_db
def test_what_the_member_gets_for_lateness_is_not_paid_to_the_hospital(claim, staff):
    mei = claim.customer
    mei.bank_account = "6222020000000000077"
    mei.save(update_fields=["bank_account"])
    claim.payee = Payee.PROVIDER
    claim.provider_code, claim.provider_reference = "hospital", "R1"
    claim.save(update_fields=["payee", "provider_code", "provider_reference"])
    decide(claim, "2026-11-03", paying=10_000_00)
    step(claim, "paid", "2026-12-15", holder=Holder.NOBODY)
    watch_clocks(by=SYSTEM, now=day("2026-12-15 11:00"))
    run_jobs()
    orders = PaymentOrder.objects.filter(purpose="compensation")
    assert {order.account for order in orders} == {"6222020000000000077"}

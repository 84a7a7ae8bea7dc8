"""Killed at every commit point of intake and decision, and two at once: nothing lost, nothing twice, one outcome (L6)."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.claims import services
from hearten.domains.claims.models import Adjudication, Claim, ClaimEvent, ClaimLine, Reading
from hearten.domains.claims.services import concluding, deciding, intake, person, recognition, submission
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.types import ClaimState, Decision, DocumentKind, ReadingState
from hearten.kernel.errors import Conflict
from tests.domains.claims.test_intake import new_claim
from tests.factories.bills import render_pdf
from tests.factories.claims import SYSTEM, given_draft, given_policy, given_submitted, member_actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, clean_queue):
    settings.MEDIA_ROOT = tmp_path


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(work: Callable[[], Any]) -> None:
    """Run `work` in a process of its own, which must be dead by SIGKILL in the end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the process ended by itself: {os.waitstatus_to_exitcode(status)}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def dies_at(moment: str, module: Any, work: Callable[[], Any]) -> Callable[[], None]:
    """`work`, killed before anything is written, with all written but not committed, or just after the commit."""

    def run() -> None:
        if moment == "before_writing":
            module.write_cases = lambda *a, **k: die()
        if moment == "before_commit":
            kept = Traces.write
            Traces.write = lambda self, **more: (kept(self, **more), die())  # type: ignore[method-assign]
        work()
        die()

    return run


def one_whole_outcome(payable=270_00):
    """One claim, decided once, paid once, told once."""
    claim = Claim.objects.get()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, payable)
    assert Adjudication.objects.count() == 1
    kinds = list(LedgerEntry.objects.filter(about=claim.number).values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in ("claims.submitted", "claims.decided", "claims.paid")} == {
        "claims.submitted": 1,
        "claims.decided": 1,
        "claims.paid": 1,
    }
    assert OutboxEvent.objects.filter(kind="claims.decided").count() == 1
    assert ClaimEvent.objects.filter(kind="decided").count() == 1
    assert PaymentOrder.objects.count() == SandboxTransaction.objects.filter(kind="payout").count() == 1
    assert Message.objects.filter(template="claim_decided", channel="app").count() == 1


@pytest.mark.parametrize("moment", ["before_writing", "before_commit", "after_commit"])
@pytest.mark.parametrize("at_once", [True, False])
def test_intake_killed_at_each_point(mei, now, moment, at_once):
    """Whoever hands in hears nothing, hands in again, and has one claim."""
    given = new_claim(given_policy(mei, now))

    def receive():
        return services.receive_claims([given], by=SYSTEM, now=now, at_once=at_once)

    killed(dies_at(moment, intake, receive))
    assert Claim.objects.count() == ClaimLine.objects.count() == (moment == "after_commit")
    assert ClaimEvent.objects.exists() == (moment == "after_commit")
    receive()
    run_jobs()
    one_whole_outcome()


def reading_dies_at(moment: str, work: Callable[[], Any]) -> Callable[[], None]:
    """`work`, killed when the text is found and nothing stored, when all is stored but not committed, or just after."""

    def run() -> None:
        if moment == "while_reading":
            recognition.read_bill = lambda pages: die()
        if moment == "before_commit":
            kept = recognition._fill
            recognition._fill = lambda *found: (kept(*found), die())
        work()
        die()

    return run


@pytest.mark.parametrize("moment", ["while_reading", "before_commit", "after_commit"])
def test_reading_killed_at_each_point(mei, now, moment):
    """The paper is still there; whoever takes up the job reads it, and it is read once."""
    claim = given_draft(mei, given_policy(mei, now), now, papers=False, lines=[])
    bill = render_pdf("sichuan_outpatient", 3)
    document = services.attach_document(
        claim_id=claim.pk, kind=DocumentKind.RECEIPT, name="票据.pdf", data=bill.image_bytes, by=member_actor(mei), now=now
    )  # fmt: skip
    read = lambda: recognition.recognise_document(document_id=document.pk, by=SYSTEM, now=now)
    killed(reading_dies_at(moment, read))
    reading = Reading.objects.get()
    assert reading.state == (ReadingState.READ if moment == "after_commit" else ReadingState.READING)
    assert bool(reading.fields) == (moment == "after_commit")
    run_jobs()
    reading = Reading.objects.get()
    assert reading.state == ReadingState.READ
    read_total = next(field["value"] for field in reading.fields if field["name"] == "total_minor")
    assert read_total == bill.truth["fields"]["total_minor"]
    before = (reading.recognised_at, reading.seconds)
    read()
    reading.refresh_from_db()
    assert (reading.recognised_at, reading.seconds) == before


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_handing_in_a_draft_killed_at_each_point(mei, now, moment):
    draft = given_draft(mei, given_policy(mei, now), now)
    hand_in = lambda: services.submit_claim(claim_id=draft.pk, by=member_actor(mei), now=now)
    killed(dies_at(moment, submission, hand_in))
    state = ClaimState.SUBMITTED if moment == "after_commit" else ClaimState.DRAFT
    assert Claim.objects.get().state == state
    hand_in()
    run_jobs()
    one_whole_outcome()


@pytest.mark.parametrize("moment", ["before_writing", "before_commit", "after_commit"])
def test_a_decision_killed_at_each_point(mei, now, moment):
    """The job of the dead worker is given to another one, which decides, or finds it decided."""
    claim = given_submitted(mei, given_policy(mei, now), now)
    work = lambda: services.decide_waiting([claim.pk], by=SYSTEM, now=now)
    killed(dies_at(moment, deciding, work))
    assert Adjudication.objects.count() == (moment == "after_commit")
    assert Claim.objects.get().state == (
        ClaimState.DECIDED if moment == "after_commit" else ClaimState.SUBMITTED
    )
    work()
    run_jobs()
    one_whole_outcome()


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_a_persons_decision_killed_at_each_point(mei, now, moment, staff):
    claim = given_submitted(mei, given_policy(mei, now), now, papers=False)
    claim = services.decide_claim(claim_id=claim.pk, by=SYSTEM, now=now)
    decide = lambda: services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now
    )
    killed(dies_at(moment, concluding, decide))
    if moment == "before_commit":
        assert Claim.objects.get().decision is None
        decide()
    else:
        with pytest.raises(Conflict):
            decide()
    run_jobs()
    claim.refresh_from_db()
    assert (claim.state, claim.payable_minor) == (ClaimState.PAID, 270_00)
    assert PaymentOrder.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="claims.decided").count() == 1


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all of them at the same time, each over its own connection; what each gave back or raised."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            results[place] = work()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test looks at it
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_who_hand_in_at_once_make_one_claim(mei, now):
    given = new_claim(given_policy(mei, now))
    found = at_once(*[lambda: services.receive_claims([given], by=SYSTEM, now=now)[0].pk] * 4)
    assert len(set(found)) == 1, found
    run_jobs()
    one_whole_outcome()


def test_one_draft_handed_in_twice_at_once(mei, now):
    draft = given_draft(mei, given_policy(mei, now), now)
    hand_in = lambda: services.submit_claim(claim_id=draft.pk, by=member_actor(mei), now=now).state
    assert at_once(hand_in, hand_in) == [ClaimState.SUBMITTED, ClaimState.SUBMITTED]
    run_jobs()
    one_whole_outcome()


def test_two_workers_decide_once(mei, now):
    claim = given_submitted(mei, given_policy(mei, now), now)
    decide = lambda: services.decide_waiting([claim.pk], by=SYSTEM, now=now)
    assert at_once(decide, decide, decide) == [None, None, None]
    run_jobs()
    one_whole_outcome()


def test_two_claims_of_one_year_decided_at_once_use_the_deductible_once(mei, now):
    policy = given_policy(mei, now)
    one = new_claim(policy, "one")
    other = new_claim(policy, "two", documents=(), provider_code="H1", provider_reference="1")
    found = at_once(
        *[lambda given=given: services.receive_claims([given], by=SYSTEM, now=now) for given in (one, other)]
    )
    assert not [result for result in found if isinstance(result, Exception)], found
    decided = [claim for claim in Claim.objects.all() if claim.decision]
    assert [claim.payable_minor for claim in decided] == [
        270_00
    ]  # the other saw the same bill and waits for a person


def test_two_examiners_at_once_make_one_decision(mei, now, staff):
    claim = given_submitted(mei, given_policy(mei, now), now, papers=False)
    claim = services.decide_claim(claim_id=claim.pk, by=SYSTEM, now=now)

    def decide(refuse):
        by = staff(Role.EXAMINER)
        return services.decide_by_person(
            claim_id=claim.pk, version=claim.version, refuse=refuse, clause="2.3", sentence="没有发票。", by=by, now=now
        ).decision  # fmt: skip

    found = at_once(lambda: decide(True), lambda: decide(False))
    assert sum(isinstance(result, Conflict) for result in found) == 1, found
    (made,) = [result for result in found if not isinstance(result, Exception)]
    assert Claim.objects.get().decision == made
    assert made in {Decision.REFUSED, Decision.APPROVED}
    assert OutboxEvent.objects.filter(kind="claims.decided").count() == 1


def test_one_bill_decided_at_once_under_two_policies_is_paid_no_more_than_it_cost(
    mei, now, staff, monkeypatch
):
    """450 of the bill are borne: decided one after the other, the policies pay 270 and 117; never 270 and 360."""
    policies = [given_policy(mei, now), given_policy(mei, now, choices={"deductible": 0, "limit": 5_000_000})]
    claims = [given_submitted(mei, policy, now, papers=False) for policy in policies]
    both_have_read, read = threading.Barrier(2), person.read_history

    def slowly(customers):
        found = read(customers)
        with suppress(threading.BrokenBarrierError):  # who was held up comes alone
            both_have_read.wait(timeout=2)
        return found

    monkeypatch.setattr(person, "read_history", slowly)
    examiners = [staff(Role.EXAMINER), staff(Role.EXAMINER)]

    def decide(claim, by):
        return services.decide_by_person(
            claim_id=claim.pk, version=claim.version, refuse=False, by=by, now=now
        ).payable_minor

    paid = at_once(*[lambda pair=pair: decide(*pair) for pair in zip(claims, examiners, strict=True)])
    assert min(ClaimLine.objects.values_list("elsewhere_minor", flat=True)) == 0
    assert sum(paid) <= 450_00, paid

"""Whole claims in one call: from a hospital, a file, the desk; sent twice is one claim, bad ones change nothing (L1, L8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.channels.models import Message
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Adjudication, Claim, ClaimDocument, ClaimEvent, ClaimLine
from hearten.domains.claims.types import Cause, ClaimState, DocumentKind, NewClaim, NewDocument, Payee
from hearten.kernel.errors import Conflict, Invalid, NotFound
from tests.factories.claims import (
    EVENT,
    SYSTEM,
    given_decided,
    given_policy,
    given_submitted,
    line,
    member_actor,
    photo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def new_claim(policy, name="one", **facts):
    given = {
        "cause": Cause.ILLNESS,
        "event_date": EVENT,
        "diagnosis": "急性支气管炎",
        "bank_account": "6222020000000000001",
        "lines": (line(),),
        "documents": (NewDocument(kind=DocumentKind.RECEIPT, name="bill.jpg", data=photo()),),
    } | facts
    return NewClaim(customer_id=policy.customer_id, policy_id=policy.pk, client_token=name, **given)


def receive(*claims, by=SYSTEM, now, **more):
    return services.receive_claims(claims, by=by, now=now, **more)


def test_a_whole_claim_is_decided_at_once_with_all_its_traces(mei, now):
    (claim,) = receive(new_claim(given_policy(mei, now)), now=now)
    assert (claim.state, claim.payable_minor, claim.auto) == (ClaimState.DECIDED, 270_00, True)
    kept = Claim.objects.get(pk=claim.pk)
    assert (kept.state, kept.diagnosis, kept.decision) == (ClaimState.DECIDED, "急性支气管炎", "approved")
    assert list(ClaimEvent.objects.order_by("id").values_list("kind", flat=True)) == [
        "submitted",
        "checked",
        "decided",
    ]
    assert list(LedgerEntry.objects.filter(about=claim.number).order_by("sequence").values_list("kind", flat=True)) == [
        "claims.submitted", "claims.decided",
    ]  # fmt: skip
    assert set(OutboxEvent.objects.filter(kind__startswith="claims").values_list("kind", flat=True)) == {
        "claims.submitted",
        "claims.decided",
    }
    assert Touchpoint.objects.get(kind="claim.decided").refs["decision"] == "approved"
    assert set(Message.objects.filter(channel="app").values_list("template", flat=True)) == {
        "claim_received",
        "claim_decided",
    }
    assert ClaimDocument.objects.get().claim_id == claim.pk
    assert selectors.explain_claim(kept, language="en").total_minor == 270_00
    run_jobs()
    kept.refresh_from_db()
    assert kept.state == ClaimState.PAID


def test_a_single_online_claim_takes_few_statements(mei, lin, now):
    """From receiving it to the explained decision: at most fifteen, beside BEGIN and COMMIT."""
    receive(new_claim(given_policy(lin, now)), now=now)
    lines = tuple(
        line(category=kind, day=EVENT - timedelta(days=place))
        for kind in ("outpatient", "emergency")
        for place in range(3)
    )
    policy = given_policy(mei, now)
    paper = NewDocument(kind=DocumentKind.RECEIPT, name="b.jpg", data=photo("red"))
    given = new_claim(policy, lines=lines, documents=(paper,))
    with CaptureQueriesContext(connection) as captured:
        (claim,) = receive(given, now=now)
        explained = selectors.explain_claim(claim, language="en")
    assert (claim.auto, explained.total_minor) == (True, claim.payable_minor), claim.review_reasons
    counted = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT touchpoints_ensure_month"))
        and "touchpoints.months" not in query["sql"]  # so are the months that have a partition
        and "vault_subjectkey" not in query["sql"]  # remembered by a process that has met the member
    ]
    assert len(counted) <= 15, counted


def test_many_come_out_as_one_by_one(mei, lin, now, make_customer):
    """The same claims in one call and one after the other: amounts, decisions, reasons; two of one member included."""
    people = [mei, lin, make_customer(name="王五", email="w@example.com", phone="13800000003")]

    def claims(token):
        found = []
        for number, person in enumerate(people):
            policy = given_policy(person, now, "million-medical", choices={"deductible": 500_000})
            for turn, billed in enumerate((4_000_00, 3_000_00 + number * 100_00)):
                stay = line(
                    billed=billed, social=0, out=0, category="inpatient", day=EVENT - timedelta(days=9 - turn)
                )
                paper = NewDocument(
                    kind=DocumentKind.RECEIPT,
                    name="b.jpg",
                    data=photo(size=(41 + len(found), 30 + len(token))),
                )
                found.append(new_claim(policy, f"{token}{turn}{number}", lines=(stay,), documents=(paper,)))
        return found

    def outcome(claim):
        return (claim.state, claim.decision, claim.payable_minor)

    together = receive(*claims("a"), now=now)
    amounts = [outcome(claim) for claim in together]
    ClaimDocument.objects.all().delete()
    Claim.objects.update(state=ClaimState.WITHDRAWN, decision=None, decided_at=None, decided_by="",
                         payable_minor=None, withdrawn_at=now)  # fmt: skip
    one_by_one = [outcome(receive(given, now=now)[0]) for given in claims("bb")]
    assert amounts == one_by_one
    assert [row[2] for row in amounts] == [0, 1_200_00, 0, 1_260_00, 0, 1_320_00]


def test_the_same_claim_again_is_the_same_claim(mei, now):
    policy = given_policy(mei, now)
    (first,) = receive(new_claim(policy), now=now)
    again, twice = receive(new_claim(policy), new_claim(policy), now=now + timedelta(hours=1))
    assert first.pk == again.pk == twice.pk
    assert (Claim.objects.count(), Adjudication.objects.count(), ClaimLine.objects.count()) == (1, 1, 1)


def test_a_hospitals_claim_is_paid_to_the_hospital_and_known_by_its_number(mei, lin, now):
    policy = given_policy(mei, now)
    given = new_claim(
        policy, "h", provider_code="H310001", provider_reference="2026-77", payee=Payee.PROVIDER,
        bank_account="6222020000000000777", documents=(), channel="api",
    )  # fmt: skip
    (claim,) = receive(given, now=now)
    assert (claim.state, claim.payee, claim.auto) == (ClaimState.DECIDED, Payee.PROVIDER, True)
    (again,) = receive(replace(given, client_token="other"), now=now)
    assert again.pk == claim.pk
    other = given_policy(lin, now)
    with pytest.raises(Conflict):
        receive(replace(given, client_token="x", customer_id=lin.pk, policy_id=other.pk), now=now)
    run_jobs()
    assert PaymentOrder.objects.get().account == "6222020000000000777"
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lines": (line(billed=-5),)}, "claims.2.lines.1.billed"),
        ({"lines": ()}, "claims.2.lines"),
        ({"event_date": date(2027, 1, 1)}, "claims.2.event_date"),
        ({"diagnosis": ""}, "claims.2.diagnosis"),
        ({"bank_account": ""}, "claims.2.bank_account"),
        ({"payee": Payee.PROVIDER}, "claims.2.payee"),
        ({"provider_code": "H1"}, "claims.2.provider_reference"),
        ({"documents": (NewDocument(kind=DocumentKind.RECEIPT, name="x", data=b"MZ"),)}, "documents.1"),
    ],
)
def test_one_bad_claim_leaves_nothing_of_the_call(mei, lin, now, facts, field, tmp_path):
    good = new_claim(given_policy(mei, now))
    with pytest.raises(Invalid) as refused:
        receive(good, new_claim(given_policy(lin, now), "two", **facts), now=now)
    assert refused.value.field == field
    assert not Claim.objects.exists()
    assert not OutboxEvent.objects.filter(kind__startswith="claims").exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_nobody_claims_under_anothers_policy(mei, lin, now):
    policy = given_policy(mei, now)
    with pytest.raises(NotFound):
        receive(replace(new_claim(policy), customer_id=lin.pk), now=now)
    with pytest.raises(NotFound):
        receive(new_claim(policy), by=member_actor(lin), now=now)
    assert not Claim.objects.exists()


def test_a_bill_of_another_claim_is_looked_at(mei, lin, now):
    receive(new_claim(given_policy(mei, now)), now=now)
    (second,) = receive(new_claim(given_policy(lin, now), lines=(line(provider="二医院"),)), now=now)
    assert (second.state, second.review_reasons) == (ClaimState.IN_REVIEW, ["W105"])


def test_a_queue_that_has_grown_is_drained_in_chunks(mei, lin, now, staff):
    """One job decides what waits; the others find it done. A claim that can't be worked out stops nobody."""
    first = given_submitted(mei, given_policy(mei, now), now)
    second = given_submitted(lin, given_policy(lin, now), now)
    services.decide_waiting([first.pk], by=SYSTEM, now=now)
    second.refresh_from_db()
    assert second.decision == "approved"
    run_jobs()
    assert Adjudication.objects.count() == 2


def test_one_that_cannot_be_worked_out_stops_nobody(mei, lin, now, monkeypatch):
    policies = [given_policy(mei, now), given_policy(lin, now)]
    bad, good = (given_submitted(policy.customer, policy, now) for policy in policies)
    from hearten.domains.claims.services import deciding

    kept = deciding.adjudicate_cases

    def broken(cases, history):
        if any(case.claim.pk == bad.pk for case in cases):
            raise RuntimeError("no rules for this")
        return kept(cases, history)

    monkeypatch.setattr(deciding, "adjudicate_cases", broken)
    with pytest.raises(RuntimeError):
        services.decide_waiting([bad.pk, good.pk], by=SYSTEM, now=now)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.decision, bad.state) == ("approved", ClaimState.SUBMITTED)


def test_many_wait_for_their_decision_in_jobs(mei, lin, now, staff):
    claims = receive(
        new_claim(given_policy(mei, now)),
        new_claim(given_policy(lin, now), lines=(line(provider="二医院"),), documents=()),
        now=now,
        at_once=False,
    )
    assert {claim.state for claim in claims} == {ClaimState.SUBMITTED}
    run_jobs()
    assert [Claim.objects.get(pk=claim.pk).state for claim in claims] == [
        ClaimState.PAID,
        ClaimState.IN_REVIEW,
    ]


def test_a_claim_of_a_draft_and_a_whole_one_are_decided_alike(mei, lin, now):
    (whole,) = receive(new_claim(given_policy(mei, now)), now=now)
    draft = given_decided(lin, given_policy(lin, now), now, lines=[line(provider="二医院")])
    assert (whole.decision, whole.payable_minor) == (draft.decision, draft.payable_minor)
    assert Role.EXAMINER not in {whole.decided_by, draft.decided_by}

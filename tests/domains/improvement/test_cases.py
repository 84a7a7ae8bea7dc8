"""I1, X5: a low answer opens a case; it is worked, closed with its cause, and the customer is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.events import receivers_of
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.base.touchpoints.types import Channel
from hearten.domains.channels.models import Message
from hearten.domains.improvement.models import Case, CaseEntry
from hearten.domains.improvement.rules import add_working_days, loop_rules
from hearten.domains.improvement.selectors import (
    CaseFilter,
    count_cases_for,
    get_case_for,
    list_cases_for,
    list_own_cases,
)
from hearten.domains.improvement.services import (
    add_note,
    close_case,
    load_cases,
    log_call,
    register_complaint,
    take_case,
)
from hearten.domains.improvement.types import (
    CallResult,
    CaseKind,
    CaseState,
    Outcome,
    PastCase,
    Reason,
)
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services import invite, send_invitation, submit_response
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def answer(system, now):
    """`answer(customer, csat=1)` → the response, with the loop having heard of it."""

    def make(customer, at=None, **answers):
        at = at or now
        invitation = invite(
            survey_code="post_claim", customer_id=customer.pk, dedupe_key=f"tests:{uuid4()}", promised=True,
            context={"product_code": "million", "claim_id": str(uuid4())}, by=system, now=at,
        )  # fmt: skip
        send_invitation(invitation_id=invitation.pk, now=at)
        response = submit_response(invitation_id=invitation.pk, answers=answers, by=system, now=at)
        run_jobs()
        return response

    return make


@pytest.fixture
def agent(staff):
    return staff(Role.SERVICE_AGENT)


@pytest.fixture
def taken(answer, mei, agent, now):
    """A case that the agent has taken."""
    answer(mei, csat=1, comment="太慢")
    case = Case.objects.get()
    return take_case(case_id=case.pk, version=case.version, by=agent, now=now)


def close(case, by, now, **changes):
    facts = {"root_cause": "slow_claim", "outcome": Outcome.RESOLVED, "promise": "周五前补付"} | changes
    return close_case(case_id=case.pk, version=facts.pop("version", case.version), by=by, now=now, **facts)


def everything():
    return (
        list(Case.objects.order_by("pk").values()),
        CaseEntry.objects.count(),
        Message.objects.count(),
        Invitation.objects.count(),
        LedgerEntry.objects.count(),
        Touchpoint.objects.count(),
        OutboxEvent.objects.count(),
    )


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"csat": 2, "nps": 0}, Reason.LOW_CSAT),
        ({"csat": 4, "effort": 2}, Reason.LOW_EFFORT),
        ({"csat": 4, "nps": 6}, Reason.LOW_NPS),
        ({"csat": 3, "effort": 4, "nps": 7}, None),
    ],
)
def test_a_low_answer_opens_a_case_and_says_why(answer, mei, answers, reason):
    response = answer(mei, **answers)
    cases = list(Case.objects.values_list("reason", "response_id", "product_code", "claim_id"))
    assert cases == ([(reason, response.pk, "million", response.claim_id)] if reason else [])


def test_a_case_is_opened_once_with_its_traces(answer, mei, now):
    answer(mei, csat=1)
    payload = OutboxEvent.objects.get(kind="surveys.answered").payload
    receivers_of("surveys.answered")["improvement.close_the_loop"](payload)
    case = Case.objects.get()
    assert case.number.startswith("CA-")
    assert case.due_at == now + timedelta(days=2)  # Monday to Wednesday
    assert CaseEntry.objects.count() == 1
    assert Touchpoint.objects.filter(kind="case.opened", customer_id=mei.pk).count() == 1
    assert LedgerEntry.objects.filter(kind="improvement.case_opened", about=case.number).count() == 1


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 11, 5, 10, tzinfo=SHANGHAI), datetime(2026, 11, 9, 10, tzinfo=SHANGHAI)),  # Thu → Mon
        (
            datetime(2026, 11, 6, 10, tzinfo=SHANGHAI),
            datetime(2026, 11, 10, 10, tzinfo=SHANGHAI),
        ),  # Fri → Tue
        (
            datetime(2026, 11, 7, 10, tzinfo=SHANGHAI),
            datetime(2026, 11, 10, 10, tzinfo=SHANGHAI),
        ),  # Sat → Tue
        # Friday evening in UTC is Saturday in Shanghai
        (datetime(2026, 11, 6, 20, tzinfo=UTC), datetime(2026, 11, 10, 4, tzinfo=SHANGHAI)),
    ],
)
def test_two_working_days_by_the_members_calendar(opened, due):
    assert add_working_days(opened, 2, SHANGHAI) == due


def test_the_whole_loop_closes(taken, mei, agent, now, system):
    """Taken, called, closed with cause and promise, told, asked again, low again, opened again."""
    case = log_call(
        case_id=taken.pk,
        version=taken.version,
        result=CallResult.REACHED,
        words="等了三周",
        by=agent,
        now=now,
    )
    case = add_note(case_id=case.pk, version=case.version, words="转核赔", by=agent, now=now)
    case = close(case, agent, now)
    assert (case.state, case.root_cause, case.promise) == (CaseState.CLOSED, "slow_claim", "周五前补付")
    assert "周五前补付" in Message.objects.get(template="case_closed", channel="app").body
    again = Invitation.objects.get(survey__code="follow_up")
    assert again.parent_id == case.response.invitation_id
    run_jobs()
    again = send_invitation(invitation_id=again.pk, now=now)
    submit_response(invitation_id=again.pk, answers={"csat": 2, "nps": 5}, by=system, now=now)
    run_jobs()
    case.refresh_from_db()
    assert (case.state, case.times_reopened, case.follow_up.csat) == (CaseState.WORKING, 1, 2)
    kinds = list(CaseEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "taken", "call", "note", "closed", "follow_up", "reopened"]
    assert Case.objects.count() == 1, "a low follow-up opens its own case again, not another"


def test_a_good_follow_up_leaves_the_case_closed(taken, agent, now, system):
    case = close(taken, agent, now)
    again = Invitation.objects.get(survey__code="follow_up")
    send_invitation(invitation_id=again.pk, now=now)
    submit_response(invitation_id=again.pk, answers={"csat": 5, "nps": 9}, by=system, now=now)
    run_jobs()
    case.refresh_from_db()
    assert (case.state, case.follow_up.csat, case.times_reopened) == (CaseState.CLOSED, 5, 0)


def test_a_case_is_not_opened_again_for_ever(taken, agent, now, system):
    case = taken
    for turn in range(loop_rules().reopen_at_most + 1):
        case = close(Case.objects.get(), agent, now)
        again = Invitation.objects.get(dedupe_key=f"follow_up:{case.pk}:{turn + 1}")
        send_invitation(invitation_id=again.pk, now=now)
        submit_response(invitation_id=again.pk, answers={"csat": 1}, by=system, now=now)
        run_jobs()
    case = Case.objects.get()
    assert (case.state, case.times_reopened) == (CaseState.CLOSED, loop_rules().reopen_at_most)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"root_cause": ""}, Invalid),
        ({"root_cause": "moon"}, Invalid),
        ({"outcome": None}, Invalid),
        ({"promise": "x" * 5000}, Invalid),
        ({"version": 1}, Conflict),
    ],
)
def test_a_case_closes_only_whole_and_seen(taken, agent, now, changes, error):
    before = everything()
    with pytest.raises(error):
        close(taken, agent, now, **changes)
    assert everything() == before


def test_an_untaken_or_closed_case_refuses(answer, mei, agent, now):
    answer(mei, csat=1)
    case = Case.objects.get()
    before = everything()
    with pytest.raises(Conflict, match="Take the case"):
        close(case, agent, now)
    assert everything() == before
    case = close(take_case(case_id=case.pk, version=case.version, by=agent, now=now), agent, now)
    before = everything()
    for attempt in (
        lambda: close(case, agent, now),
        lambda: take_case(case_id=case.pk, version=case.version, by=agent, now=now),
        lambda: add_note(case_id=case.pk, version=case.version, words="x", by=agent, now=now),
    ):
        with pytest.raises(Conflict, match="closed"):
            attempt()
    assert everything() == before


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.SERVICE_AGENT, Role.MANAGER, Role.ADMINISTRATOR}]
)
def test_who_may_not_work_cases_changes_nothing(answer, mei, staff, now, role):
    answer(mei, csat=1)
    case, actor, before = Case.objects.get(), staff(role), everything()
    for attempt in (
        lambda: take_case(case_id=case.pk, version=1, by=actor, now=now),
        lambda: close(case, actor, now),
        lambda: list_cases_for(actor, CaseFilter(), now=now),
        lambda: register_complaint(
            customer_id=mei.pk, summary="x", channel=Channel.PHONE, client_token="t", by=actor, now=now
        ),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    with pytest.raises(NotFound):
        get_case_for(actor, case.pk)
    assert everything() == before


def test_a_complaint_by_hand_comes_once(mei, agent, now):
    facts = {
        "summary": "材料一再要求补充",
        "channel": Channel.PHONE,
        "client_token": "form-1",
        "by": agent,
        "now": now,
    }
    first = register_complaint(customer_id=mei.pk, **facts)
    assert register_complaint(customer_id=mei.pk, **facts).pk == first.pk
    assert Case.objects.get().kind == CaseKind.COMPLAINT
    assert CaseEntry.objects.count() == 1
    with pytest.raises(Invalid):
        register_complaint(customer_id=mei.pk, **(facts | {"summary": "  ", "client_token": "form-2"}))
    assert Case.objects.count() == 1


def test_a_closed_complaint_is_asked_about_too(mei, agent, now):
    case = register_complaint(
        customer_id=mei.pk, summary="x", channel=Channel.PHONE, client_token="f", by=agent, now=now
    )
    case = take_case(case_id=case.pk, version=case.version, by=agent, now=now)
    close(case, agent, now)
    assert Invitation.objects.get().context == {"case_id": str(case.pk)}


def test_the_lists_hold_what_they_say(taken, answer, lin, agent, staff, now, member_of):
    answer(lin, csat=2)
    late = now + timedelta(days=3)
    assert count_cases_for(agent, now=late) == {
        "mine": 1,
        "free": 1,
        "overdue": 2,
        "open": 2,
        "closed": 0,
        "all": 2,
    }
    assert [c.customer_id for c in list_cases_for(agent, CaseFilter(view="free"), now=now)] == [lin.pk]
    assert [c.customer.name for c in list_cases_for(agent, CaseFilter(text="林"), now=now)] == ["林远"]
    other = staff(Role.MANAGER)
    assert list(list_cases_for(other, CaseFilter(view="mine"), now=now)) == []
    assert [c.customer_id for c in list_own_cases(member_of(lin).actor)] == [lin.pk]


def test_cases_of_the_past_load_with_their_bones(mei, now, system):
    rows = [
        PastCase(
            customer_id=mei.pk, kind=CaseKind.COMPLAINT, reason=Reason.COMPLAINT, summary="太慢", opened_at=now,
            closed_at=now + timedelta(days=1), root_cause="slow_claim", outcome=Outcome.UNRESOLVED,
        ),
        PastCase(customer_id=mei.pk, kind=CaseKind.COMPLAINT, reason=Reason.COMPLAINT, opened_at=now),
    ]  # fmt: skip
    closed, open_ = load_cases(rows=rows, by=system)
    assert (closed.state, open_.state) == (CaseState.CLOSED, CaseState.OPEN)
    assert CaseEntry.objects.count() == 4
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_closing_at_once_close_once(make_customer, now, staff):
    mei = make_customer()
    agents = [staff(Role.SERVICE_AGENT), staff(Role.MANAGER)]
    case = register_complaint(
        customer_id=mei.pk, summary="x", channel=Channel.PHONE, client_token="f", by=agents[0], now=now
    )
    case = take_case(case_id=case.pk, version=case.version, by=agents[0], now=now)
    barrier, outcomes = Barrier(2), []

    def work(actor):
        barrier.wait()
        try:
            close(case, actor, now)
            outcomes.append("closed")
        except Conflict:
            outcomes.append("conflict")
        connections.close_all()

    threads = [Thread(target=work, args=[actor]) for actor in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["closed", "conflict"]
    assert Message.objects.filter(template="case_closed", channel="app").count() == 1
    assert Invitation.objects.count() == 1

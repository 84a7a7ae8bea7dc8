"""X4: answers are kept as one goes and handed in once; a link that is forged, used or closed changes nothing."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.surveys.models import Answer, Invitation, Response
from hearten.domains.surveys.selectors import find_invitation, get_invitation_for, saved_answers
from hearten.domains.surveys.services import (
    expire_invitations,
    load_responses,
    open_invitation,
    save_answer,
    submit_response,
)
from hearten.domains.surveys.types import ClosedLink, InvitationState, LinkProblem, PastResponse
from hearten.kernel.errors import Invalid


def everything():
    """What a refused action must not have changed."""
    return (
        list(Invitation.objects.order_by("pk").values_list("pk", "state", "opened_at", "answered_at")),
        list(Answer.objects.order_by("pk").values_list("pk", "item", "number", "saved_at")),
        list(Response.objects.values_list("pk", flat=True)),
        OutboxEvent.objects.count(),
        LedgerEntry.objects.count(),
        Touchpoint.objects.count(),
    )


def test_answers_are_kept_and_handed_in(asked, mei, now, system):
    invitation, token = asked(mei)
    found = find_invitation(token, now=now)
    open_invitation(invitation_id=found.pk, now=now)
    save_answer(invitation_id=found.pk, item="csat", value="2", seconds=7, now=now)
    save_answer(invitation_id=found.pk, item="csat", value="4", seconds=3, now=now)
    assert saved_answers(found) == {"csat": 4}
    response = submit_response(
        invitation_id=found.pk,
        answers={"nps": "9", "comment": " 很快 "},
        seconds={"nps": 5},
        by=system,
        now=now,
    )
    stored = Response.objects.get()
    assert (stored.csat, stored.effort, stored.nps, stored.comment) == (4, None, 9, "很快")
    assert (stored.duration_s, stored.low, stored.product_code) == (15, False, "million")
    assert str(stored.claim_id) == invitation.context["claim_id"]
    event = OutboxEvent.objects.get(kind="surveys.answered").payload
    assert (event["response_id"], event["low"], event["nps"]) == (str(response.pk), False, 9)
    assert Touchpoint.objects.filter(customer_id=mei.pk, kind="survey.answered").count() == 1
    assert LedgerEntry.objects.filter(subject_id=mei.pk, kind="surveys.answered").count() == 1
    assert Invitation.objects.get().state == InvitationState.ANSWERED


@pytest.mark.parametrize(
    ("answers", "low_items"),
    [
        ({"csat": 2}, ["csat"]),
        ({"csat": 3}, []),
        ({"csat": 5, "effort": 3}, ["effort"]),
        ({"csat": 5, "effort": 4, "nps": 7}, []),
        ({"csat": 1, "effort": 1, "nps": 0}, ["csat", "effort", "nps"]),
    ],
)
def test_low_answers_are_flagged_by_the_documents_lines(asked, mei, now, system, answers, low_items):
    invitation, _ = asked(mei)
    response = submit_response(invitation_id=invitation.pk, answers=answers, by=system, now=now)
    payload = OutboxEvent.objects.get(kind="surveys.answered").payload
    assert payload["low_items"] == low_items
    assert (response.low, payload["low"]) == (bool(low_items), bool(low_items))


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("csat", "0"), ("csat", "6"), ("csat", "3.0"), ("csat", "-1"), ("csat", "٣"), ("csat", "9" * 5000),
        ("csat", "<script>"), ("nps", "11"), ("effort", "8"), ("colour", "1"), ("comment", "长" * 2001),
        ("comment", "x" * 100_000), ("csat", ["1", "2"]), ("csat", {"a": 1}), ("csat", True),
    ],
)  # fmt: skip
def test_hostile_answers_are_refused_and_change_nothing(asked, mei, now, system, item, value):
    invitation, _ = asked(mei)
    before = everything()
    with pytest.raises(Invalid) as refusal:
        save_answer(invitation_id=invitation.pk, item=item, value=value, now=now)
    assert refusal.value.field == item
    with pytest.raises(Invalid):
        submit_response(invitation_id=invitation.pk, answers={"csat": 5, item: value}, by=system, now=now)
    assert everything() == before


def test_scripts_and_formulas_are_kept_as_the_words_they_are(asked, mei, now, system):
    invitation, _ = asked(mei)
    words = '=HYPERLINK("x")<script>alert(1)</script>\x00 😀 \u202eevil'
    submit_response(invitation_id=invitation.pk, answers={"csat": 5, "comment": words}, by=system, now=now)
    assert Response.objects.get().comment == words.replace("\x00", "")


def test_the_required_question_is_asked_for(asked, mei, now, system):
    invitation, _ = asked(mei)
    before = everything()
    with pytest.raises(Invalid) as refusal:
        submit_response(invitation_id=invitation.pk, answers={"nps": 9}, by=system, now=now)
    assert refusal.value.field == "csat"
    assert everything() == before


def test_an_emptied_answer_is_taken_back(asked, mei, now):
    invitation, _ = asked(mei)
    save_answer(invitation_id=invitation.pk, item="nps", value="9", now=now)
    save_answer(invitation_id=invitation.pk, item="nps", value="", now=now)
    assert saved_answers(invitation) == {}


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "../../etc/passwd", "é" * 43, "0" * 10_000, "a\x00b"])
def test_a_forged_link_leads_nowhere(asked, mei, now, token):
    asked(mei)
    before = everything()
    with pytest.raises(ClosedLink) as closed:
        find_invitation(token, now=now)
    assert closed.value.problem is LinkProblem.UNKNOWN
    assert everything() == before


def test_a_used_link_says_thank_you_and_changes_nothing(asked, mei, now, system):
    invitation, token = asked(mei)
    submit_response(invitation_id=invitation.pk, answers={"csat": 5}, by=system, now=now)
    before = everything()
    for attempt in (
        lambda: find_invitation(token, now=now),
        lambda: submit_response(invitation_id=invitation.pk, answers={"csat": 1}, by=system, now=now),
        lambda: save_answer(invitation_id=invitation.pk, item="csat", value=1, now=now),
        lambda: open_invitation(invitation_id=invitation.pk, now=now),
    ):
        with pytest.raises(ClosedLink) as closed:
            attempt()
        assert closed.value.problem is LinkProblem.USED
    assert everything() == before


def test_a_closed_link_says_so_before_and_after_the_hourly_job(asked, mei, now, system):
    invitation, token = asked(mei)
    late = now + timedelta(days=14)
    for _ in range(2):
        with pytest.raises(ClosedLink) as closed:
            find_invitation(token, now=late)
        assert closed.value.problem is LinkProblem.EXPIRED
        with pytest.raises(ClosedLink):
            submit_response(invitation_id=invitation.pk, answers={"csat": 5}, by=system, now=late)
        expire_invitations(now=late)
    assert not Response.objects.exists()


def test_a_strangers_invitation_is_not_there(asked, mei, lin, member_of, now):
    invitation, _ = asked(mei)
    assert get_invitation_for(member_of(mei).actor, invitation.pk, now=now).pk == invitation.pk
    with pytest.raises(ClosedLink) as closed:
        get_invitation_for(member_of(lin).actor, invitation.pk, now=now)
    assert closed.value.problem is LinkProblem.UNKNOWN


@pytest.mark.parametrize("wrong", [{"csat": 0}, {"csat": 6}, {"effort": 8}, {"nps": 11}])
def test_the_database_itself_refuses_impossible_scores(asked, mei, now, wrong):
    invitation, _ = asked(mei)
    facts = {"survey_code": "post_claim", "survey_version": 1, "channel": "app", "submitted_at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(invitation=invitation, customer=mei, **facts, **wrong)


def test_answers_of_the_past_load_without_a_sound(mei, lin, now):
    rows = [
        PastResponse(
            customer_id=mei.pk, survey_code="post_claim", invited_at=now - timedelta(days=60),
            answered_at=now - timedelta(days=59), csat=1, nps=0, comment="太慢", product_code="million",
            claim_id=uuid4(), duration_s=40,
        ),
        PastResponse(customer_id=lin.pk, survey_code="post_claim", invited_at=now - timedelta(days=60)),
        PastResponse(customer_id=lin.pk, survey_code="follow_up", invited_at=now - timedelta(days=1)),
    ]  # fmt: skip
    first, second, third = load_responses(rows=rows, now=now)
    assert (second, third) == (None, None)
    assert (first.low, Response.objects.get().comment) == (True, "太慢")
    states = Invitation.objects.order_by("created_at", "pk").values_list("state", flat=True)
    assert sorted(states) == ["answered", "expired", "sent"]
    assert (first.answers, first.sealed) == ({"csat": 1, "nps": 0}, {"comment": "太慢"})
    assert not OutboxEvent.objects.filter(kind="surveys.answered").exists()


@pytest.mark.django_db(transaction=True)
def test_handed_in_twice_at_once_is_one_response(make_customer, asked, now, system):
    invitation, _ = asked(make_customer())
    barrier, outcomes = Barrier(4), []

    def work():
        barrier.wait()
        try:
            submit_response(invitation_id=invitation.pk, answers={"csat": 5}, by=system, now=now)
            outcomes.append("taken")
        except ClosedLink:
            outcomes.append("closed")
        connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["closed", "closed", "closed", "taken"]
    assert Response.objects.count() == 1
    assert OutboxEvent.objects.filter(kind="surveys.answered").count() == 1

"""Deciding on the workbench: what the form would pay is what is paid; two pairs of eyes; what is refused changes nothing (L4, L7)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.domains.channels.models import Message
from hearten.domains.claims import services
from hearten.domains.claims.models import (
    Adjudication,
    AdvancePayment,
    Appeal,
    Claim,
    ClaimEvent,
    ClaimLine,
)
from hearten.domains.claims.selectors.turns import list_turns
from hearten.domains.claims.services.person import LineRefusal

pytestmark = pytest.mark.django_db


def address(name, claim):
    return reverse(f"desk:{name}", args=[claim.number])


def kept(claim):
    """All that a decision would change."""
    row = Claim.objects.filter(pk=claim.pk).values().get()
    lines = list(
        ClaimLine.objects.filter(claim=claim).order_by("pk").values("refused_minor", "payable_minor")
    )
    counts = [model.objects.count() for model in (Adjudication, ClaimEvent, Message, AdvancePayment)]
    return row, lines, counts, list(Appeal.objects.values("state", "decided_by"))


def clause_of(page):
    """The first clause that the form offers."""
    return page.context["decide_form"].fields["clause"].choices[1][1][0][0]


def test_the_preview_is_what_the_decision_pays_and_writes_nothing(examiner, waiting, now):
    ann = examiner("ann")
    sent = {
        "version": waiting.version, "choice": "approve", "off_1": "100", "why_1": "重复收费",
        "sentence": "其中 100 元为重复收费。",
    }  # fmt: skip
    before = kept(waiting)
    page = ann.desk.post(address("claim_preview", waiting), sent).content.decode()
    assert "180.00" in page
    assert "其中 100 元为重复收费。" in page, "the letter is shown"
    assert kept(waiting) == before
    assert ann.desk.post(address("claim_decide", waiting), sent).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.payable_minor, waiting.decision) == (180_00, "partial")


def test_the_preview_says_what_is_missing_and_what_cannot_be(examiner, waiting):
    ann, where = examiner("ann"), address("claim_preview", waiting)
    bare = ann.desk.post(where, {"version": waiting.version, "choice": "refuse"})
    assert len(bare.context["lacks"]) == 2
    assert bare.context["preview"].payable_minor == 0
    silent = ann.desk.post(where, {"version": waiting.version, "choice": "approve", "off_1": "10"})
    assert len(silent.context["lacks"]) == 1
    beyond = ann.desk.post(where, {"version": waiting.version, "choice": "approve", "off_1": "99999"})
    assert beyond.context["error"]
    typed = ann.desk.post(where, {"version": waiting.version, "choice": "approve", "off_1": "viel"})
    assert typed.context["error"]


def test_the_letter_speaks_the_members_language_whatever_the_desk_speaks(examiner, waiting):
    ann = examiner("ann")
    ann.desk.cookies["django_language"] = "en"
    page = ann.desk.post(address("claim_preview", waiting), {"version": waiting.version, "choice": "approve"})
    text = page.content.decode()
    assert 'lang="zh-hans"' in text
    assert "12378" in text


@pytest.mark.parametrize("lacks", ["clause", "sentence"])
def test_a_refusal_needs_clause_and_sentence(examiner, waiting, lacks):
    ann = examiner("ann")
    page = ann.desk.get(address("claim", waiting))
    full = {
        "version": waiting.version, "choice": "refuse", "clause": clause_of(page), "sentence": "这项不在保障内。",
    }  # fmt: skip
    before = kept(waiting)
    assert ann.desk.post(address("claim_decide", waiting), full | {lacks: ""}).status_code == 400
    assert ann.desk.post(address("claim_decide", waiting), full | {"clause": "99.9"}).status_code == 400
    assert kept(waiting) == before
    assert ann.desk.post(address("claim_decide", waiting), full).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.decision, waiting.clause, waiting.payable_minor) == ("refused", full["clause"], 0)


def test_of_two_examiners_at_once_the_second_is_told_and_changes_nothing(examiner, waiting):
    ann, ben = examiner("ann"), examiner("ben")
    form = {"version": waiting.version, "choice": "approve"}
    assert ann.desk.post(address("claim_decide", waiting), form).status_code == 302
    before = kept(waiting)
    answer = ben.desk.post(address("claim_decide", waiting), form | {"off_1": "5", "why_1": "x"})
    assert answer.status_code == 409
    assert answer.context["alert"]
    assert kept(waiting) == before


def test_a_stale_version_keeps_what_was_typed(examiner, waiting):
    ann = examiner("ann")
    Claim.objects.filter(pk=waiting.pk).update(version=waiting.version + 1)
    before = kept(waiting)
    sent = {"version": waiting.version, "choice": "approve", "sentence": "请您放心。"}
    answer = ann.desk.post(address("claim_decide", waiting), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "请您放心。" in page
    assert f'name="version" value="{waiting.version + 1}"' in page
    assert kept(waiting) == before


def test_above_the_amount_a_second_examiner_confirms(examiner, dear):
    ann, ben = examiner("ann"), examiner("ben")
    ann.desk.post(address("claim_decide", dear), {"version": dear.version, "choice": "approve"})
    dear.refresh_from_db()
    assert (dear.decision, dear.proposed_by) == (None, ann.actor.label)
    before = kept(dear)
    page = ann.desk.get(address("claim", dear))
    assert "confirm_form" not in page.context
    assert "decide_form" not in page.context
    for name in ("claim_confirm", "claim_reject"):
        own = ann.desk.post(address(name, dear), {"version": dear.version, "sentence": "x"})
        assert own.status_code == 403
    assert ben.desk.post(address("claim_reject", dear), {"version": dear.version}).status_code == 400
    stale = ben.desk.post(address("claim_confirm", dear), {"version": dear.version - 1})
    assert stale.status_code == 409
    assert kept(dear) == before
    assert ben.desk.post(address("claim_confirm", dear), {"version": dear.version}).status_code == 302
    dear.refresh_from_db()
    assert (dear.decision, dear.decided_by) == ("approved", ben.actor.label)


def test_who_rejects_a_proposal_says_why_and_the_claim_goes_back(examiner, dear):
    ann, ben = examiner("ann"), examiner("ben")
    ann.desk.post(address("claim_decide", dear), {"version": dear.version, "choice": "approve"})
    dear.refresh_from_db()
    sent = {"version": dear.version, "sentence": "请先核对住院天数。"}
    assert ben.desk.post(address("claim_reject", dear), sent).status_code == 302
    dear.refresh_from_db()
    assert (dear.decision, dear.proposed_at) == (None, None)
    page = ann.desk.get(address("claim", dear))
    assert "decide_form" in page.context
    assert "请先核对住院天数。" in page.content.decode()


def test_an_appeal_is_decided_by_somebody_else_who_may_let_it_stand_or_change_it(examiner, mei, waiting, now):
    from tests.factories.claims import member_actor

    ann, ben = examiner("ann"), examiner("ben")
    off = {1: LineRefusal(minor=100_00, reason="重复收费")}
    services.decide_by_person(
        claim_id=waiting.pk, version=waiting.version, refuse=False, refusals=off, sentence="重复收费。",
        by=ann.actor, now=now,
    )  # fmt: skip
    services.open_appeal(claim_id=waiting.pk, grounds="没有重复。", by=member_actor(mei), now=now)
    waiting.refresh_from_db()
    own = ann.desk.get(address("claim", waiting))
    assert own.context["standing"].why_not
    assert "decide_form" not in own.context
    before = kept(waiting)
    sent = {
        "version": waiting.version,
        "choice": "approve",
        "off_1": "",
        "sentence": "确实没有重复，已更正。",
    }
    assert ann.desk.post(address("claim_appeal_decide", waiting), sent).status_code == 403
    assert ben.desk.post(address("claim_decide", waiting), sent).status_code == 409
    assert ben.desk.post(address("claim_appeal_decide", waiting), sent | {"sentence": ""}).status_code == 400
    assert kept(waiting) == before
    shown = ben.desk.get(address("claim", waiting))
    assert shown.context["decide_form"].initial["choice"] == "uphold"
    assert 'value="100.00"' in shown.content.decode(), "what was taken off stands in the form"
    assert ben.desk.post(address("claim_appeal_decide", waiting), sent).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.payable_minor, Appeal.objects.get().state) == (270_00, "changed")
    turns = list_turns(ben.actor, waiting)
    assert [turn.payable_minor for turn in turns] == [270_00, 180_00, 270_00]
    assert [turn.cells[0].changed for turn in turns] == [False, True, True]


def test_a_decision_that_stands_is_not_worked_out_anew(examiner, contested):
    ben = examiner("ben")
    turns = Adjudication.objects.count()
    sent = {"version": contested.version, "choice": "uphold", "sentence": "目录里没有这种药。"}
    assert ben.desk.post(address("claim_appeal_decide", contested), sent).status_code == 302
    contested.refresh_from_db()
    assert (Appeal.objects.get().state, contested.payable_minor) == ("upheld", 270_00)
    assert Adjudication.objects.count() == turns


def test_papers_are_asked_for_once_in_one_list_in_the_members_language(examiner, mei, waiting):
    ann = examiner("ann")
    sent = {"version": waiting.version, "papers": ["bill", "record"], "text": "出租车票"}
    assert ann.desk.post(address("claim_request", waiting), sent).status_code == 302
    waiting.refresh_from_db()
    lines = waiting.request.splitlines()
    assert len(lines) == 3
    assert lines[2] == "3. 出租车票"


def test_a_second_request_is_warned_of(examiner, waiting, mei, now):
    from hearten.domains.claims.types import ClaimState

    ann = examiner("ann")
    services.request_documents(
        claim_id=waiting.pk, version=waiting.version, text="发票", by=ann.actor, now=now
    )
    Claim.objects.filter(pk=waiting.pk).update(state=ClaimState.IN_REVIEW, waiting_since=None)
    waiting.refresh_from_db()
    before = kept(waiting)
    sent = {"version": waiting.version, "text": "病历"}
    assert ann.desk.post(address("claim_request", waiting), sent).status_code == 400
    assert kept(waiting) == before
    assert ann.desk.post(address("claim_request", waiting), sent | {"again": "on"}).status_code == 302


def test_the_part_that_is_certain_is_paid_in_advance(examiner, waiting):
    ann = examiner("ann")
    before = kept(waiting)
    for wrong in ({"amount": "0", "reason": "x"}, {"amount": "99999", "reason": "x"}, {"amount": "50"}):
        answer = ann.desk.post(address("claim_advance", waiting), {"version": waiting.version, **wrong})
        assert answer.status_code == 400
    assert kept(waiting) == before
    sent = {"version": waiting.version, "amount": "120.50", "reason": "挂号费可以确定。"}
    assert ann.desk.post(address("claim_advance", waiting), sent).status_code == 302
    assert AdvancePayment.objects.get().amount_minor == 120_50
    assert ann.desk.post(address("claim_advance", waiting), sent).status_code == 409
    assert AdvancePayment.objects.count() == 1

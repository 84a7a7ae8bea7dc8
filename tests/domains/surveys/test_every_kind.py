"""X1, X4: every kind of question takes what fits it and nothing else; what is hidden falls away; quotas hold."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.models import OutboxEvent
from hearten.domains.surveys.models import Answer, Invitation, QuotaFill, Response
from hearten.domains.surveys.selectors import saved_answers
from hearten.domains.surveys.selectors.columns import response_columns_for, words_for
from hearten.domains.surveys.services import finish_page, save_answers, submit_response
from hearten.domains.surveys.types import ClosedLink, LinkProblem
from hearten.kernel.errors import Invalid
from tests.domains.surveys.every_kind import ANSWERS, document, invited


def test_one_answer_to_each_question_is_stored_by_key(mei, now, system):
    invitation, _ = invited(mei, now)
    response = submit_response(
        invitation_id=invitation.pk, answers=ANSWERS, seconds={"csat": 4, "service": 9}, by=system, now=now
    )
    stored = Response.objects.get()
    sealed = {"channel.other": "朋友 <b>", "health": "good", "comment": "很好"}
    assert stored.sealed == sealed
    assert stored.answers == {key: value for key, value in ANSWERS.items() if key not in sealed}
    assert (stored.csat, stored.effort, stored.nps, stored.comment) == (4, None, 9, "很好")
    assert (stored.seconds, stored.duration_s, stored.dropped) == ({"csat": 4, "service": 9}, 13, [])
    assert sorted(stored.shown["pages"]) == ["needs", "start", "trade", "ways", "you"]
    assert stored.shown["options"]["channel"][-1] == "else", "“another way” keeps its place"
    assert response.order_seed == stored.order_seed
    assert not Answer.objects.exists()


def test_kept_answers_come_back_as_they_were(mei, now):
    invitation, _ = invited(mei, now)
    save_answers(invitation_id=invitation.pk, values=ANSWERS, now=now)
    assert saved_answers(invitation) == ANSWERS
    health = Answer.objects.get(item="health")
    assert (health.choices, health.number) == (None, None), "what is sensitive lies sealed even on the way"


def test_what_another_answer_hides_falls_away_and_is_named(mei, now, system):
    invitation, _ = invited(mei, now)
    given = ANSWERS | {"why": "慢", "agreed": False, "channel": "counter", "channel.other": ""}
    response = submit_response(invitation_id=invitation.pk, answers=given, by=system, now=now)
    assert {"why", "health", "order", "kano.day.f"} <= set(response.dropped)
    assert not {"why", "health", "order"} & (set(response.answers) | set(response.sealed))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"channel": "fax"}, "channel"), ({"channel": "app", "channel.other": "x"}, "channel"),
        ({"channel.other": "x" * 201}, "channel.other"), ({"used": ["checkup", "checkup"]}, "used"),
        ({"used": ["checkup", "none"]}, "used"), ({"used": ["checkup", "doctor", "pharmacy", "coach"]}, "used"),
        ({"used": ["x"]}, "used"), ({"service.speed": 6}, "service.speed"), ({"service.price": 1}, "service.price"),
        ({"service.speed": None}, "service.speed"), ({"order": ["speed", "price"]}, "order"),
        ({"order": ["speed"] * 4}, "order"), ({"kano.day.f": 0}, "kano.day.f"), ({"kano.day.f": "dk"}, "kano.day.f"),
        ({"quality.t1.e": 8}, "quality.t1.e"), ({"best.1.worst": "speed"}, "best.1.worst"),
        ({"best.2.best": "cover"}, "best.2.best"), ({"best.1.worst": None}, "best.1.worst"),
        ({"points.speed": 61}, "points.speed"), ({"points.speed": -1}, "points.speed"),
        ({"visits": 366}, "visits"), ({"visits": "1.5"}, "visits"), ({"visits": "1e3"}, "visits"), ({"visits": "NaN"}, "visits"),
        ({"since": "1999-12-31"}, "since"), ({"since": "2020-02-30"}, "since"), ({"since": "yesterday"}, "since"),
        ({"photo": "../../etc/passwd"}, "photo"), ({"photo": "00000000-0000-0000-0000-000000000000"}, "photo"),
        ({"agreed": "perhaps"}, "agreed"), ({"comment": "长" * 100_000}, "comment"), ({"csat": "dk"}, "csat"),
        ({"hello": "x"}, "hello"), ({"csat": None}, "csat"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_question_and_changes_nothing(mei, now, system, wrong, where):
    invitation, _ = invited(mei, now)
    with pytest.raises(Invalid) as refusal:
        submit_response(invitation_id=invitation.pk, answers=ANSWERS | wrong, by=system, now=now)
    assert refusal.value.field == where
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    assert Invitation.objects.get().state == "sent"


def test_nothing_sensitive_is_kept_before_consent(mei, now):
    invitation, _ = invited(mei, now)
    for consent in ({}, {"agreed": False}):
        with pytest.raises(Invalid, match="consent"):
            save_answers(invitation_id=invitation.pk, values=consent | {"health": "good"}, now=now)
    assert not Answer.objects.exists()


def test_the_same_sending_twice_is_one_response(mei, now, system):
    invitation, _ = invited(mei, now)
    facts = {"invitation_id": invitation.pk, "by": system, "now": now}
    first = submit_response(answers=ANSWERS, client_token="phone", **facts)
    assert submit_response(answers=ANSWERS, client_token="phone", **facts) == first
    with pytest.raises(ClosedLink):
        submit_response(answers=ANSWERS, client_token="another", **facts)
    assert Response.objects.count() == 1


def test_a_full_quota_ends_kindly_at_the_page(mei, lin, now, system):
    plain = document()
    plain["quotas"][0]["limit"] = 1
    first, _ = invited(mei, now, plain=plain)
    second, _ = invited(lin, now, plain=plain)
    given = ANSWERS | {"channel": "phone", "channel.other": None}
    submit_response(invitation_id=first.pk, answers=given, by=system, now=now)
    page = {"channel": "phone", "service.speed": 1, "service.clear": 1, "service.polite": 1}
    with pytest.raises(ClosedLink) as closed:
        finish_page(invitation_id=second.pk, page="ways", values=page, now=now)
    assert closed.value.problem is LinkProblem.FULL
    second.refresh_from_db()
    assert (second.state, second.disposition) == ("expired", "4.8")
    assert not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_quota_of_two_takes_two_of_five_at_once(make_customer, now, system):
    links = [invited(make_customer(), now)[0] for _ in range(5)]
    barrier, outcomes = Barrier(5), []
    given = ANSWERS | {"channel": "phone", "channel.other": None}

    def work(invitation):
        barrier.wait()
        try:
            submit_response(invitation_id=invitation.pk, answers=given, by=system, now=now)
            outcomes.append("taken")
        except ClosedLink as closed:
            outcomes.append(closed.problem.value)
        connections.close_all()

    threads = [Thread(target=work, args=(invitation,)) for invitation in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full"] * 3 + ["taken"] * 2
    assert Response.objects.count() == QuotaFill.objects.get().taken == 2


def test_a_sensitive_score_or_word_stands_nowhere_in_the_open(mei, now, system, staff):
    plain = document()
    for item in (one for page in plain["pages"] for one in page["items"]):
        if item["code"] in {"csat", "comment"}:
            item["sensitive"] = "health"
    consent = next(one for page in plain["pages"] for one in page["items"] if one["code"] == "agreed")
    for page in plain["pages"]:
        page["items"] = [one for one in page["items"] if one["code"] != "agreed"]
    plain["pages"][0]["items"].insert(0, consent)
    invitation, _ = invited(mei, now, plain=plain)
    response = submit_response(invitation_id=invitation.pk, answers=ANSWERS | {"csat": 1}, by=system, now=now)
    assert (response.sealed["csat"], response.csat, response.comment) == (1, None, None)
    assert not {"csat", "comment"} & set(response.answers)
    (entry,) = [one for one in list_entries(subject_id=mei.pk) if one.kind == "surveys.answered"]
    assert entry.facts["csat"] is None
    analyst = staff(Role.ANALYST)
    assert "csat" not in response_columns_for(analyst, survey_code=plain["code"]).values
    assert {key for _, key, _ in words_for(analyst, survey_code=plain["code"])} == {"channel.other"}


def test_labels_of_the_draw_stay_with_the_invitation(mei, now, system):
    context = {"product_code": "HX-1", "frame": {"health": "lasting"}}
    invitation, _ = invited(mei, now, context=context)
    response = submit_response(invitation_id=invitation.pk, answers=ANSWERS, by=system, now=now)
    assert response.context == {"product_code": "HX-1"}
    (event,) = OutboxEvent.objects.filter(kind="surveys.answered")
    assert "lasting" not in json.dumps(event.payload)

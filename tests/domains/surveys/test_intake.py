"""X4: what many hand in at once is written together; each gets its own outcome, and what is wrong with one harms no other."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connections

from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.surveys.models import Answer, Invitation, QuotaFill, Response
from hearten.domains.surveys.services import expire_invitations, save_answer, submit_response
from hearten.domains.surveys.services.intake import Handed, take_in
from hearten.domains.surveys.services.preparing import HandIn
from hearten.domains.surveys.types import ClosedLink, LinkProblem
from hearten.kernel.errors import Invalid
from tests.domains.surveys.every_kind import ANSWERS, document, invited

GOOD = {"csat": "4", "nps": "9", "comment": "很快"}


def handed(invitation_id, now, answers=None, token="") -> Handed:
    how = HandIn(now=now, actor="tests", client_token=token)
    return Handed(invitation_id=invitation_id, answers=GOOD if answers is None else answers, how=how)


def told(outcome) -> str:
    """An outcome in one word."""
    if isinstance(outcome, Invalid):
        return f"wrong {outcome.field}"
    return outcome.problem.value if isinstance(outcome, ClosedLink) else "taken"


def once_each(responses: int) -> bool:
    return (
        Response.objects.count()
        == OutboxEvent.objects.filter(kind="surveys.answered").count()
        == Touchpoint.objects.filter(kind="survey.answered").count()
        == LedgerEntry.objects.filter(kind="surveys.answered").count()
        == responses
    )


def test_right_and_wrong_ones_in_one_go_get_what_is_theirs(
    asked, make_customer, mei, now, django_assert_max_num_queries
):
    ids = [asked(make_customer(email=f"p{n}@example.com", phone=f"1380000010{n}"))[0].pk for n in range(7)]
    first, second, wrong, empty, late, twice, kept = ids
    Invitation.objects.filter(pk=late).update(expires_at=now)
    save_answer(invitation_id=kept, item="csat", value="2", seconds=5, now=now)
    many = [
        handed(first, now, token="a"),
        handed(wrong, now, {"csat": "9"}),
        handed(uuid4(), now),
        handed(twice, now, {"nps": "5"}),
        handed(first, now, {"csat": "1"}, token="a"),
        handed(second, now),
        handed(late, now),
        handed(first, now, {"csat": "1"}, token="b"),
        handed(empty, now, {}),
        handed(kept, now, {"nps": "3"}),
        handed(twice, now, {"csat": "5"}),
    ]
    outcomes = take_in(many)
    assert [told(one) for one in outcomes] == [
        "taken", "wrong csat", "unknown", "wrong csat", "taken", "taken", "expired", "used", "wrong csat", "taken", "taken",
    ]  # fmt: skip
    assert outcomes[0] == outcomes[4], "the same sending again gives back the first"
    assert {row.invitation_id: (row.csat, row.nps) for row in Response.objects.all()} == {
        first: (4, 9), second: (4, 9), kept: (2, 3), twice: (5, None),
    }  # fmt: skip
    assert once_each(4)
    untouched = Invitation.objects.filter(pk__in=[wrong, empty, late])
    assert list(untouched.values_list("state", "answered_at").distinct()) == [("sent", None)]
    assert not Answer.objects.exists()


def test_many_cost_hardly_more_statements_than_one(asked, make_customer, now, django_assert_max_num_queries):
    ids = [asked(make_customer(email=f"q{n}@example.com", phone=f"1380000020{n}"))[0].pk for n in range(6)]
    with django_assert_max_num_queries(14):
        outcomes = take_in([handed(one, now) for one in ids])
    assert [told(one) for one in outcomes] == ["taken"] * 6


def test_a_quota_gives_its_last_place_to_who_comes_first(make_customer, now):
    plain = document()
    plain["quotas"][0]["limit"] = 2
    given = ANSWERS | {"channel": "phone", "channel.other": None}
    ids = [invited(make_customer(), now, plain=plain)[0].pk for _ in range(4)]
    save_answer(invitation_id=ids[3], item="csat", value="4", now=now)
    many = [
        handed(ids[0], now, given),
        handed(ids[1], now, given | {"csat": 9}),
        *(handed(one, now, given) for one in ids[2:]),
    ]
    assert [told(one) for one in take_in(many)] == ["taken", "wrong csat", "taken", "full"]
    assert QuotaFill.objects.get().taken == 2
    assert once_each(2)
    ended = Invitation.objects.get(pk=ids[3])
    assert (ended.state, ended.disposition) == ("expired", "4.8")
    assert not Answer.objects.exists(), "what had been kept of the answer is deleted"


@pytest.mark.django_db(transaction=True)
def test_threads_that_come_at_once_each_hear_of_their_own(asked, make_customer, system, now):
    ids = [asked(make_customer(email=f"r{n}@example.com", phone=f"1380000030{n}"))[0].pk for n in range(4)]
    expire_invitations(now=now - timedelta(days=1))
    heard: dict[int, str] = {}

    def work(place: int) -> None:
        answers = GOOD if place % 4 else {"csat": "77"}
        try:
            submit_response(invitation_id=ids[place // 3], answers=answers, by=system, now=now)
            heard[place] = "taken"
        except (Invalid, ClosedLink) as error:
            heard[place] = told(error)
        connections.close_all()

    threads = [Thread(target=work, args=(place,)) for place in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard.values()).count("taken") == 4
    assert {heard[place] for place in (0, 4, 8)} <= {"wrong csat", LinkProblem.USED.value}
    assert set(heard.values()) <= {"taken", "wrong csat", LinkProblem.USED.value}
    assert once_each(4)

"""X3: a moment asks for an answer, with consent, at a decent hour, not too often; and why not is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections

from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.services import record
from hearten.base.touchpoints.types import Channel, Moment, Stage
from hearten.domains.channels.models import Message
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.selectors import funnel_for
from hearten.domains.surveys.services import expire_invitations, invite, send_invitation
from hearten.domains.surveys.types import InvitationState, Withheld


def decide(customer, at, kind="claim.decided"):
    refs = {"claim_id": str(uuid4()), "product_code": "million"}
    moment = Moment(
        customer_id=customer.pk, stage=Stage.CLAIM, channel=Channel.APP, kind=kind, outcome="approved",
        occurred_at=at, refs=refs,
    )  # fmt: skip
    return record(moment)


def test_a_decided_claim_asks_two_hours_later(mei, now):
    touchpoint_id = decide(mei, now)
    run_jobs()
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.touchpoint_id) == (InvitationState.WAITING, touchpoint_id)
    assert invitation.due_at == now + timedelta(hours=2)
    assert invitation.context["product_code"] == "million"
    assert not Message.objects.exists()
    run_jobs(until=datetime.now(UTC) + timedelta(days=1))
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.SENT
    assert Message.objects.filter(template="survey_invitation", channel="app").count() == 1
    assert LedgerEntry.objects.filter(subject_id=mei.pk, kind="surveys.invited").count() == 1


def test_other_moments_ask_nothing(mei, now):
    decide(mei, now, kind="claim.paid")
    run_jobs()
    assert not Invitation.objects.exists()


def test_a_decision_at_night_asks_in_the_morning(mei):
    decide(mei, datetime(2026, 11, 2, 13, 0, tzinfo=UTC))  # nine in the evening; two hours later it is eleven
    run_jobs()
    assert Invitation.objects.get().due_at == datetime(2026, 11, 3, 0, 0, tzinfo=UTC)


def test_without_consent_nobody_is_asked(mei, now, system):
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.SURVEYS, by=system, now=now)
    decide(mei, now)
    run_jobs(until=datetime.now(UTC) + timedelta(days=1))
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.withheld) == (InvitationState.WITHHELD, Withheld.NO_CONSENT)
    assert not Message.objects.exists()
    assert not LedgerEntry.objects.filter(kind="surveys.invited").exists()


def test_consent_withdrawn_while_waiting_holds(mei, now, system):
    decide(mei, now)
    run_jobs()
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.SURVEYS, by=system, now=now)
    run_jobs(until=datetime.now(UTC) + timedelta(days=1))
    assert Invitation.objects.get().withheld == Withheld.NO_CONSENT
    assert not Message.objects.exists()


def test_one_survey_in_fourteen_days(mei, now, system):
    for days in (0, 5, 15):
        decide(mei, now + timedelta(days=days))
        run_jobs()
    states = list(Invitation.objects.order_by("due_at").values_list("state", "withheld"))
    assert states == [
        (InvitationState.WAITING, ""),
        (InvitationState.WITHHELD, Withheld.RECENTLY_ASKED),
        (InvitationState.WAITING, ""),
    ]


def test_a_promised_follow_up_is_free_of_the_cool_down(asked, mei, now, system):
    first, _ = asked(mei)
    promised = invite(
        survey_code="follow_up", customer_id=mei.pk, dedupe_key="again", parent_id=first.pk, promised=True,
        by=system, now=now,
    )  # fmt: skip
    assert (promised.state, promised.parent_id) == (InvitationState.WAITING, first.pk)


def test_the_same_occasion_twice_is_one_invitation(mei, now, system):
    facts = {
        "survey_code": "post_claim",
        "customer_id": mei.pk,
        "dedupe_key": "one",
        "by": system,
        "now": now,
    }
    assert invite(**facts).pk == invite(**facts).pk
    assert Invitation.objects.count() == 1


def test_a_share_is_drawn_and_the_draw_stays(mei, now, system, monkeypatch):
    from hearten.domains.surveys.services.asking_room import drawn as is_drawn

    drawn = [is_drawn(f"occasion:{n}", 0.3) for n in range(4000)]
    assert drawn == [is_drawn(f"occasion:{n}", 0.3) for n in range(4000)]
    assert 0.27 < sum(drawn) / 4000 < 0.33
    none = invite(
        survey_code="post_claim", customer_id=mei.pk, dedupe_key="x", fraction=0.0, by=system, now=now
    )
    assert none.withheld == Withheld.NOT_SAMPLED


def test_only_the_digest_of_a_link_is_kept(asked, mei):
    invitation, token = asked(mei)
    assert len(token) == 43  # 256 bits
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM surveys_invitation i")
        assert token not in cursor.fetchone()[0]
        cursor.execute("SELECT row_to_json(m)::text FROM channels_message m")
        assert token not in str(cursor.fetchall())
    assert len(bytes(invitation.token_digest)) == 32


def test_sending_twice_keeps_the_link(asked, mei, now):
    invitation, _ = asked(mei)
    again = send_invitation(invitation_id=invitation.pk, now=now)
    assert bytes(again.token_digest) == bytes(invitation.token_digest)
    assert Message.objects.filter(channel="app").count() == 1


def test_links_close_and_the_funnel_counts(asked, mei, lin, now, staff, system):
    from hearten.base.accounts.types import Role

    asked(mei)
    invite(survey_code="post_claim", customer_id=lin.pk, dedupe_key="no", fraction=0.0, by=system, now=now)
    assert expire_invitations(now=now + timedelta(days=13)) == 0
    assert expire_invitations(now=now + timedelta(days=15)) == 1
    funnel = funnel_for(staff(Role.ANALYST), survey_code="post_claim")
    assert (funnel.considered, funnel.sent, funnel.expired, funnel.rate) == (2, 1, 1, 0.0)
    assert funnel.withheld == {Withheld.NOT_SAMPLED: 1}


@pytest.mark.django_db(transaction=True)
def test_two_occasions_at_once_ask_once(make_customer, now, system):
    mei, barrier = make_customer(), Barrier(2)

    def work(key):
        barrier.wait()
        invite(survey_code="post_claim", customer_id=mei.pk, dedupe_key=key, by=system, now=now)
        connections.close_all()

    threads = [Thread(target=work, args=[key]) for key in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["waiting", "withheld"]

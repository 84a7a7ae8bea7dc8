"""Home shows what matters now, to its member alone (M1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from hearten.base.accounts.types import Role
from hearten.domains.claims.services import request_documents, submit_claim
from hearten.domains.policies.selectors import list_policies_for
from hearten.doors.member.home.cards import Urgency, home_cards
from hearten.doors.member.home.views import greeting
from tests.factories.claims import given_draft, given_policy, member_actor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, "Good evening"),
        (5, "Good morning"),
        (10, "Good morning"),
        (11, "Good day"),
        (14, "Good afternoon"),
        (18, "Good evening"),
    ],
)
def test_the_greeting_fits_the_hour(hour, said):
    with translation.override("en"):
        assert greeting(hour) == said


def test_a_new_member_is_led_to_the_plans(door, member_of, mei):
    html = door(member_of(mei)).get(reverse("member:home")).content.decode()
    assert "还没有保障" in html
    assert reverse("member:shop") in html
    assert "当前要事" not in html


def test_a_draft_waits_and_a_claim_in_our_hands_moves(mei, lin, now):
    policy = given_policy(mei, now)
    given_draft(mei, policy, now)
    cards = home_cards(member_actor(mei), now)
    assert [card.urgency for card in cards] == [Urgency.WHEN_YOU_LIKE]
    assert home_cards(member_actor(lin), now) == []


def test_what_waits_for_the_member_comes_first(mei, now, staff):
    policy = given_policy(mei, now)
    actor = member_actor(mei)
    given_draft(mei, policy, now, token="draft")
    sent = given_draft(mei, policy, now, token="sent")
    submit_claim(claim_id=sent.pk, by=actor, now=now)
    assert [card.urgency for card in home_cards(actor, now)] == [Urgency.MOVING, Urgency.WHEN_YOU_LIKE]
    sent.refresh_from_db()
    examiner = staff(Role.EXAMINER)
    request_documents(claim_id=sent.pk, version=sent.version, text="出院小结", by=examiner, now=now)
    assert [card.urgency for card in home_cards(actor, now)] == [Urgency.YOUR_TURN, Urgency.WHEN_YOU_LIKE]


def test_running_policies_are_shown_with_their_last_day(door, member_of, mei, now):
    policy = given_policy(mei, now, inception=timezone.localdate() - timedelta(days=30))
    html = door(member_of(mei)).get(reverse("member:home")).content.decode()
    assert list_policies_for(member_actor(mei), mei.pk) == [policy]
    assert "还没有保障" not in html
    assert "您的保障有效" in html

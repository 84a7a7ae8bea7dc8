"""An open page hears of every step of its claim, and of nothing that was taken over from the past (L6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory

from hearten.base.plumbing import live
from hearten.domains.claims.services import decide_claim
from hearten.domains.claims.services.reading_queue import topic_of
from hearten.kernel.clock import utc_now
from tests.factories.claims import SYSTEM, given_policy, given_submitted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard():
    """`heard(claim, act)`: whether an open page of the claim is told to look after `act`."""

    def listen(claim, act):
        answer = live.live_answer(RequestFactory().get("/"), topic_of(claim.pk))
        stream = iter(answer)
        next(stream)  # looks once when it opens
        act()
        told = live._LOOK in [next(stream), next(stream)]
        answer.close()
        return told

    return listen


def test_a_decision_is_heard(mei, clean_queue, heard):
    now = utc_now()
    claim = given_submitted(mei, given_policy(mei, now), now)
    assert heard(claim, lambda: decide_claim(claim_id=claim.pk, by=SYSTEM, now=utc_now()))


def test_a_step_of_the_past_is_not(mei, clean_queue, heard):
    then = utc_now() - timedelta(days=2)
    claim = given_submitted(mei, given_policy(mei, then), then)
    assert not heard(claim, lambda: decide_claim(claim_id=claim.pk, by=SYSTEM, now=then))

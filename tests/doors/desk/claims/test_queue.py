"""The queue: tabs with counts, filters, and the next claim for each who asks (L4)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.claims import services
from hearten.domains.claims.models import Assignment
from hearten.domains.claims.selectors.queue import decidable_by, queue_counts
from hearten.kernel.errors import Conflict, NotAllowed
from tests.factories.claims import given_decided, given_policy, line

pytestmark = pytest.mark.django_db


def numbers(client, *claims, **query):
    page = client.get(reverse("desk:claims"), query).content.decode()
    return {claim.number for claim in claims if claim.number in page}


def test_tabs_and_filters_pick_what_they_say(examiner, waiting, dear, contested, now):
    ann, ben = examiner("ann"), examiner("ben")
    services.decide_by_person(claim_id=dear.pk, version=dear.version, refuse=False, by=ann.actor, now=now)
    claims = (waiting, dear, contested)
    assert numbers(ann.desk, *claims) == {waiting.number, dear.number, contested.number}
    assert numbers(ann.desk, *claims, state="proposals") == {dear.number}
    assert numbers(ann.desk, *claims, state="appeals") == {contested.number}
    assert numbers(ann.desk, *claims, state="again") == {contested.number}
    assert numbers(ann.desk, *claims, whose="mine") == set()
    assert numbers(ann.desk, *claims, warning="no_document") == {waiting.number}
    assert numbers(ann.desk, *claims, severity="block", warning="no_document") == set()
    services.take_claim(claim_id=waiting.pk, by=ann.actor, now=now)
    assert numbers(ann.desk, *claims, whose="mine") == {waiting.number}
    assert numbers(ben.desk, *claims, whose="mine") == set()
    assert numbers(ben.desk, *claims, whose="free") == {dear.number, contested.number}
    counts = queue_counts(ann.actor)
    assert counts == {"open": 3, "again": 1, "appeals": 1, "proposals": 1, "mine": 1, "all": 3}


def test_due_within_days_counts_from_now(examiner, waiting, now):
    from datetime import timedelta

    from hearten.domains.claims.selectors import QueueFilters, claims_queue

    ann = examiner("ann")
    soon = QueueFilters(within_days=3)
    assert not claims_queue(ann.actor, soon, now=now).exists()
    assert claims_queue(ann.actor, soon, now=now + timedelta(days=28)).get() == waiting


def test_the_next_claim_is_the_most_urgent_that_is_free_and_not_ones_own_proposal(
    examiner, waiting, dear, mei, now
):
    ann, ben = examiner("ann"), examiner("ben")
    services.decide_by_person(claim_id=dear.pk, version=dear.version, refuse=False, by=ann.actor, now=now)
    opened = ann.desk.post(reverse("desk:claims_next"))
    assert opened.headers["Location"] == reverse("desk:claim", args=[waiting.number])
    again = ann.desk.post(reverse("desk:claims_next"))
    assert again.headers["Location"] == opened.headers["Location"], "what is in hand comes first"
    other = ben.desk.post(reverse("desk:claims_next"))
    assert other.headers["Location"] == reverse("desk:claim", args=[dear.number])
    third = examiner("cai")
    assert third.desk.post(reverse("desk:claims_next")).headers["Location"] == reverse("desk:claims")
    assert Assignment.objects.count() == 2


def test_of_two_as_urgent_the_dearer_comes_first(examiner, mei, now):
    policy = given_policy(mei, now)
    given_decided(mei, policy, now, papers=False)
    dearer = given_decided(mei, policy, now, papers=False, lines=[line(billed=990_00)])
    order = [claim.pk for claim in decidable_by(examiner("ann").actor, now=now)]
    assert order[0] == dearer.pk


def test_a_taken_claim_is_nobody_elses_until_it_is_given_back(examiner, waiting, now):
    ann, ben = examiner("ann"), examiner("ben")
    ann.desk.post(reverse("desk:claim_take", args=[waiting.number]))
    for act in (services.hand_back_claim, lambda **facts: services.take_claim(now=now, **facts)):
        with pytest.raises(Conflict):
            act(claim_id=waiting.pk, by=ben.actor)
    assert Assignment.objects.get().examiner == ann.actor.label
    ann.desk.post(reverse("desk:claim_take", args=[waiting.number]), {"back": "1"})
    assert not Assignment.objects.exists()


def test_a_proposal_is_free_for_a_second_examiner(examiner, dear, now):
    ann, ben = examiner("ann"), examiner("ben")
    services.take_claim(claim_id=dear.pk, by=ann.actor, now=now)
    dear.refresh_from_db()
    from datetime import timedelta

    services.decide_by_person(
        claim_id=dear.pk, version=dear.version, refuse=False, by=ann.actor, now=now + timedelta(minutes=5)
    )
    assert services.take_next_claim(by=ben.actor, now=now + timedelta(minutes=6)) == dear


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SERVICE_AGENT])
def test_who_may_not_decide_takes_nothing(door, user_of, waiting, role, now):
    client = door(user_of(role))
    assert client.post(reverse("desk:claims_next")).status_code == 403
    assert client.post(reverse("desk:claim_take", args=[waiting.number])).status_code == 403
    with pytest.raises(NotAllowed):
        services.take_next_claim(by=user_of(Role.ANALYST).actor, now=now)
    assert not Assignment.objects.exists()

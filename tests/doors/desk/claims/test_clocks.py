"""Deadlines at the desk: what presses is shown with its claim, what was missed is counted, money waits for a person."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.claims.models import Claim, ClaimClock, Compensation
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.types import ClaimState, CompensationState, Holder
from hearten.doors.components.clock_chips import clock_chip
from tests.domains.claims.test_clocks import decide, step
from tests.factories.claims import SYSTEM, given_policy, given_submitted

LATE = datetime(2026, 12, 10, 2, tzinfo=UTC)


@pytest.fixture
def late_claim(mei, now, settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    claim = given_submitted(mei, given_policy(mei, now), now)
    Claim.objects.filter(pk=claim.pk).update(state=ClaimState.IN_REVIEW)
    claim.refresh_from_db()
    watch_clocks(by=SYSTEM, now=LATE)
    return claim


@pytest.fixture
def owed(mei, now, settings, tmp_path, db):
    """A compensation that is too large for a rule."""
    settings.MEDIA_ROOT = tmp_path
    claim = given_submitted(mei, given_policy(mei, now), now)
    decide(claim, "2026-11-03", paying=1_000_000_00)
    step(claim, "paid", "2026-12-10", Holder.NOBODY)
    watch_clocks(by=SYSTEM, now=LATE)
    return Compensation.objects.get(clock__code="payment")


def _get(door, user, name, **query):
    with time_machine.travel(LATE, tick=False):
        return door(user).get(reverse(f"desk:{name}"), query)


@pytest.mark.django_db
def test_what_is_late_stands_on_the_page_with_claim_and_manager(late_claim, door, user_of):
    text = _get(door, user_of(Role.MANAGER), "claim_clocks_now").content.decode()
    assert late_claim.number in text
    assert "三十日核定" in text
    assert text.count('data-tone="bad"') >= 2


@pytest.mark.django_db
def test_the_report_counts_and_leads_to_the_claims(late_claim, door, user_of):
    user = user_of(Role.MANAGER)
    response = _get(door, user, "claim_clocks", group="product")
    line = next(line for line in response.context["lines"] if line["name"] == "三十日核定")
    assert (line["runs"], line["kept"], line["broken"], line["open_late"]) == (1, 0, 1, 1)
    assert "code=determination" in line["link"]
    behind = _get(door, user, "claim_clock_breaches", code="determination")
    assert late_claim.number in behind.content.decode()
    assert [item["row"].code for item in behind.context["rows"]] == ["determination"]


@pytest.mark.django_db
def test_filters_that_mean_nothing_show_everything(late_claim, door, user_of):
    user = user_of(Role.MANAGER)
    plain, strange = (
        _get(door, user, "claim_clocks", **query)
        for query in ({}, {"months": "x", "group": "moon", "product": "'", "code": "1"})
    )
    assert strange.status_code == 200
    assert [line["name"] for line in strange.context["lines"]] == [
        line["name"] for line in plain.context["lines"]
    ]


@pytest.mark.django_db
def test_the_files_hold_the_same_numbers_and_no_names(late_claim, door, user_of):
    user = user_of(Role.MANAGER)
    report = _table(_get(door, user, "claim_clocks_csv"))
    assert next(row for row in report if row["deadline"] == "determination")["missed"] == "1"
    response = _get(door, user, "claim_clocks_csv", rows="breaches")
    missed = _table(response)
    assert {row["claim"] for row in missed} == {late_claim.number}
    assert {row["deadline"] for row in missed} == set(
        ClaimClock.objects.filter(state="breached").values_list("code", flat=True)
    )
    assert "梅雪" not in response.content.decode()


def _table(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.django_db
def test_an_examiner_releases_and_declines(owed, door, user_of):
    examiner = door(user_of(Role.EXAMINER))
    refused = examiner.post(reverse("desk:claim_compensation_decline", args=[owed.pk]), {"reason": ""})
    assert refused.status_code == 400
    owed.refresh_from_db()
    assert owed.state == CompensationState.PROPOSED
    released = examiner.post(reverse("desk:claim_compensation_release", args=[owed.pk]))
    assert released.status_code == 302
    owed.refresh_from_db()
    assert owed.state == CompensationState.RELEASED
    again = examiner.post(reverse("desk:claim_compensation_release", args=[owed.pk]))
    assert again.status_code == 400


@pytest.mark.django_db
def test_a_manager_sees_what_waits_and_can_t_release_it(owed, door, user_of):
    manager = door(user_of(Role.MANAGER))
    text = manager.get(reverse("desk:claim_compensations")).content.decode()
    assert owed.claim.number in text
    assert "release/" not in text
    response = manager.post(reverse("desk:claim_compensation_release", args=[owed.pk]))
    assert response.status_code == 403
    owed.refresh_from_db()
    assert (owed.state, owed.released_at) == (CompensationState.PROPOSED, None)


@pytest.mark.parametrize(
    ("state", "due", "tone"),
    [
        ("running", datetime(2026, 12, 20, tzinfo=UTC), "info"),
        ("running", datetime(2026, 12, 10, 20, tzinfo=UTC), "warn"),
        ("breached", datetime(2026, 12, 8, tzinfo=UTC), "bad"),
        ("paused", datetime(2026, 12, 20, tzinfo=UTC), "quiet"),
    ],
)
def test_a_chip_says_its_state_in_words_beside_its_tone(state, due, tone):
    chip = clock_chip(
        code="determination", state=state, due=due, paused_since=LATE if state == "paused" else None, now=LATE
    )
    assert chip.tone == tone
    assert chip.word
    assert chip.icon

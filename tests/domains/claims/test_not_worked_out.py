"""A claim on which the rules fail reaches a person; the others do not wait for it, and no log tells what it says (L4)."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services import deciding
from hearten.domains.claims.types import ClaimState
from tests.factories.claims import SYSTEM, given_policy, given_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def odd(mei, now, monkeypatch):
    """A claim on which the rules fail, whoever asks; and what each call looked at."""
    claim = given_submitted(mei, given_policy(mei, now), now)
    real, claim.asked = deciding.look_at, []

    def look_at(cases, traces):
        claim.asked.append({case.claim.pk for case in cases})
        if any(case.claim.pk == claim.pk for case in cases):
            raise ZeroDivisionError("梅雪 急性支气管炎")
        real(cases, traces)

    monkeypatch.setattr(deciding, "look_at", look_at)
    return claim


def test_on_the_last_try_it_is_given_to_a_person(odd, mei, now, caplog):
    with pytest.raises(ZeroDivisionError):
        services.decide_waiting([odd.pk], by=SYSTEM, now=now)
    odd.refresh_from_db()
    assert odd.state == ClaimState.SUBMITTED
    with caplog.at_level(logging.ERROR):
        services.decide_waiting([odd.pk], by=SYSTEM, now=now, last_try=True)
    kept = Claim.objects.get(pk=odd.pk)
    assert (kept.state, kept.review_reasons) == (ClaimState.IN_REVIEW, ["not_worked_out"])
    assert selectors.warning_name("not_worked_out", "en") == "Not worked out"
    assert selectors.list_steps(SYSTEM, kept)[-1].kind == "in_review"
    (entry,) = [e for e in list_entries(subject_id=mei.pk) if e.kind == "claims.sent_to_person"]
    assert entry.facts["reasons"] == ["not_worked_out"]
    assert str(odd.pk) in caplog.text
    assert "梅雪" not in caplog.text
    services.decide_waiting([odd.pk], by=SYSTEM, now=now, last_try=True)  # run twice
    assert Claim.objects.get(pk=odd.pk).version == kept.version


def test_what_failed_before_is_in_nobody_elses_chunk(odd, lin, now):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = 1 WHERE task_name = 'claims.decide'")
    other = given_submitted(lin, given_policy(lin, now), now)
    services.decide_waiting([other.pk], by=SYSTEM, now=now)
    other.refresh_from_db()
    assert (other.state, odd.asked) == (ClaimState.DECIDED, [{other.pk}])


def test_a_claim_that_fails_keeps_no_other_of_its_job_waiting(odd, lin, now):
    other = given_submitted(lin, given_policy(lin, now), now)
    services.decide_waiting([odd.pk, other.pk], by=SYSTEM, now=now, last_try=True)
    states = dict(Claim.objects.values_list("pk", "state"))
    assert states == {odd.pk: ClaimState.IN_REVIEW, other.pk: ClaimState.DECIDED}
    run_jobs()

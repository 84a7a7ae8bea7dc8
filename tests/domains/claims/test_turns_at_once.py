"""A payment arrives while the policy year is worked out anew: one sees the other wholly or not at all (L6)."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.types import ClaimState
from tests.apart import until
from tests.domains.claims.test_killed import at_once
from tests.factories.claims import EVENT, SYSTEM, given_policy, given_submitted, line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, clean_queue):
    settings.MEDIA_ROOT = tmp_path


def test_money_that_arrives_while_the_year_is_worked_out_anew_is_seen(mei, now):
    """Settled in another transaction, not committed yet: the year waits for it, and no claim is left `paying` for ever."""
    stay = {"social": 0, "out": 0, "category": "inpatient"}
    policy, day = given_policy(mei, now, "million-medical", choices={"deductible": 500_000}), date(2026, 9, 5)
    first, second = (
        services.decide_claim(
            claim_id=given_submitted(mei, policy, now, event_date=on, lines=[line(billed=sum_, day=on, **stay)]).pk,
            by=SYSTEM, now=now,
        )
        for on, sum_ in ((day, 5_500_00), (EVENT, 8_000_00))
    )  # fmt: skip
    services.pay_claim(claim_id=second.pk, by=SYSTEM, now=now)
    Claim.objects.filter(pk=first.pk).update(reversed_at=now, state=ClaimState.REVERSED)
    settled, done = threading.Event(), threading.Event()

    def arrives():
        with transaction.atomic():
            services.settle_payout(idempotency_key=f"claim:{second.pk}:1", by=SYSTEM, now=now)
            settled.set()
            until(lambda: _somebody_waits() or done.is_set())  # the year is waiting for us by now

    def year():
        assert settled.wait(20)
        try:
            return len(services.settle_policy_year(policy.pk, by=SYSTEM, now=now))
        finally:
            done.set()

    assert at_once(arrives, year) == [None, 1]
    second.refresh_from_db()
    assert (second.state, second.payable_minor) == (ClaimState.PAID, 1_800_00)


def _somebody_waits():
    """Does another transaction wait for what this one holds?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]

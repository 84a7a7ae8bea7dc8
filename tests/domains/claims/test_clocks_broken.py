"""A claim that breaks each clock is warned, shown, reported, and made good (L5): one life for each clock of the book."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from hearten.base.accounts.types import Role
from hearten.base.ledger.selectors import facts_about
from hearten.domains.channels.models import Message
from hearten.domains.claims.models import Claim, ClaimClock, ClaimEvent, Compensation
from hearten.domains.claims.selectors.clock_events import clock_book
from hearten.domains.claims.selectors.clock_report import (
    ReportFilters,
    clock_report,
    list_breaches,
    list_pressing,
)
from hearten.domains.claims.selectors.clocks import clocks_of
from hearten.domains.claims.tasks import watch
from hearten.domains.claims.types import ClaimState, Holder
from hearten.kernel.clock import utc_now
from tests.domains.claims.test_clocks import ask, decide, step
from tests.factories.claims import given_policy, given_submitted

QUARTER = timedelta(minutes=15)
CLOCKS = [code for code, clock in clock_book().clocks.items() if clock.about == "claim"]
START = "2026-11-02 10:00"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def claim(mei, now, db):
    found = given_submitted(mei, given_policy(mei, now), now)
    Claim.objects.filter(pk=found.pk).update(state=ClaimState.IN_REVIEW)
    found.refresh_from_db()
    return found


def _lead_to(code, claim, staff):
    """What happens to the claim so that this clock runs and will be broken, and nothing more."""
    if code in {"payment", "promise_pay"}:
        decide(claim, "2026-11-02 11:00", paying=10_000_00)
    elif code == "refusal_notice":
        decide(claim, "2026-11-02 11:00", paying=0)
    elif code == "ask_once":
        ask(claim, "2026-11-02 11:00", staff)
        step(claim, "documents_arrived", "2026-11-03")


def _break(code, claim, clocks, staff):
    """Let the quarter hours go by until after the end; the watch runs as a worker runs it."""
    if code == "ask_once":
        claim.refresh_from_db()
        Claim.objects.filter(pk=claim.pk).update(state=ClaimState.IN_REVIEW, waiting_since=None)
        ask(claim, "2026-11-04", staff)
        with time_machine.travel("2026-11-04T03:00Z", tick=False):
            watch()
        return
    due = next(row.due for row in clocks if row.clock.code == code)
    for moment in (due - timedelta(days=1), due - timedelta(minutes=1), due + QUARTER, due + 2 * QUARTER):
        with time_machine.travel(moment, tick=False):
            watch()


@pytest.mark.django_db
@pytest.mark.parametrize("code", CLOCKS)
def test_each_clock_broken_is_warned_escalated_shown_reported_and_made_good(claim, staff, code):
    clock = clock_book().of_product(claim.product_code)[code]
    with time_machine.travel("2026-11-02T02:00Z", tick=False):
        watch()
    _lead_to(code, claim, staff)
    with time_machine.travel("2026-11-02T04:00Z", tick=False):
        watch()
        clocks = clocks_of(claim, now=utc_now())
        assert code == "ask_once" or code in {row.clock.code for row in clocks}
    _break(code, claim, clocks, staff)
    row = ClaimClock.objects.get(claim=claim, code=code)

    assert (row.state, row.escalated_to) == ("breached", clock.escalate_to)
    assert bool(row.warned_at) == bool(clock.warn.after_bp)  # acts that are counted give no warning
    assert all(moment < row.breached_at for moment in row.warned_at)
    warned, broken = (
        [facts for facts in facts_about([claim.number], kind=kind) if facts["clock"] == code]
        for kind in ("claims.clock_warned", "claims.clock_breached")
    )
    assert (len(warned) > 0, len(broken)) == (bool(clock.warn.after_bp), 1)
    assert ClaimEvent.objects.filter(claim=claim, kind="clock_breached").exists()

    manager, now = staff(Role.MANAGER), row.breached_at + QUARTER
    assert code in {shown.code for shown in list_pressing(manager, now=now)}
    assert code in {shown.code for shown in list_breaches(manager, ReportFilters(), now=now)}
    line = next(line for line in clock_report(manager, ReportFilters(), now=now) if line.code == code)
    assert (line.runs, line.broken, line.kept) == (1, 1, 0)

    told = Message.objects.filter(template="claim_late", dedupe_key__endswith=f":{row.pk}")
    assert told.exists() == clock.tell_member
    _made_good(code, clock, claim, row)


def _made_good(code, clock, claim, row):
    if clock.compensation is None:
        assert not Compensation.objects.filter(clock=row).exists()
        return
    if clock.compensation.interest:
        assert not Compensation.objects.filter(
            clock=row
        ).exists()  # until the clock stops, nobody knows the days
        after = row.due_at + timedelta(days=30)
        kind = "paid" if code == "payment" else "decided"
        if kind == "decided":
            decide(claim, after.strftime("%Y-%m-%d"), paying=10_000_00)
        else:
            step(claim, "paid", after.strftime("%Y-%m-%d"), Holder.NOBODY)
        with time_machine.travel(after + timedelta(days=1), tick=False):
            watch()
    owed = Compensation.objects.get(clock=row)
    assert owed.total_minor == owed.interest_minor + owed.fixed_minor > 0
    assert owed.fixed_minor == clock.compensation.fixed_minor
    assert (owed.interest_minor > 0) == clock.compensation.interest

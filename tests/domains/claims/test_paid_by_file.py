"""A claim paid by file: the bank gives the money back days later, the member names another account, and is paid once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hearten.base.payments.models import PaymentOrder, ReconciliationRun, SandboxBooking
from hearten.base.payments.providers.sandbox_bank import SANDBOX_BANK, SandboxBank, sandbox_transport
from hearten.base.payments.services import close_batch, fetch_files, send_batch
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.claims import services
from hearten.domains.claims.models import PayoutLink
from hearten.domains.claims.types import ClaimState
from tests.factories.claims import SYSTEM, given_decided, given_policy, member_actor

pytestmark = pytest.mark.django_db
CLOSED_LATER, GOOD = "6222020000009999", "6222020000000000001"


@pytest.fixture
def bank(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR = tmp_path
    settings.PAYOUT_PROVIDER = SANDBOX_BANK
    return SandboxBank(sandbox_transport().root)


def one_round(bank, now, statement_of=None):
    """What the clock does: send what waits, let the bank work, take over what it says."""
    while batch := close_batch(provider=SANDBOX_BANK, by=SYSTEM, now=now):
        send_batch(batch_id=batch.pk, by=SYSTEM, now=now)
    bank.take_files(now, timezone.localtime(now).date())
    if statement_of:
        bank.write_statement(statement_of, account="1001234567890123456")
    fetch_files(provider=SANDBOX_BANK, by=SYSTEM, now=now)
    run_jobs()


def test_money_that_comes_back_is_paid_to_another_account_once(bank, mei, now):
    claim = given_decided(mei, given_policy(mei, now), now, bank_account=CLOSED_LATER)
    run_jobs()
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAYING
    one_round(bank, now)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    later = now + timedelta(days=2)
    day = timezone.localtime(now).date()
    one_round(bank, later, statement_of=day)
    one_round(bank, later, statement_of=day + timedelta(days=2))
    claim.refresh_from_db()
    assert (claim.state, claim.paid_at) == (ClaimState.DECIDED, None)
    assert Message.objects.filter(template="claim_payout_failed").exists()
    services.change_account(claim_id=claim.pk, bank_account=GOOD, by=member_actor(mei), now=later)
    run_jobs()
    one_round(bank, later)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    assert sorted(PayoutLink.objects.values_list("turn", "state")) == [(1, "failed"), (2, "settled")]
    assert sorted(PaymentOrder.objects.values_list("state", flat=True)) == ["returned", "settled"]
    kept = sum(SandboxBooking.objects.exclude(booked_on=None).values_list("amount_minor", flat=True))
    assert kept == -claim.payable_minor
    assert set(ReconciliationRun.objects.values_list("state", flat=True)) == {"balanced"}


def test_the_file_names_the_member(bank, mei, now):
    given_decided(mei, given_policy(mei, now), now)
    run_jobs()
    one_round(bank, now)
    assert PaymentOrder.objects.get().payee == mei.name

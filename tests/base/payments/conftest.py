from __future__ import annotations

import pytest

from hearten.base.accounts.types import Actor
from hearten.kernel.ids import new_id

GOOD_ACCOUNT = "6222020000001234"


@pytest.fixture
def payment(now):
    """`payment(account=...)` → the facts of a payment of ¥ 120.50; others can be named."""

    def make(**facts):
        return {
            "idempotency_key": "claim:1",
            "customer_id": new_id(),
            "amount_minor": 120_50,
            "account": GOOD_ACCOUNT,
            "purpose": "claim",
            "reference": "CL-TEST",
            "by": Actor.system("tests"),
            "now": now,
        } | facts

    return make


@pytest.fixture
def bank(settings, tmp_path):
    """The test bank that takes files, in a folder of this test; payments out go to it, and a booked day is `now`'s."""
    from hearten.base.payments.providers.sandbox_bank import SANDBOX_BANK, SandboxBank, sandbox_transport

    settings.VAR = tmp_path
    settings.PAYOUT_PROVIDER = SANDBOX_BANK
    transport = sandbox_transport()
    return SandboxBank(transport.root)


@pytest.fixture
def ordered(bank, payment):
    """`ordered("1234", "8888")` → payments by file, one for each end of the account number, a fen more each."""
    from hearten.base.payments.services import order_payout

    def make(*tails, **facts):
        return [
            order_payout(
                **payment(
                    **{
                        "idempotency_key": f"claim:{new_id()}:1",
                        "account": f"622202000000{tail}",
                        "amount_minor": 120_50 + position,
                        "reference": f"CL-{tail}",
                        "payee": "梅雪",
                    }
                    | facts
                )
            )
            for position, tail in enumerate(tails)
        ]

    return make


@pytest.fixture
def sent(ordered, system, now):
    """`sent("1234")` → a batch with one payment for each end of an account number, handed to the bank."""
    from hearten.base.payments.services import close_batch, send_batch

    def make(*tails, **facts):
        ordered(*tails, **facts)
        batch = close_batch(provider="sandbox-bank", by=system, now=now)
        return send_batch(batch_id=batch.pk, by=system, now=now)

    return make


@pytest.fixture
def heard(bank, system, now):
    """`heard()` → the bank works on what lies there, and we take over and act on all that it says."""
    from hearten.base.payments.services import fetch_files
    from hearten.base.plumbing.testing import run_jobs

    def make(at=now):
        bank.take_files(at, at.date())
        fetched = fetch_files(provider="sandbox-bank", by=system, now=at)
        run_jobs()
        return fetched

    return make

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

"""Jobs about customers: ask a bank whether an account is whose it is said to be; erase a person."""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job
from hearten.domains.customers.services import erase_person as carry_out
from hearten.domains.customers.services import verify_account as ask_bank
from hearten.kernel.clock import utc_now

_SYSTEM = Actor.system("customers.verify_account")


@job("customers.verify_account")
def verify_account(account_id: str) -> None:
    """An answer that does not come raises, and the queue asks again later."""
    ask_bank(account_id=UUID(account_id), by=_SYSTEM, now=utc_now())


@job("customers.erase_person")
def erase_person(erasure_id: str) -> None:
    """Killed or failed in between, the next run goes on with what is left."""
    carry_out(erasure_id=UUID(erasure_id), now=utc_now())

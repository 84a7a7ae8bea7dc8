"""Jobs of claims: each is one service call."""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job
from hearten.domains.claims.services import decide_claim, pay_claim
from hearten.kernel.clock import utc_now


@job("claims.decide")
def decide(claim_id: str) -> None:
    decide_claim(claim_id=UUID(claim_id), by=Actor.system("claims.decide"), now=utc_now())


@job("claims.pay", retry=12)
def pay(claim_id: str) -> None:
    pay_claim(claim_id=UUID(claim_id), by=Actor.system("claims.pay"), now=utc_now())

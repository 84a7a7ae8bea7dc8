"""Jobs of claims: each is one service call."""

from __future__ import annotations

from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import job, periodic
from hearten.domains.claims.services import decide_waiting, pay_claim, settle_policy_year
from hearten.domains.claims.services.clocks import watch_clocks
from hearten.domains.claims.services.compensating import pay_compensation
from hearten.domains.claims.services.recognition import recognise_document
from hearten.domains.claims.services.rules_trials import work_out_trial
from hearten.domains.claims.services.sampling import draw_quality_checks
from hearten.kernel.clock import utc_now


@job("claims.decide", tell_last_try=True)
def decide(claim_id: str, *, last_try: bool = False) -> None:
    by = Actor.system("claims.decide")
    decide_waiting([UUID(claim_id)], by=by, now=utc_now(), last_try=last_try)


@job("claims.decide_many", tell_last_try=True)
def decide_many(claim_ids: list[str], *, last_try: bool = False) -> None:
    by = Actor.system("claims.decide")
    decide_waiting([UUID(claim_id) for claim_id in claim_ids], by=by, now=utc_now(), last_try=last_try)


@job("claims.settle_years")
def settle_years(policy_id: str) -> None:
    settle_policy_year(UUID(policy_id), by=Actor.system("claims.settle_years"), now=utc_now())


@job("claims.pay", retry=12)
def pay(claim_id: str) -> None:
    pay_claim(claim_id=UUID(claim_id), by=Actor.system("claims.pay"), now=utc_now())


@job("claims.recognise", retry=3)
def recognise(document_id: str) -> None:
    by = Actor.system("claims.recognise")
    recognise_document(document_id=UUID(document_id), by=by, now=utc_now())


@job("claims.pay_compensation", retry=12)
def pay_for_lateness(compensation_id: str) -> None:
    by = Actor.system("claims.pay_compensation")
    pay_compensation(compensation_id=UUID(compensation_id), by=by, now=utc_now())


@periodic("claims.watch_clocks", "*/15 * * * *")
def watch() -> None:
    """Every quarter of an hour: warn before a deadline, escalate after it, reckon what the member gets."""
    watch_clocks(by=Actor.system("claims.watch_clocks"), now=utc_now())


@periodic("claims.draw_quality_checks", "0 22 * * *")
def draw_checks() -> None:
    """Every morning at six: draw from last week's automatic decisions, unless that is done."""
    draw_quality_checks(by=Actor.system("claims.draw_quality_checks"), now=utc_now())


@job("claims.try_rules", retry=3, queue="slow")
def try_rules(trial_id: str) -> None:
    work_out_trial(trial_id=UUID(trial_id), now=utc_now())

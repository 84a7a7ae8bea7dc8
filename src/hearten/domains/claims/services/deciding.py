"""Rules decide what is simple and paid; a person decides the rest, and every refusal (L4). One path for one claim and for many.

docs/algorithms/claims_path.md says what is read, held and written.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import arguments_of
from hearten.domains.claims.models import Claim
from hearten.domains.claims.services.adjudication import adjudicate_cases
from hearten.domains.claims.services.cases import Case, History, keys_of, load_cases, read_history, waves
from hearten.domains.claims.services.concluding import conclude, write_cases
from hearten.domains.claims.services.review import needs_person, reasons_of, warnings_of
from hearten.domains.claims.services.steps import Traces, lock_claim, save_step
from hearten.domains.claims.settings import chunk_size
from hearten.domains.claims.types import SENT_TO_PERSON, ClaimState, Holder, ReviewReason
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_log = logging.getLogger(__name__)
_WAITING = frozenset({ClaimState.SUBMITTED})


def decide_claim(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """Let the rules look at a claim that was handed in: decided at once, or given to an examiner with the reasons.

    A claim that has moved on is given back as it is, so the job may run twice.
    """
    found = decide_claims(claim_ids=[claim_id], by=by, now=now)
    if not found:
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    return found[0]


@transaction.atomic
def decide_claims(*, claim_ids: Sequence[UUID], by: Actor, now: datetime) -> list[Claim]:
    """As `decide_claim`, many in a constant number of statements for each claim that one customer has among them.

    Gives back all claims that there are, in the order asked.
    """
    cases = load_cases(claim_ids, states=_WAITING)
    with keys_of(cases):
        for wave in waves(cases):
            traces = Traces(by, now)
            look_at(wave, traces)
            write_cases(wave, traces)
    done = {case.claim.pk: case.claim for case in cases}
    moved_on = [claim_id for claim_id in claim_ids if claim_id not in done]
    if moved_on:
        done |= Claim.objects.in_bulk(moved_on)
    return [done[claim_id] for claim_id in claim_ids if claim_id in done]


def decide_waiting(claim_ids: Sequence[UUID], *, by: Actor, now: datetime, last_try: bool = False) -> None:
    """Decide these claims and, of a queue that has grown, the oldest that wait beside them: a chunk at a time.

    Where one of them can't be worked out the others are decided without it, and its fault is raised; on the `last_try` it is
    given to a person instead. One that has failed before is no other claim's neighbour.
    """
    asked = list(dict.fromkeys(claim_ids))
    room = max(0, chunk_size() - len(asked))
    waiting = Claim.objects.filter(state=ClaimState.SUBMITTED).exclude(pk__in={*asked, *_failed_before()})
    beside = list(waiting.order_by("submitted_at").values_list("pk", flat=True)[:room])
    try:
        decide_claims(claim_ids=[*asked, *beside], by=by, now=now)
    except Exception:
        if len(asked) + len(beside) == 1 and not last_try:
            raise
        _one_by_one(asked, by=by, now=now, last_try=last_try)


def _failed_before() -> set[UUID]:
    """The claims whose job has failed and waits for another try, or was given up."""
    states = ("todo", "failed")
    one = [given["claim_id"] for given in arguments_of("claims.decide", states=states, tried=1)]
    many = [given["claim_ids"] for given in arguments_of("claims.decide_many", states=states, tried=1)]
    return {UUID(claim_id) for claim_id in [*one, *chain.from_iterable(many)]}


def _one_by_one(claim_ids: Sequence[UUID], *, by: Actor, now: datetime, last_try: bool) -> None:
    faults: list[Exception] = []
    for claim_id in claim_ids:
        try:
            decide_claims(claim_ids=[claim_id], by=by, now=now)
        except Exception as fault:  # noqa: BLE001 -- whatever it is, the others must not wait for it
            if not last_try:
                faults.append(fault)
                continue
            # the fault's own words may hold what a claim says
            _log.error("claim %s can't be worked out: %s", claim_id, type(fault).__name__)
            _give_up(claim_id, Traces(by, now))
    if faults:
        raise faults[0]


@transaction.atomic
def _give_up(claim_id: UUID, traces: Traces) -> None:
    """The rules can't work the claim out: a person looks at it."""
    claim = lock_claim(claim_id)
    if claim.state != ClaimState.SUBMITTED:
        return
    claim.state = ClaimState.IN_REVIEW
    claim.review_reasons = sorted({*claim.review_reasons, ReviewReason.NOT_WORKED_OUT.value})
    save_step(claim, "state", "review_reasons")
    traces.step(claim, "in_review", holder=Holder.EXAMINER)
    traces.record(claim, SENT_TO_PERSON, reasons=claim.review_reasons)
    traces.write()


def look_at(cases: Sequence[Case], traces: Traces) -> None:
    """Let the rules work out and the warnings speak; each case is concluded or given to a person. Writes nothing."""
    history = read_history(case.customer for case in cases)
    shifted = adjudicate_cases(cases, history)
    _warn(cases, history, traces.now)
    for case in cases:
        if needs_person(case.warnings):
            _give_to_person(case, traces)
            continue
        traces.step(case.claim, "checked", holder=Holder.RULES)
        conclude(case, auto=True, traces=traces)
        if case.claim.policy_id in shifted:
            traces.queue("claims.settle_years", policy_id=str(case.claim.policy_id))


def _warn(cases: Sequence[Case], history: History, now: datetime) -> None:
    """The warnings of each case, from what was read already."""
    for case in cases:
        case.around = replace(case.around, earlier=history.open_before(case.claim))
    own = {case.claim.pk for case in cases}
    past = [line for lines in history.lines.values() for line in lines if line.claim_id not in own]
    found = warnings_of(
        [case.claim for case in cases],
        {case.claim.pk: case.decided_outcome for case in cases},
        now=now,
        around={case.claim.pk: case.around for case in cases},
        lines=[*past, *(line for case in cases for line in case.lines)],
        straight_through=_own_limits(cases),
    )
    for case in cases:
        case.warnings = found[case.claim.pk]


def _own_limits(cases: Sequence[Case]) -> dict[str, int]:
    """By product, the amount below which rules decide alone; of two versions that differ, the careful one."""
    limits: dict[str, int] = {}
    for case in cases:
        code, own = case.claim.product_code, case.plan.straight_through_below_minor
        if own is not None:
            limits[code] = min(own, limits.get(code, own))
    return limits


def _give_to_person(case: Case, traces: Traces) -> None:
    claim = case.claim
    claim.state, claim.review_reasons = ClaimState.IN_REVIEW, reasons_of(case.warnings)
    traces.step(claim, "in_review", holder=Holder.EXAMINER)
    traces.record(claim, SENT_TO_PERSON, reasons=claim.review_reasons)

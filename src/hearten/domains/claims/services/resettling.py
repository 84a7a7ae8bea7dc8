"""A policy year worked out anew: a claim came late, one was reversed, a person decided otherwise.

Every decided expense of the year is replayed in its order; a claim that is now paid more gets a further turn and the
difference, one that was paid too much a note that nobody collects by machine. The member reads both. A claim that a person
refused stays refused: its expenses are taken off whole, whatever the year looks like.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.columns import Plan, PlanBook, year_code
from hearten.domains.claims.selectors.outcomes import Outcome, Paid, Run, work_out
from hearten.domains.claims.services.cases import (
    Case,
    History,
    hold_policies,
    keys_of,
    load_cases,
    read_history,
)
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.concluding import (
    BY_YEAR,
    conclude,
    decision_of,
    note_receivable,
    write_cases,
)
from hearten.domains.claims.services.coordinating import pass_on, release_bills
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.services.submission import check_version
from hearten.domains.claims.types import (
    COUNTED_STATES,
    RESETTLED,
    REVERSED,
    SENT_TO_PERSON,
    ClaimState,
    Decision,
    Holder,
    ReviewReason,
)
from hearten.engines.costsharing import Rules
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.text import N_


@transaction.atomic
def settle_policy_year(policy_id: UUID, year: date | None = None, *, by: Actor, now: datetime) -> list[Claim]:
    """Replay the policy year that holds the day `year` (all years without one); gives the claims whose amount changed.

    Run again it changes nothing. Raises NotFound for a policy that is not there.
    """
    hold_policies([policy_id])
    ids = Claim.objects.filter(policy_id=policy_id, state__in=list(COUNTED_STATES)).values_list(
        "pk", flat=True
    )
    cases = load_cases(list(ids), states=COUNTED_STATES)
    if not cases:
        return []
    plan = PlanBook().plan_of(cases[0].policy)
    open_to_change = [case for case in cases if not _stands(case)]
    start = None if year is None else plan.year_of(year)
    fresh = [line for case in open_to_change for line in case.lines if _in_year(plan, line, start)]
    past = [line for case in cases if _stands(case) for line in case.lines]
    paid = work_out([Run(plan, fresh, past)])
    changed = []
    for case in open_to_change:
        known = [line for line in case.lines if id(line) in paid.outcomes]
        if any(paid.outcomes[id(line)].payable_minor != line.payable_minor for line in known):
            case.outcome = _whole_outcome(case, plan, paid)
            changed.append(case)
    history = read_history([case.customer for case in changed[:1]])  # all are of one person
    with keys_of(changed):
        traces = Traces(by, now)
        for case in changed:
            _resettle(case, history, traces)
        write_cases(changed, traces)
    return [case.claim for case in changed]


def _stands(case: Case) -> bool:
    """What a person refused stays refused, and what a person looks at again anyway is theirs; both count as they are."""
    claim = case.claim
    return claim.decision == Decision.REFUSED or bool(claim.reopened_at or claim.proposed_at)


def _in_year(plan: Plan, line: ClaimLine, start: date | None) -> bool:
    return start is None or not isinstance(plan.rules, Rules) or year_code(plan, line) == start.toordinal()


def _whole_outcome(case: Case, plan: Plan, paid: Paid) -> Outcome:
    """The outcome of all expenses of a claim, those of a neighbouring policy year included."""
    missing = [line for line in case.lines if id(line) not in paid.outcomes]
    if missing:
        raise Conflict(
            N_("A claim reaches over two policy years; work all years out together."), field="year"
        )
    return paid.outcome(plan, case.lines)


def _resettle(case: Case, history: History, traces: Traces) -> None:
    """A further turn of a decided claim. Where nothing would be paid any more, or an expense that was paid would be left
    out, a person looks: no rule refuses.
    """
    claim, outcome = case.claim, case.decided_outcome
    if decision_of(outcome) == Decision.REFUSED or _leaves_out_more(case):
        case.outcome = None
        claim.reopened_at = traces.now
        claim.review_reasons = sorted({*claim.review_reasons, ReviewReason.ZERO.value})
        traces.step(claim, "in_review", holder=Holder.EXAMINER)
        traces.record(claim, SENT_TO_PERSON, reasons=claim.review_reasons)
        return
    for policy_id in sorted(pass_on(case, history)):
        traces.queue("claims.settle_years", policy_id=str(policy_id))
    before, decided_by = claim.payable_minor or 0, claim.decided_by
    traces.record(claim, RESETTLED, before_minor=before, payable_minor=outcome.payable_minor, turn=case.turn)
    conclude(case, auto=claim.auto, traces=traces, reason=BY_YEAR)
    claim.decided_by = decided_by  # whose decision it is does not change with the year


def _leaves_out_more(case: Case) -> bool:
    return any(
        paid.left_out and not paid.payable_minor and line.payable_minor
        for line, paid in zip(case.lines, case.decided_outcome.lines, strict=True)
    )


@transaction.atomic
def reverse_claim(*, claim_id: UUID, version: int, sentence: str, by: Actor, now: datetime) -> Claim:
    """Undo a decided claim: the hospital took the bill back, or it was never the member's. It counts no more in its year.

    What was paid is noted as paid too much. Raises Conflict while a payment is under way.
    """
    by.require(Permission.CLAIMS_DECIDE)
    cases = load_cases([claim_id], states=COUNTED_STATES)
    if not cases:
        raise Conflict(N_("Only a decided claim can be reversed."), hint=N_("Look at it again."))
    case, claim = cases[0], cases[0].claim
    check_version(claim, version)
    why = check_text(sentence, field="sentence", longest=600)
    if not why:
        raise Invalid(N_("Say why the claim is reversed, in words the member understands."), field="sentence")
    if case.ordered_minor:
        raise Conflict(N_("A payment of this claim is under way."), hint=N_("Wait until it has arrived."))
    with keys_of(cases):
        traces = Traces(by, now)
        claim.state, claim.reversed_at, claim.paid_at, claim.reopened_at = (
            ClaimState.REVERSED,
            now,
            None,
            None,
        )
        claim.payable_minor, claim.note = 0, why
        traces.step(claim, "reversed", holder=Holder.NOBODY, note=why)
        traces.record(claim, REVERSED, sent_minor=case.sent_minor)
        traces.touch(claim, "claim.reversed", outcome="reversed")
        traces.tell(claim, "claim_reversed", turn=case.turn, reason=why, too_much_minor=case.sent_minor)
        if case.sent_minor:
            note_receivable(case, case.sent_minor, traces)
        others = release_bills(case.lines, read_history([case.customer]))
        for policy_id in sorted({claim.policy_id, *others}):
            traces.queue("claims.settle_years", policy_id=str(policy_id))
        write_cases(cases, traces)
        ClaimLine.objects.filter(claim=claim).update(payable_minor=0)
    return claim

"""A person decides: approves what the rules pay, takes parts off, refuses; above an amount a second person confirms (four eyes).

A claim that was decided is decided again when it was reopened: by the member who asked for a person, or by an appeal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.rows import update_rows
from hearten.domains.claims.models import Appeal, Claim
from hearten.domains.claims.selectors.claims import handed_in
from hearten.domains.claims.services.adjudication import adjudicate_cases
from hearten.domains.claims.services.cases import Case, keys_of, load_cases, read_history
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.closing_appeals import check_outsider, close_appeal, open_appeal_of
from hearten.domains.claims.services.concluding import conclude, write_cases
from hearten.domains.claims.services.coordinating import pass_on
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.services.submission import check_version
from hearten.domains.claims.types import (
    COUNTED_STATES,
    PROPOSAL_REJECTED,
    PROPOSED,
    UNDECIDED,
    AppealState,
    ClaimState,
    Holder,
)
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from hearten.kernel.text import N_

LONGEST_REASON = 200
_PROPOSED_FIELDS = ("proposal", "proposed_by", "proposed_at", "state", "waiting_since", "waited_s")
_MAY_BE_DECIDED = UNDECIDED | COUNTED_STATES


@dataclass(frozen=True, kw_only=True)
class LineRefusal:
    """What an examiner takes off one expense, and the sentence the member reads."""

    minor: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What an examiner decides: approve what the rules pay, less `refusals` by position, or refuse the whole."""

    refuse: bool = False
    refusals: Mapping[int, LineRefusal] = field(default_factory=dict)
    clause: str = ""
    sentence: str = ""

    def kept(self) -> dict[str, Any]:
        """The form in which a proposal is stored."""
        return asdict(self) | {"refusals": {str(place): asdict(one) for place, one in self.refusals.items()}}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Verdict:
        """The verdict of a proposal, which keeps more than the verdict."""
        refusals = {int(place): LineRefusal(**one) for place, one in kept["refusals"].items()}
        own = {one.name: kept[one.name] for one in fields(cls)}
        return cls(**{**own, "refusals": refusals})


@transaction.atomic
def decide_by_person(
    *,
    claim_id: UUID,
    version: int,
    refuse: bool,
    by: Actor,
    now: datetime,
    refusals: Mapping[int, LineRefusal] | None = None,
    clause: str = "",
    sentence: str = "",
) -> Claim:
    """An examiner approves what the rules pay, takes parts off single expenses (`refusals` by position), or refuses.

    A refusal names the clause and says why in plain words. A decision that pays more than one person may decide becomes a
    proposal: the claim stays open until `confirm_decision`. Raises Conflict when the claim has moved on since `version`.
    """
    by.require(Permission.CLAIMS_DECIDE)
    case = _open_case(claim_id, version, by)
    verdict = Verdict(refuse=refuse, refusals=dict(refusals or {}), clause=clause, sentence=sentence)
    with keys_of([case]):
        traces = Traces(by, now)
        shifted = work_out_verdict(case, verdict)
        if needs_second(case):
            return propose(case, verdict, traces)
        finish(case, traces, shifted=shifted)
    return case.claim


@transaction.atomic
def confirm_decision(*, claim_id: UUID, version: int, by: Actor, now: datetime) -> Claim:
    """A second examiner agrees with the proposed decision: it is made, and the appeal that brought it is closed.

    Raises NotAllowed for who proposed it or had a part in the contested decision, Conflict when it would pay another amount
    now than when it was proposed.
    """
    case, proposal = _proposed_case(claim_id, version, by)
    verdict = Verdict.of(proposal)
    appeal = open_appeal_of(case.claim)
    with keys_of([case]):
        traces = Traces(by, now)
        shifted = work_out_verdict(case, verdict)
        if case.decided_outcome.payable_minor != proposal.get("payable_minor"):
            raise Conflict(
                N_("The amount has changed since the decision was proposed."),
                hint=N_("Reject the proposal, and let it be decided anew."),
            )
        finish(case, traces, shifted=shifted)
    if appeal is not None:
        traces = Traces(by, now)
        sentence = proposal.get("appeal_sentence") or verdict.sentence
        close_appeal(appeal, case.claim, AppealState.CHANGED, sentence=sentence, traces=traces)
        traces.write()
    return case.claim


@transaction.atomic
def reject_proposal(*, claim_id: UUID, version: int, sentence: str, by: Actor, now: datetime) -> Claim:
    """A second examiner does not agree and says why: the claim goes back to be decided anew. The member sees none of it."""
    case, _ = _proposed_case(claim_id, version, by)
    why = check_text(sentence, field="sentence", longest=600)
    if not why:
        raise Invalid(N_("Say why you do not agree."), field="sentence")
    claim = case.claim
    proposer = claim.proposed_by
    claim.proposal, claim.proposed_by, claim.proposed_at = None, "", None
    update_rows([claim], ("proposal", "proposed_by", "proposed_at"), count_up="version")
    traces = Traces(by, now)
    traces.step(claim, "proposal_rejected", holder=Holder.EXAMINER, note=why, visible=False)
    traces.record(claim, PROPOSAL_REJECTED, proposed_by=proposer)
    traces.write()
    return claim


def _open_case(claim_id: UUID, version: int, by: Actor) -> Case:
    case = case_to_decide(claim_id, version, by)
    if case.claim.state not in UNDECIDED and case.claim.reopened_at is None:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    if case.claim.reopened_at and Appeal.objects.filter(claim=case.claim, state=AppealState.OPEN).exists():
        raise Conflict(N_("An appeal is open; a second examiner decides it."))
    if case.claim.proposed_at is not None:
        raise Conflict(N_("A decision is proposed; a second examiner confirms or rejects it."))
    return case


def _proposed_case(claim_id: UUID, version: int, by: Actor) -> tuple[Case, Mapping[str, Any]]:
    by.require(Permission.CLAIMS_DECIDE)
    case = case_to_decide(claim_id, version, by)
    if case.claim.proposed_at is None or case.claim.proposal is None:
        raise Conflict(N_("No decision is proposed for this claim."), hint=N_("Look at it again."))
    if case.claim.proposed_by == by.label:
        raise NotAllowed(N_("Who proposed the decision can’t be the second examiner."))
    if appeal := open_appeal_of(case.claim):
        check_outsider(appeal, by)
    return case, case.claim.proposal


def case_to_decide(claim_id: UUID, version: int, by: Actor) -> Case:
    """The claim with all that a decision needs, held. Raises NotFound, Conflict when it can't be decided (now), and NotAllowed
    for who handed it in.
    """
    cases = load_cases([claim_id], states=_MAY_BE_DECIDED)
    if not cases:
        if not Claim.objects.filter(pk=claim_id).exists():
            raise NotFound(N_("There is no such claim, or it is not yours to see."))
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    check_version(cases[0].claim, version)
    if handed_in(by, cases[0].claim):
        raise NotAllowed(N_("You handed this claim in; another examiner decides it."))
    return cases[0]


def work_out_verdict(case: Case, verdict: Verdict) -> bool:
    """What the verdict pays. Gives whether decided claims of the policy year would now be paid otherwise."""
    claim = case.claim
    if verdict.refuse:
        _check_grounds(verdict)
    _take_off(case, _whole(case, verdict.sentence) if verdict.refuse else verdict.refusals)
    shifted = adjudicate_cases([case], read_history([case.customer]))
    if verdict.refuse:
        case.outcome = case.decided_outcome.refused()
    elif case.decided_outcome.payable_minor == 0 and not case.decided_outcome.within_deductible:
        _check_grounds(verdict)
    claim.clause = check_text(verdict.clause, field="clause", longest=60)
    claim.note = check_text(verdict.sentence, field="sentence", longest=600) or None
    return bool(shifted)


def finish(case: Case, traces: Traces, *, shifted: bool) -> None:
    """Write the decision down; `shifted` lets the policy year be settled."""
    claim = case.claim
    _close_wait(claim, traces.now)
    others = pass_on(case, read_history([case.customer])) if claim.decided_at is not None else set()
    conclude(case, auto=False, traces=traces)
    for policy_id in sorted({claim.policy_id, *others} if shifted else others):
        traces.queue("claims.settle_years", policy_id=str(policy_id))
    write_cases([case], traces)


def needs_second(case: Case) -> bool:
    """Whether the verdict pays more than one person may decide."""
    return case.decided_outcome.payable_minor > case.plan.four_eyes_above_minor


def propose(case: Case, verdict: Verdict, traces: Traces, *, appeal_sentence: str = "") -> Claim:
    """Keep the verdict, and what it pays, until somebody else has looked; nothing is decided, and the member sees no amount yet.

    `appeal_sentence` is what the member will read of the appeal that the verdict closes.
    """
    claim = case.claim
    more = {"payable_minor": case.decided_outcome.payable_minor, "appeal_sentence": appeal_sentence}
    claim.proposal = verdict.kept() | more
    claim.proposed_by, claim.proposed_at = traces.by.label, traces.now
    _close_wait(claim, traces.now)
    if claim.state in UNDECIDED:
        claim.state = ClaimState.IN_REVIEW
    update_rows([claim], _PROPOSED_FIELDS, count_up="version")
    traces.step(claim, "proposed", holder=Holder.EXAMINER)
    traces.record(claim, PROPOSED, payable_minor=case.decided_outcome.payable_minor, refuse=verdict.refuse)
    traces.write()
    return claim


def _close_wait(claim: Claim, now: datetime) -> None:
    if claim.waiting_since is not None:
        claim.waited_s += int((now - claim.waiting_since).total_seconds())
        claim.waiting_since = None


def _whole(case: Case, sentence: str) -> dict[int, LineRefusal]:
    """A refusal takes every bill off whole, so that it uses nothing of the deductible and the limits."""
    return {
        line.position: LineRefusal(minor=line.billed_minor, reason=sentence[:LONGEST_REASON])
        for line in case.lines
    }


def _take_off(case: Case, refusals: Mapping[int, LineRefusal]) -> None:
    lines = {line.position: line for line in case.lines}
    # a verdict is whole: what an earlier one took off and this one does not name counts no more
    for row in case.lines:
        row.refused_minor, row.refused_reason = 0, None
    for position, refusal in refusals.items():
        line = lines.get(position)
        if line is None:
            raise Invalid(N_("There is no such expense."), field=f"lines.{position}")
        if not 0 <= refusal.minor <= line.billed_minor:
            raise Invalid(
                N_("What is taken off lies between nothing and the bill."), field=f"lines.{position}.refused"
            )
        reason = check_text(refusal.reason, field=f"lines.{position}.reason", longest=LONGEST_REASON)
        if refusal.minor and not reason:
            raise Invalid(N_("Say in plain words why this is taken off."), field=f"lines.{position}.reason")
        line.refused_minor, line.refused_reason = refusal.minor, reason or None


def _check_grounds(verdict: Verdict) -> None:
    if not verdict.clause.strip():
        raise Invalid(N_("A refusal names the clause it rests on."), field="clause")
    if not verdict.sentence.strip():
        raise Invalid(N_("A refusal says why, in words the member understands."), field="sentence")

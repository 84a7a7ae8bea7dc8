"""What would a verdict pay? The same path as the decision itself, in a transaction that writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors.outcomes import Outcome
from hearten.domains.claims.services.cases import keys_of, load_cases
from hearten.domains.claims.services.concluding import decision_of
from hearten.domains.claims.services.person import LineRefusal, Verdict, work_out_verdict
from hearten.domains.claims.types import COUNTED_STATES, UNDECIDED, Decision
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_

_NOT_SAID_YET = "–"


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a verdict would come to. `lacks` names the fields that it still needs before it can be made."""

    claim: Claim
    lines: tuple[ClaimLine, ...]
    outcome: Outcome
    decision: Decision
    sent_minor: int
    second_examiner: bool
    shifts_others: bool
    lacks: tuple[str, ...]

    @property
    def payable_minor(self) -> int:
        return self.outcome.payable_minor

    @property
    def missing_minor(self) -> int:
        """What is still to be paid; less than nothing when too much was sent."""
        return self.payable_minor - self.sent_minor


@transaction.atomic
def preview_decision(*, claim_id: UUID, verdict: Verdict, by: Actor, now: datetime) -> Preview:
    """What `verdict` would pay now, with the sentences that are still missing left open.

    Raises Invalid for amounts that can't be, Conflict for a claim that can't be decided.
    """
    by.require(Permission.CLAIMS_DECIDE)
    cases = load_cases([claim_id], states=UNDECIDED | COUNTED_STATES)
    if not cases:
        raise Conflict(N_("The claim is not being examined now."), hint=N_("Look at it again."))
    case = cases[0]
    with keys_of(cases):
        shifts = work_out_verdict(case, _filled(verdict))
    outcome = case.decided_outcome
    decision = decision_of(outcome)
    return Preview(
        claim=case.claim,
        lines=tuple(case.lines),
        outcome=outcome,
        decision=decision,
        sent_minor=case.sent_minor,
        second_examiner=outcome.payable_minor > case.plan.four_eyes_above_minor,
        shifts_others=shifts,
        lacks=tuple(_lacks(verdict, decision)),
    )


def _filled(verdict: Verdict) -> Verdict:
    refusals: Mapping[int, LineRefusal] = {
        place: replace(one, reason=one.reason.strip() or _NOT_SAID_YET)
        for place, one in verdict.refusals.items()
    }
    clause, sentence = verdict.clause.strip(), verdict.sentence.strip()
    return replace(
        verdict, refusals=refusals, clause=clause or _NOT_SAID_YET, sentence=sentence or _NOT_SAID_YET
    )


def _lacks(verdict: Verdict, decision: Decision) -> list[str]:
    """The fields without which the verdict would be sent back."""
    lacks = []
    if verdict.refuse or decision == Decision.REFUSED:
        lacks += [name for name in ("clause", "sentence") if not getattr(verdict, name).strip()]
    if not verdict.refuse:
        silent = (place for place, one in verdict.refusals.items() if one.minor and not one.reason.strip())
        lacks += [f"lines.{place}.reason" for place in silent]
    return lacks

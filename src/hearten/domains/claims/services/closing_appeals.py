"""How does an appeal end once a second examiner has decided it? Who had a part in the first decision is never that examiner."""

from __future__ import annotations

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Appeal, Claim
from hearten.domains.claims.selectors.appeals import took_part
from hearten.domains.claims.services.steps import Traces
from hearten.domains.claims.types import APPEAL_DECIDED, AppealState, Holder
from hearten.kernel.errors import NotAllowed
from hearten.kernel.text import N_


def open_appeal_of(claim: Claim) -> Appeal | None:
    """The open appeal about the claim, held; the claim is held before."""
    return Appeal.objects.select_for_update().filter(claim=claim, state=AppealState.OPEN).first()


def check_outsider(appeal: Appeal, by: Actor) -> None:
    """Raises NotAllowed for who made, or proposed, the decision that is contested."""
    if took_part(by, appeal):
        raise NotAllowed(N_("Who made the first decision can’t decide the appeal."))


def close_appeal(appeal: Appeal, claim: Claim, state: AppealState, *, sentence: str, traces: Traces) -> None:
    """Note the outcome and tell the member; the caller writes the traces."""
    appeal.state, appeal.outcome = state, sentence
    appeal.decided_at, appeal.decided_by = traces.now, traces.by.label
    appeal.save(update_fields=["state", "outcome", "decided_at", "decided_by"])
    changed = state is AppealState.CHANGED
    traces.step(claim, "appeal_decided", holder=Holder.NOBODY, note=sentence)
    traces.record(claim, APPEAL_DECIDED, turn=appeal.turn, outcome=appeal.state)
    traces.touch(claim, "claim.appeal_decided", outcome=appeal.state)
    turn = number_of(appeal)
    traces.tell(claim, "appeal_decided", turn=turn, changed=changed, sentence=sentence)


def number_of(appeal: Appeal) -> int:
    """Which appeal of its claim it is, counted from one: each has messages of its own."""
    return Appeal.objects.filter(claim_id=appeal.claim_id).count()

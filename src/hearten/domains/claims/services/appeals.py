"""A member does not agree: a second examiner, who was not part of the first decision, looks and says why it stands or changes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Adjudication, Appeal, Claim
from hearten.domains.claims.services.cases import hold_policies, keys_of
from hearten.domains.claims.services.checks import check_text
from hearten.domains.claims.services.closing_appeals import check_outsider, close_appeal, number_of
from hearten.domains.claims.services.person import (
    Verdict,
    case_to_decide,
    finish,
    needs_second,
    propose,
    work_out_verdict,
)
from hearten.domains.claims.services.steps import Traces, lock_claim, lock_own_claim, save_step
from hearten.domains.claims.services.submission import check_version
from hearten.domains.claims.types import (
    APPEAL_OPENED,
    APPEAL_WITHDRAWN,
    COUNTED_STATES,
    AppealState,
    Holder,
)
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_


@transaction.atomic
def open_appeal(*, claim_id: UUID, grounds: str, by: Actor, now: datetime) -> Appeal:
    """The member contests a decision, once at a time; an appeal that is open is given back. Raises Conflict before a decision."""
    claim = lock_own_claim(claim_id, by)
    if claim.state not in COUNTED_STATES:
        raise Conflict(N_("There is no decision to appeal against."), hint=N_("Look at it again."))
    if known := Appeal.objects.filter(claim=claim, state=AppealState.OPEN).first():
        return known
    why = check_text(grounds, field="grounds")
    if not why:
        raise Invalid(N_("Say what you see differently."), field="grounds")
    turn = Adjudication.objects.filter(claim=claim).count()
    appeal = Appeal.objects.create(
        customer_id=claim.customer_id,
        claim=claim,
        turn=max(1, turn),
        grounds=why,
        first_decided_by=claim.decided_by,
        opened_at=now,
    )
    claim.reopened_at, claim.proposal, claim.proposed_by, claim.proposed_at = now, None, "", None
    save_step(claim, "reopened_at", "proposal", "proposed_by", "proposed_at")
    traces = Traces(by, now)
    traces.step(claim, "appeal_opened", holder=Holder.EXAMINER, note=why)
    traces.record(claim, APPEAL_OPENED, turn=appeal.turn)
    traces.touch(claim, "claim.appeal_opened", outcome="opened")
    traces.tell(claim, "appeal_received", turn=number_of(appeal))
    traces.write()
    return appeal


@transaction.atomic
def decide_appeal(
    *, appeal_id: UUID, version: int, sentence: str, by: Actor, now: datetime, verdict: Verdict | None = None
) -> Appeal:
    """The second examiner lets the decision stand (no `verdict`) or makes another one, and says why in plain words.

    `version` is the claim's. A verdict that pays more than one person may decide becomes a proposal: the appeal stays open
    until a third examiner confirms it (`confirm_decision`). Raises NotAllowed for who made, or proposed, the first decision.
    """
    by.require(Permission.CLAIMS_DECIDE)
    appeal, claim = _open(appeal_id)
    check_outsider(appeal, by)
    if claim.proposed_at is not None:
        raise Conflict(N_("A decision is proposed; a second examiner confirms or rejects it."))
    why = check_text(sentence, field="sentence", longest=600)
    if not why:
        raise Invalid(N_("Say why, in words the member understands."), field="sentence")
    traces = Traces(by, now)
    if verdict is None:
        check_version(claim, version)
        claim.reopened_at = None
        save_step(claim, "reopened_at")
        _give_back_to_year(claim, traces)
    else:
        case = case_to_decide(claim.pk, version, by)
        claim = case.claim
        with keys_of([case]):
            shifted = work_out_verdict(case, verdict)
            if needs_second(case):
                propose(case, verdict, traces, appeal_sentence=why)
                return appeal
            finish(case, traces, shifted=shifted)
        traces = Traces(by, now)
    state = AppealState.UPHELD if verdict is None else AppealState.CHANGED
    close_appeal(appeal, claim, state, sentence=why, traces=traces)
    traces.write()
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal_id: UUID, by: Actor, now: datetime) -> Appeal:
    """The member takes the appeal back; the decision stands. One that is closed is given back as it is."""
    found = Appeal.objects.filter(pk=appeal_id).first()
    if found is None:
        raise NotFound(N_("There is no such appeal, or it is not yours to see."))
    claim = lock_own_claim(found.claim_id, by)
    appeal = Appeal.objects.select_for_update().get(pk=appeal_id)
    if appeal.state != AppealState.OPEN:
        return appeal
    appeal.state, appeal.decided_at, appeal.decided_by = AppealState.WITHDRAWN, now, by.label
    appeal.save(update_fields=["state", "decided_at", "decided_by"])
    claim.reopened_at, claim.proposal, claim.proposed_by, claim.proposed_at = None, None, "", None
    save_step(claim, "reopened_at", "proposal", "proposed_by", "proposed_at")
    traces = Traces(by, now)
    traces.step(claim, "appeal_withdrawn", holder=Holder.NOBODY)
    traces.record(claim, APPEAL_WITHDRAWN, turn=appeal.turn)
    _give_back_to_year(claim, traces)
    traces.write()
    return appeal


def _give_back_to_year(claim: Claim, traces: Traces) -> None:
    """The decision stands; what its policy year would have changed while the appeal was open is made up for."""
    traces.queue("claims.settle_years", policy_id=str(claim.policy_id))


def _open(appeal_id: UUID) -> tuple[Appeal, Claim]:
    """The open appeal and its claim, held; policies are held before claims, so the claim is held again by a verdict."""
    claim_id = Appeal.objects.filter(pk=appeal_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise NotFound(N_("There is no such appeal, or it is not yours to see."))
    hold_policies(Claim.objects.filter(pk=claim_id).values("policy_id"))
    claim = lock_claim(claim_id)
    appeal = Appeal.objects.select_for_update().get(pk=appeal_id)
    if appeal.state != AppealState.OPEN:
        raise Conflict(N_("The appeal is decided already."), hint=N_("Look at it again."))
    return appeal, claim

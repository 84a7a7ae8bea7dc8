"""How does a claim begin, and how is it kept step by step until it is handed in?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimLine
from hearten.domains.claims.selectors.diagnosis import code_of
from hearten.domains.claims.selectors.terms import needs_bill
from hearten.domains.claims.services.checks import check_event_date, check_line, check_lines, check_text
from hearten.domains.claims.services.documents import remove_file
from hearten.domains.claims.services.items import refresh_items
from hearten.domains.claims.services.steps import lock_own_claim, note_step, save_step
from hearten.domains.claims.types import Cause, ClaimState, Holder, LineFacts
from hearten.domains.customers.selectors import may_claim_for
from hearten.domains.customers.services.registration import check_contact
from hearten.domains.policies.selectors import get_policy
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import new_id, new_number
from hearten.kernel.text import N_

LONGEST_TOKEN = 64


@transaction.atomic
def save_draft(
    *,
    customer_id: UUID,
    client_token: str,
    by: Actor,
    now: datetime,
    policy_id: UUID | None = None,
    cause: Cause | None = None,
    event_date: date | None = None,
    diagnosis: str | None = None,
    diagnosis_code: str | None = None,
    story: str | None = None,
    bank_account: str | None = None,
    lines: Sequence[LineFacts] | None = None,
    channel: str = "app",
) -> Claim:
    """Begin a draft or carry it on; `client_token` names the form, so that the same form sent twice is one claim.

    What is None stays as it was; a new diagnosis is looked up, and an empty `diagnosis_code` takes back what was found. Raises Invalid when a fact can't be right, Conflict once the claim is handed in.
    """
    claim = _claim_of_form(customer_id, client_token, policy_id, by=by, now=now, channel=channel)
    if claim.state != ClaimState.DRAFT:
        raise Conflict(N_("This claim is handed in already."), hint=N_("Look at it in your list of claims."))
    if policy_id is not None and policy_id != claim.policy_id:
        claim.policy_id, claim.product_code = policy_id, _own_policy_product(policy_id, customer_id)
    if cause is not None:
        claim.cause = cause
    if event_date is not None:
        check_event_date(event_date, now=now)
        claim.event_date = event_date
    if diagnosis is not None:
        _set_diagnosis(claim, diagnosis)
    if diagnosis_code is not None:
        claim.diagnosis_code = diagnosis_code or None
    if story is not None:
        claim.story = check_text(story, field="story")
    if bank_account is not None:
        check_contact(phone=None, email=None, bank_account=bank_account)
        claim.bank_account = bank_account
    if lines is not None:
        _replace_lines(claim, lines, now=now)
    save_step(
        claim,
        "policy",
        "product_code",
        "cause",
        "event_date",
        "diagnosis",
        "diagnosis_code",
        "story",
        "bank_account",
        "claimed_minor",
    )
    return claim


@transaction.atomic
def add_line(*, claim_id: UUID, line: LineFacts, by: Actor, now: datetime) -> Claim:
    """Add one expense to a draft. Raises Invalid when it can't be right."""
    claim = _own_draft(claim_id, by)
    check_line(line, now=now, needs_bill=needs_bill(claim))
    _replace_lines(claim, [*_lines_of(claim), line], now=now)
    save_step(claim, "claimed_minor")
    return claim


@transaction.atomic
def remove_line(*, claim_id: UUID, position: int, by: Actor, now: datetime) -> Claim:
    """Take one expense out of a draft."""
    claim = _own_draft(claim_id, by)
    lines = _lines_of(claim)
    if not 1 <= position <= len(lines):
        raise NotFound(N_("There is no such expense."))
    del lines[position - 1]
    _replace_lines(claim, lines, now=now)
    refresh_items(claim)
    save_step(claim, "claimed_minor")
    return claim


@transaction.atomic
def discard_draft(*, claim_id: UUID, by: Actor) -> None:
    """Throw a draft away with its files."""
    claim = _own_draft(claim_id, by)
    for document in ClaimDocument.objects.filter(claim=claim):
        remove_file(document)
    claim.delete()


def _claim_of_form(
    customer_id: UUID, client_token: str, policy_id: UUID | None, *, by: Actor, now: datetime, channel: str
) -> Claim:
    if not (by.is_system or may_claim_for(by, customer_id)):
        raise NotFound(N_("There is no such claim, or it is not yours to see."))
    token = check_text(client_token, field="client_token", longest=LONGEST_TOKEN)
    if not token:
        raise Invalid(N_("The form has lost its name."), hint=N_("Open the page again."))
    claim = Claim.objects.select_for_update().filter(customer_id=customer_id, client_token=token).first()
    if claim is not None:
        return claim
    if policy_id is None:
        raise Invalid(N_("Choose the policy to claim under."), field="policy_id")
    return _begin(customer_id, token, policy_id, by=by, now=now, channel=channel)


def _begin(
    customer_id: UUID, token: str, policy_id: UUID, *, by: Actor, now: datetime, channel: str
) -> Claim:
    """Insert the draft; of two that arrive at once the second finds the first one's row."""
    identity = new_id()
    fresh = Claim(
        id=identity,
        number=new_number("CL", identity),
        customer_id=customer_id,
        policy_id=policy_id,
        product_code=_own_policy_product(policy_id, customer_id),
        client_token=token,
        channel=channel,
        created_at=now,
    )
    Claim.objects.bulk_create([fresh], ignore_conflicts=True)
    claim = Claim.objects.select_for_update().get(customer_id=customer_id, client_token=token)
    if claim.pk == identity:
        note_step(claim, "started", holder=Holder.MEMBER, by=by, now=now)
    return claim


def _set_diagnosis(claim: Claim, diagnosis: str) -> None:
    """Said again in the same words, it keeps the code that it has, or that the member has taken back."""
    words = check_text(diagnosis, field="diagnosis", longest=200)
    if words != (claim.diagnosis or ""):
        claim.diagnosis, claim.diagnosis_code = words, code_of(words) or None


def _own_policy_product(policy_id: UUID, customer_id: UUID) -> str:
    """The product of the customer's own policy. Raises NotFound for another's."""
    policy = get_policy(policy_id)
    if policy.customer_id != customer_id:
        raise NotFound(N_("There is no such policy, or it is not yours to see."))
    return policy.product_code


def _own_draft(claim_id: UUID, by: Actor) -> Claim:
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.DRAFT:
        raise Conflict(N_("This claim is handed in already."), hint=N_("Look at it in your list of claims."))
    return claim


def _lines_of(claim: Claim) -> list[LineFacts]:
    return [line_facts(row) for row in ClaimLine.objects.filter(claim=claim).order_by("position")]


def line_facts(row: ClaimLine) -> LineFacts:
    return LineFacts(
        category=row.category,
        service_date=row.service_date,
        provider=row.provider,
        billed_minor=row.billed_minor,
        until_date=row.until_date,
        out_of_catalogue_minor=row.out_of_catalogue_minor,
        class_self_paid_minor=row.class_self_paid_minor,
        social_fund_paid_minor=row.social_fund_paid_minor,
        other_paid_minor=row.other_paid_minor,
        settled_by_social=row.settled_by_social,
        refused_minor=row.refused_minor,
        refused_reason=row.refused_reason or "",
        benefit_facts=row.benefit_facts or {},
    )


def line_row(claim: Claim, position: int, line: LineFacts) -> ClaimLine:
    return ClaimLine(
        customer_id=claim.customer_id,
        claim=claim,
        position=position,
        category=line.category,
        service_date=line.service_date,
        provider=line.provider.strip(),
        billed_minor=line.billed_minor,
        until_date=line.until_date,
        out_of_catalogue_minor=line.out_of_catalogue_minor,
        class_self_paid_minor=line.class_self_paid_minor,
        social_fund_paid_minor=line.social_fund_paid_minor,
        other_paid_minor=line.other_paid_minor,
        settled_by_social=line.settled_by_social,
        refused_minor=line.refused_minor,
        refused_reason=line.refused_reason or None,
        benefit_facts=dict(line.benefit_facts) or None,
    )


def _replace_lines(claim: Claim, lines: Sequence[LineFacts], *, now: datetime) -> None:
    check_lines(lines, now=now, needs_bill=needs_bill(claim))
    ClaimLine.objects.filter(claim=claim).delete()
    ClaimLine.objects.bulk_create(
        [line_row(claim, position, line) for position, line in enumerate(lines, start=1)]
    )
    claim.claimed_minor = sum(line.billed_minor for line in lines)

"""What was read of a claim's papers: how far it is, what is doubtful, what is still needed, and was the bill used before?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimLine, Reading
from hearten.domains.claims.selectors.terms import needs_bill
from hearten.domains.claims.types import ClaimState, ReadingState
from hearten.domains.customers.selectors import may_claim_for
from hearten.engines.bills import BILLS
from hearten.kernel.text import N_

FIELD_LABELS: Mapping[str, str] = {
    "bill_code": N_("Bill code"),
    "bill_number": N_("Bill number"),
    "check_code": N_("Check code"),
    "payer_name": N_("Payer"),
    "payer_id": N_("Payer's identity number"),
    "issue_date": N_("Date of the bill"),
    "hospital": N_("Hospital or clinic"),
    "total_minor": N_("Total of the bill"),
    "total_in_words": N_("Total in words"),
    "fund_paid_minor": N_("Paid by the social fund"),
    "account_paid_minor": N_("Paid from the personal account"),
    "cash_paid_minor": N_("Paid in cash"),
    "other_paid_minor": N_("Paid by others"),
    "self_paid_minor": N_("Own part within the catalogue"),
    "out_of_catalogue_minor": N_("Outside the catalogue"),
    "class_self_paid_minor": N_("Own part of class B"),
    "sex": N_("Sex"),
    "visit_number": N_("Visit number"),
    "visit_date": N_("Date of the visit"),
    "admission_date": N_("Date of admission"),
    "discharge_date": N_("Date of discharge"),
    "department": N_("Department"),
    "insurance_kind": N_("Kind of social insurance"),
    "diagnosis": N_("Diagnosis"),
}
# What a claim is decided by: these are looked at when doubtful, the rest is for the record.
DECISIVE = (
    "total_minor",
    "hospital",
    "fund_paid_minor",
    "out_of_catalogue_minor",
    "class_self_paid_minor",
    "other_paid_minor",
    "visit_date",
    "admission_date",
    "discharge_date",
    "issue_date",
    "payer_name",
    "bill_code",
    "bill_number",
)
# Without these there is no expense: the member types what was not found.
_NEEDED = ("total_minor", "hospital")
_DAYS = ("visit_date", "admission_date", "issue_date", "discharge_date")
WAITING = (ReadingState.QUEUED, ReadingState.READING)
_NOT_CLAIMED = (ClaimState.DRAFT, ClaimState.WITHDRAWN)


@dataclass(frozen=True)
class Doubt:
    """A field that the member must look at: `missing` when nothing was found. `box` in 0…1 of the picture."""

    name: str
    label: str
    text: str
    value: str | int | None
    box: tuple[float, ...] | None
    page: int
    missing: bool = False


class Use(StrEnum):
    """Where a bill has been seen already."""

    THIS_CLAIM = "this_claim"
    OWN_CLAIM = "own_claim"
    SOMEBODY_ELSE = "somebody_else"


@dataclass(frozen=True)
class EarlierUse:
    """The same bill elsewhere. Of somebody else's claim nothing is told but that it is there."""

    use: Use
    sentence: str
    number: str = ""


@dataclass(frozen=True)
class Need:
    """One thing that a draft still lacks: `field` where it is given, `sentence` what to do; in the order to do them."""

    field: str
    sentence: str
    document_id: UUID | None = None
    params: Mapping[str, Any] | None = None


def list_readings_for(actor: Actor, claim: Claim) -> list[Reading]:
    """What was read of each paper, in their order; for the member and for staff who may read health data."""
    if not (_may_act(actor, claim) or actor.can(Permission.HEALTH_VIEW)):
        return []
    rows = Reading.objects.filter(claim=claim).select_related("document")
    return list(rows.order_by("document__added_at", "document_id"))


def get_reading_for(actor: Actor, claim: Claim, document_id: UUID) -> Reading | None:
    """What was read of one paper, or None when there is none or it is not theirs to see."""
    return next((row for row in list_readings_for(actor, claim) if row.document_id == document_id), None)


def reading_percent(readings: Sequence[Reading]) -> int:
    """How far the papers of a claim are read, all together, 0…100."""
    if not readings:
        return 100
    done = [100 if row.state not in WAITING else row.percent for row in readings]
    return sum(done) // len(done)


def is_bill(reading: Reading) -> bool:
    """Whether the paper is a bill that an expense can be taken from."""
    return reading.state == ReadingState.READ and reading.document_class in BILLS


def field_values(reading: Reading) -> dict[str, Any]:
    """Name and value of each field: as confirmed where the member has confirmed, else as read."""
    values = {field["name"]: field["value"] for field in reading.fields or ()}
    return values | dict((reading.confirmed or {}).get("fields", {}))


def doubts_of(reading: Reading) -> list[Doubt]:
    """What the member must look at before the bill counts, most decisive first; nothing once confirmed or for no bill."""
    if reading.confirmed_at is not None or not is_bill(reading):
        return []
    found = {field["name"]: field for field in reading.fields or ()}
    doubts = [_doubt(found[name]) for name in DECISIVE if name in found and found[name]["doubtful"]]
    missing = [name for name in _NEEDED if name not in found]
    if not any(day in found for day in _DAYS):
        missing.append("visit_date")
    return [*(Doubt(name, FIELD_LABELS[name], "", None, None, 1, missing=True) for name in missing), *doubts]


def _doubt(field: Mapping[str, Any]) -> Doubt:
    return Doubt(
        field["name"],
        FIELD_LABELS[field["name"]],
        field["text"],
        field["value"],
        tuple(field["box"]),
        field["page"],
    )


def still_needed(claim: Claim, readings: Sequence[Reading]) -> list[Need]:
    """Everything a draft lacks before it can be handed in, once and in one list (L1; Insurance Law art. 22)."""
    return [*_needs_of_papers(claim, readings), *_needs_of_facts(claim)]


def _needs_of_papers(claim: Claim, readings: Sequence[Reading]) -> list[Need]:
    needs = []
    for row in readings:
        if row.state in WAITING:
            needs.append(Need("reading", N_("We are still reading this paper."), row.document_id))
        elif row.state == ReadingState.UNREADABLE:
            needs.append(Need("file", row.advice, row.document_id))
        elif is_bill(row) and row.confirmed_at is None:
            sentence = (
                N_("Look at what we are not sure of.") if doubts_of(row) else N_("Confirm what we read.")
            )
            needs.append(Need("confirm", sentence, row.document_id))
    if not ClaimDocument.objects.filter(claim=claim).exists():
        needs.append(Need("file", N_("Add a photo of the bill or the medical record.")))
    return needs


def _needs_of_facts(claim: Claim) -> list[Need]:
    needs = []
    if claim.event_date is None:
        needs.append(Need("event_date", N_("Say on which day it happened.")))
    if not (claim.diagnosis or "").strip():
        needs.append(Need("diagnosis", N_("Say what the doctor found.")))
    if needs_bill(claim) and not ClaimLine.objects.filter(claim=claim).exists():
        needs.append(Need("lines", N_("Add at least one expense.")))
    if not (claim.bank_account or "").strip():
        needs.append(Need("bank_account", N_("Say to which account we may pay.")))
    return needs


def earlier_use(actor: Actor, reading: Reading) -> EarlierUse | None:
    """Whether the same bill stands elsewhere: by its code and number, its contents, or the very same file."""
    rows = list(_same_bill(reading).select_related("claim")[:20])
    here = [row for row in rows if row.claim_id == reading.claim_id]
    own = [row for row in rows if row.customer_id == reading.customer_id and row not in here]
    if own:
        number = own[0].claim.number
        return EarlierUse(Use.OWN_CLAIM, N_("This bill is in your claim %(number)s already."), number)
    if here:
        return EarlierUse(Use.THIS_CLAIM, N_("This bill is in this claim already."))
    others = [row for row in rows if row.claim.state not in _NOT_CLAIMED]
    if others:
        return EarlierUse(Use.SOMEBODY_ELSE, N_("This bill was used before. An examiner will look at it."))
    return None


def _same_bill(reading: Reading) -> QuerySet[Reading]:
    same = Q(document__sha256=bytes(reading.document.sha256))
    if reading.bill_code_index is not None:
        same |= Q(bill_code_index=bytes(reading.bill_code_index))
    if reading.content_index is not None:
        same |= Q(content_index=bytes(reading.content_index))
    rows = Reading.objects.filter(same).exclude(pk=reading.pk).exclude(claim__state=ClaimState.WITHDRAWN)
    # Of two copies in one claim the later one is the copy.
    return rows.exclude(claim_id=reading.claim_id, queued_at__gt=reading.queued_at).order_by(
        "queued_at", "pk"
    )


def bills_used_before(claim_ids: Collection[UUID]) -> dict[UUID, frozenset[Use]]:
    """For many claims at once: whose bills stand in other claims that were handed in (two statements)."""
    rows = list(
        Reading.objects.filter(claim_id__in=claim_ids).filter(
            Q(bill_code_index__isnull=False) | Q(content_index__isnull=False)
        )
    )
    keys = {bytes(key) for row in rows for key in (row.bill_code_index, row.content_index) if key is not None}
    if not keys:
        return {}
    others = (
        Reading.objects.filter(Q(bill_code_index__in=keys) | Q(content_index__in=keys))
        .exclude(claim__state__in=_NOT_CLAIMED)
        .values_list("claim_id", "customer_id", "bill_code_index", "content_index")
    )
    seen = [(claim, customer, {bytes(k) for k in pair if k is not None}) for claim, customer, *pair in others]
    found: dict[UUID, set[Use]] = {}
    for row in rows:
        mine = {bytes(key) for key in (row.bill_code_index, row.content_index) if key is not None}
        for claim_id, customer_id, theirs in seen:
            if claim_id != row.claim_id and mine & theirs:
                use = Use.OWN_CLAIM if customer_id == row.customer_id else Use.SOMEBODY_ELSE
                found.setdefault(row.claim_id, set()).add(use)
    return {claim_id: frozenset(uses) for claim_id, uses in found.items()}


def claims_with_other_payer(claim_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the claims with a bill made out to somebody else than the insured."""
    rows = Reading.objects.filter(claim_id__in=claim_ids, payer_differs=True)
    return frozenset(rows.values_list("claim_id", flat=True))


def _may_act(actor: Actor, claim: Claim) -> bool:
    return may_claim_for(actor, claim.customer_id)

"""The member confirms what was read of a bill: it becomes an expense of the draft, with what the bill says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.domains.claims.models import Claim, ClaimLine, Reading
from hearten.domains.claims.selectors.readings import (
    FIELD_LABELS,
    Use,
    doubts_of,
    earlier_use,
    field_values,
    is_bill,
)
from hearten.domains.claims.selectors.terms import benefits_of, needs_bill
from hearten.domains.claims.services.drafts import add_line, remove_line, save_draft
from hearten.domains.claims.services.items import as_plain, refresh_items
from hearten.domains.claims.services.recognition import code_index, content_index, payer_differs
from hearten.domains.claims.services.steps import Traces, lock_own_claim
from hearten.domains.claims.types import READING_CONFIRMED, ClaimState, LineFacts
from hearten.engines.bills import DocumentClass, minor_of_capitals
from hearten.engines.bills.checks import WORDS, check_amounts
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

_LARGEST_MINOR = 10**12
# Which kind of expense a bill is, tried in this order among those the product knows.
_INPATIENT = ("inpatient", "hospital", "accident_inpatient", "accident_medical")
_OUTPATIENT = (
    "outpatient",
    "accident_medical",
    "accident_outpatient",
    "special_outpatient",
    "outpatient_surgery",
)
_SURGERY = ("outpatient_surgery",)


@transaction.atomic
def confirm_reading(
    *,
    claim_id: UUID,
    document_id: UUID,
    corrections: Mapping[str, str | int],
    by: Actor,
    now: datetime,
    category: str | None = None,
) -> Claim:
    """Take what was read, with the member's corrections, into the draft. Confirmed again, it replaces what it gave before.

    `corrections` names every doubtful field with its value, changed or not: amounts in minor units, days in ISO form. Raises
    Invalid naming the field that must be looked at or can't be right, Conflict for a bill that is in another claim.
    """
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.DRAFT:
        raise Conflict(N_("This claim is handed in already."), hint=N_("Look at it in your list of claims."))
    reading = _bill(claim, document_id)
    _check_looked_at(reading, corrections)
    values = field_values(reading) | _checked(corrections)
    _check_fresh(reading, values, by)
    line = _line_of(claim, reading, values, category)
    _put_line(claim, reading, line, by=by, now=now)
    _fill_draft(claim, values, line, by=by, now=now)
    _save(reading, values, line, by=by, now=now)
    refresh_items(claim)
    traces = Traces(by, now)
    traces.record(claim, READING_CONFIRMED, billed_minor=line.billed_minor, corrected=_corrected(reading))
    traces.write()
    return Claim.objects.get(pk=claim.pk)


def _bill(claim: Claim, document_id: UUID) -> Reading:
    rows = Reading.objects.select_for_update(of=("self",)).select_related("document", "customer")
    reading = rows.filter(claim=claim, document_id=document_id).first()
    if reading is None:
        raise NotFound(N_("There is no such file."))
    if not is_bill(reading):
        raise Invalid(
            N_("This paper is no bill that we could read."),
            field="document",
            hint=N_("Type in the expense, or take the photo again."),
        )
    return reading


def _check_looked_at(reading: Reading, corrections: Mapping[str, str | int]) -> None:
    for doubt in doubts_of(reading):
        if doubt.name not in corrections:
            raise Invalid(
                N_("Please look at this: we are not sure that we read it rightly."),
                field=doubt.name,
                hint=N_("Compare it with the picture."),
            )


def _checked(corrections: Mapping[str, str | int]) -> dict[str, Any]:
    """The corrections in the form of what was read. Raises Invalid naming the field that can't be right."""
    checked: dict[str, Any] = {}
    for name, given in corrections.items():
        if name not in FIELD_LABELS:
            raise Invalid(N_("A bill has no such field."), field=name)
        if name.endswith("_minor"):
            checked[name] = _amount(name, given)
        elif name.endswith("_date"):
            checked[name] = _day(name, str(given))
        else:
            checked[name] = str(given).strip()[:120]
    return checked


def _amount(name: str, given: str | int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= _LARGEST_MINOR:
        raise Invalid(N_("Write an amount, such as 128.50."), field=name)
    return given


def _day(name: str, given: str) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise Invalid(N_("Write a day, such as 2026-10-20."), field=name) from error


def _check_fresh(reading: Reading, values: Mapping[str, Any], by: Actor) -> None:
    """Raises Conflict when the bill is in another claim of the member's, or twice in this one."""
    reading.bill_code_index = code_index(values.get("bill_code"), values.get("bill_number"))
    reading.content_index = content_index(values, reading.items or [])
    used = earlier_use(by, reading)
    if used is not None and used.use in {Use.OWN_CLAIM, Use.THIS_CLAIM}:
        raise Conflict(
            used.sentence, field="document", hint=N_("Take this paper out of the claim."), number=used.number
        )


def _line_of(claim: Claim, reading: Reading, values: Mapping[str, Any], category: str | None) -> LineFacts:
    """The expense that a bill states. A bill that social insurance did not settle is wholly the member's own."""
    total = int(values.get("total_minor") or 0)
    settled = _settled(values)
    day, until = _days(reading, values)
    own = {name: int(values.get(f"{name}_minor") or 0) if settled else 0 for name in _PARTS}
    return LineFacts(
        category=category or guess_category(claim, reading, values),
        service_date=day,
        until_date=until,
        provider=str(values.get("hospital") or "")[:120],
        billed_minor=total,
        out_of_catalogue_minor=own["out_of_catalogue"],
        class_self_paid_minor=own["class_self_paid"],
        social_fund_paid_minor=int(values.get("fund_paid_minor") or 0),
        other_paid_minor=int(values.get("other_paid_minor") or 0),
        settled_by_social=settled,
    )


_PARTS = ("out_of_catalogue", "class_self_paid")


def _settled(values: Mapping[str, Any]) -> bool:
    """Whether social insurance took part: its fund or the personal account paid, or an own part is told apart."""
    return any(
        int(values.get(name) or 0) > 0
        for name in ("fund_paid_minor", "account_paid_minor", "self_paid_minor")
    )


def _days(reading: Reading, values: Mapping[str, Any]) -> tuple[date, date | None]:
    stay = reading.document_class == DocumentClass.INPATIENT_BILL
    names = (
        ("admission_date", "visit_date", "issue_date")
        if stay
        else ("visit_date", "issue_date", "admission_date")
    )
    first = next((values[name] for name in names if values.get(name)), None)
    if first is None:
        raise Invalid(
            N_("Please look at this: we are not sure that we read it rightly."),
            field="visit_date",
            hint=N_("Compare it with the picture."),
        )
    last = values.get("discharge_date") if stay else None
    if last and last < first:
        raise Invalid(N_("The last day lies before the first."), field="discharge_date")
    return date.fromisoformat(first), date.fromisoformat(last) if last else None


def guess_category(claim: Claim, reading: Reading, values: Mapping[str, Any]) -> str:
    """Which of the product's kinds of expense the bill most likely is; the member may choose another."""
    known = list(benefits_of(claim).get("categories") or ())
    wanted: tuple[str, ...] = (
        _INPATIENT if reading.document_class == DocumentClass.INPATIENT_BILL else _OUTPATIENT
    )
    names = " ".join(item["name"] for item in reading.items or ())
    if wanted is _OUTPATIENT and "手术" in names:
        wanted = (*_SURGERY, *_OUTPATIENT)
    fitting = [category for category in wanted if category in known]
    if not known:
        raise Invalid(N_("This policy pays no bills."), field="category")
    return str((fitting or known)[0])


def _put_line(claim: Claim, reading: Reading, line: LineFacts, *, by: Actor, now: datetime) -> None:
    """The expense of this paper, in the place of the one it gave before."""
    if not needs_bill(claim):
        return
    before = (reading.confirmed or {}).get("line")
    if before is not None:
        for row in ClaimLine.objects.filter(claim=claim).order_by("position"):
            if as_plain(row) == before:
                remove_line(claim_id=claim.pk, position=row.position, by=by, now=now)
                break
    add_line(claim_id=claim.pk, line=line, by=by, now=now)


def _fill_draft(
    claim: Claim, values: Mapping[str, Any], line: LineFacts, *, by: Actor, now: datetime
) -> None:
    """Day and diagnosis from the bill, where the member has said nothing."""
    diagnosis = None if (claim.diagnosis or "").strip() else values.get("diagnosis") or None
    save_draft(
        customer_id=claim.customer_id,
        client_token=claim.client_token,
        by=by,
        now=now,
        event_date=line.service_date if claim.event_date is None else None,
        diagnosis=diagnosis,
    )


def _save(reading: Reading, values: Mapping[str, Any], line: LineFacts, *, by: Actor, now: datetime) -> None:
    reading.confirmed = {"fields": dict(values), "line": as_plain(line)}
    reading.confirmed_at, reading.confirmed_by = now, by.label
    reading.to_compare = _is_to_compare(reading, values)
    reading.payer_differs = payer_differs(values.get("payer_name"), reading.customer.name)
    reading.save(
        update_fields=[
            "confirmed",
            "confirmed_at",
            "confirmed_by",
            "payer_differs",
            "to_compare",
            "bill_code_index",
            "content_index",
        ]
    )


def _is_to_compare(reading: Reading, values: Mapping[str, Any]) -> bool:
    """Whether an examiner must hold it against the picture: it does not add up, or an amount that was sure was changed."""
    amounts = {name: int(value or 0) for name, value in values.items() if name.endswith("_minor")}
    words = minor_of_capitals(str(values.get(WORDS) or ""))
    items, details = (
        [item["amount_minor"] for item in reading.items or () if bool(item.get("detail")) is detail]
        for detail in (False, True)
    )
    adds_up = all(check.holds for check in check_amounts(amounts, items, words, details))
    sure = {one["name"]: one["value"] for one in reading.fields or () if not one["doubtful"]}
    return not adds_up or any(amounts[name] != sure[name] for name in amounts.keys() & sure.keys())


def _corrected(reading: Reading) -> list[str]:
    """The names of the fields that the member changed; never their values."""
    read = {field["name"]: field["value"] for field in reading.fields or ()}
    confirmed = (reading.confirmed or {}).get("fields", {})
    return sorted(name for name, value in confirmed.items() if read.get(name) != value)

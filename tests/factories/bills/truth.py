"""What a reader should find on each layout. Only what is printed is asked for; amounts are fen, dates ISO text."""

from __future__ import annotations

from typing import Any

from tests.factories.bills.facts import BillFacts, Item

_CLASSES = {"inpatient": "inpatient_bill", "fee_list": "fee_list"}
_STAY = ("admission_date", "discharge_date", "department")
_HEAD = ("bill_code", "bill_number", "check_code", "payer_name", "payer_id", "issue_date")


def truth_of(facts: BillFacts) -> dict[str, Any]:
    return {
        "document_class": _CLASSES.get(facts.layout, "outpatient_bill"),
        "layout": facts.layout,
        "fields": _fields(facts),
        "items": [_item(item) for item in facts.items],
        "details": [_item(item) for item in facts.details],
    }


def _item(item: Item) -> dict[str, Any]:
    return {"name": item.name, "amount_minor": item.amount_minor}


def _fields(facts: BillFacts) -> dict[str, Any]:
    everything = _all_fields(facts)
    common = ("hospital", "total_minor", "total_in_words", "sex", "visit_number", "insurance_kind")
    if facts.layout == "fee_list":
        shown = ("payer_name", *common, *_STAY)
    elif facts.layout == "inpatient":
        shown = (*_HEAD, *common, *_STAY, *_paid())
    elif facts.layout == "sichuan_outpatient":
        shown = (*_HEAD, *common, "visit_date", *_paid())
    else:
        shown = (*_HEAD, *common, "visit_date", *_paid(), "class_self_paid_minor")
    return {name: everything[name] for name in shown}


def _paid() -> tuple[str, ...]:
    sources = ("fund", "account", "cash", "other")
    return (*(f"{name}_paid_minor" for name in sources), "self_paid_minor", "out_of_catalogue_minor")


def _all_fields(facts: BillFacts) -> dict[str, Any]:
    paid = facts.payments
    return {
        "bill_code": facts.bill_code,
        "bill_number": facts.bill_number,
        "check_code": facts.check_code,
        "payer_name": facts.payer_name,
        "payer_id": facts.payer_id,
        "issue_date": facts.issue_date.isoformat(),
        "hospital": facts.hospital,
        "total_minor": facts.total,
        "total_in_words": facts.words,
        "fund_paid_minor": paid.fund,
        "account_paid_minor": paid.account,
        "cash_paid_minor": paid.cash,
        "other_paid_minor": paid.other,
        "self_paid_minor": paid.self_paid,
        "out_of_catalogue_minor": paid.out_of_catalogue,
        "class_self_paid_minor": paid.class_self_paid,
        "sex": facts.sex,
        "visit_number": facts.visit_number,
        "visit_date": facts.visit_date.isoformat(),
        "admission_date": facts.admission_date.isoformat(),
        "discharge_date": facts.discharge_date.isoformat(),
        "department": facts.department,
        "insurance_kind": facts.insurance_kind,
    }

"""Rows of a hospital's table → claims. One row is one expense; rows of one claim stand together and say its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import category_labels
from hearten.domains.claims.services.hospitals import HospitalRequest
from hearten.domains.claims.types import Cause, LineFacts, Payee
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors.covered import covered_person
from hearten.doors.api.tables.cells import day_in
from hearten.doors.api.tables.reading import UNREADABLE, Row
from hearten.kernel.errors import Invalid
from hearten.kernel.money import parse_money
from hearten.kernel.text import N_

LONGEST_CELL = 400
_EXAMPLE_DAY = "2026-10-20"
# Our names, and what the columns may be called; the first Chinese word stands in the template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "claim_number": ("claim number", "单据号", "理赔单号", "结算单号"),
    "patient_number": ("patient number", "会员号或证件号", "会员号", "证件号码", "身份证号"),
    "birth_date": ("birth date", "出生日期", "生日"),
    "policy_number": ("policy number", "保单号", "保险单号"),
    "service_date": ("service date", "就诊日期", "入院日期"),
    "until_date": ("until date", "出院日期", "结束日期"),
    "category": ("category", "费用类别", "就诊类别"),
    "diagnosis": ("diagnosis", "诊断", "诊断名称"),
    "diagnosis_code": ("diagnosis code", "诊断编码", "icd10"),
    "billed": ("billed", "总金额", "金额", "费用总额"),
    "social_fund_paid": ("social fund paid", "医保基金支付", "统筹支付"),
    "other_paid": ("other paid", "其他支付"),
    "out_of_catalogue": ("out of catalogue", "个人自费", "自费金额"),
    "class_self_paid": ("class self paid", "分类自负", "乙类自付"),
    "accident_date": ("accident date", "意外日期"),
    "pay": ("pay", "收款方"),
    "approval": ("approval", "预授权号"),
}
REQUIRED = (
    "claim_number", "patient_number", "birth_date", "policy_number", "service_date", "category", "diagnosis", "billed",
)  # fmt: skip
EXAMPLE = (
    "2026-000123", "HC-XXXX-XXXX-X", "1988-05-17", "HP-XXXX-XXXX-X", _EXAMPLE_DAY, "", "outpatient", "急性支气管炎",
    "J20.9", "850.00", "400.00", "", "50.00", "", "", "", "",
)  # fmt: skip
_PARTS = ("social_fund_paid", "other_paid", "out_of_catalogue", "class_self_paid")
_PAYEES = {
    "": None, "hospital": Payee.PROVIDER, "医院": Payee.PROVIDER, "member": Payee.MEMBER, "会员": Payee.MEMBER,
    "患者": Payee.MEMBER,
}  # fmt: skip
_SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True)
class Group:
    """The rows of one claim, in their order."""

    reference: str
    rows: tuple[Row, ...]


def places_of(header: Sequence[str]) -> dict[str, int]:
    """Which of our facts stands in which column. Raises Invalid when a needed one is missing or one stands twice."""
    words = {word: fact for fact, names in COLUMNS.items() for word in (*names, fact.replace("_", " "))}
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        fact = words.get(_SPACES.sub(" ", title.strip().strip("*").lower()))
        if fact in found:
            raise Invalid(N_("Two columns say the same: %(fact)s."), field="file", fact=fact)
        if fact:
            found[fact] = place
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise Invalid(
            N_("The table has no column for %(facts)s."),
            field="file",
            facts=", ".join(missing),
            hint=N_("Begin with our template; its first row names the columns."),
        )
    return found


def cell(row: Row, places: dict[str, int], name: str) -> str:
    place = places.get(name)
    return row.cells[place].strip().lstrip("'") if place is not None and place < len(row.cells) else ""


def request_of_rows(
    group: Group, places: dict[str, int], *, organization_id: UUID, hospital: str
) -> HospitalRequest:
    """The claim that the rows of a group tell. Raises Invalid naming row and column."""
    first = {name: cell(group.rows[0], places, name) for name in COLUMNS}
    policy = _policy(first)
    words = _category_words(policy)
    lines = tuple(_line(row, places, words, hospital) for row in group.rows)
    accident = first["accident_date"]
    happened = day_in(accident, field="accident_date", example=_EXAMPLE_DAY) if accident else None
    if first["pay"].lower() not in _PAYEES:
        raise Invalid(N_("We pay the hospital or the member."), field="pay")
    return HospitalRequest(
        organization_id=organization_id,
        reference=group.reference,
        customer_id=policy.customer_id,
        policy_id=policy.pk,
        cause=Cause.ACCIDENT if happened else Cause.ILLNESS,
        event_date=happened or min(line.service_date for line in lines),
        diagnosis=first["diagnosis"],
        diagnosis_code=first["diagnosis_code"][:20],
        lines=lines,
        payee=_PAYEES[first["pay"].lower()],
        approval=first["approval"][:20],
    )


def _policy(first: dict[str, str]) -> Policy:
    born = day_in(first["birth_date"], field="birth_date", example="1988-05-17")
    policy = covered_person(first["policy_number"], [first["patient_number"]], born)
    if policy is None:
        raise Invalid(
            N_("We know no such person under this policy."),
            field="patient_number",
            hint=N_(
                "Number, date of birth and policy must be those of one person; look at the insurance card."
            ),
        )
    return policy


def _category_words(policy: Policy) -> dict[str, str]:
    """By each word for a kind of expense (its code, its Chinese and its English name) its code."""
    labels = [category_labels(Claim(policy=policy), language) for language in ("zh", "en")]
    named = {name: code for known in labels for code, name in known.items()}
    return named | {code: code for code in labels[0]}


def _line(row: Row, places: dict[str, int], words: dict[str, str], hospital: str) -> LineFacts:
    given = {name: cell(row, places, name) for name in COLUMNS}
    if row.cells == [UNREADABLE] or any(len(one) > LONGEST_CELL for one in given.values()):
        raise Invalid(N_("A cell in this row is far too long."), hint=N_("Is a quotation mark left open?"))
    category = words.get(given["category"], "")
    if not category:
        raise Invalid(
            N_("We can't tell what kind of expense this is."),
            field="category",
            hint=N_("This policy pays for: %(known)s."),
            known=", ".join(sorted(set(words.values()))),
        )
    parts: dict[str, Any] = {
        name: parse_money(given[name], field=name) if given[name] else 0 for name in _PARTS
    }
    until = given["until_date"]
    return LineFacts(
        category=category,
        service_date=day_in(given["service_date"], field="service_date", example=_EXAMPLE_DAY),
        until_date=day_in(until, field="until_date", example=_EXAMPLE_DAY) if until else None,
        provider=hospital,
        billed_minor=parse_money(given["billed"], field="billed"),
        settled_by_social=parts["social_fund_paid"] > 0,
        **{f"{name}_minor": amount for name, amount in parts.items()},
    )

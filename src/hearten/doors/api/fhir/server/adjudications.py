"""The steps from the bill to what is paid, as FHIR adjudications.

On each item `submitted` less all that follows is `benefit`: an adjustment that takes off is above zero, one that gives
back is below. Totals add up the items by category.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.selectors import latest_adjudication, list_lines
from hearten.domains.claims.selectors.fixed import FIXED
from hearten.doors.api.fhir.server.names import ADJUDICATION, CARC, CARIN_ADJUDICATION, FORMULA, STEP
from hearten.doors.api.fhir.values import Resource
from hearten.engines.costsharing import REASONS, ReasonCode
from hearten.engines.costsharing.families import BY_KEY, FAMILY_REASONS
from hearten.kernel.money import Money

_SYSTEMS = {
    "submitted": ADJUDICATION,
    "benefit": ADJUDICATION,
    "deductible": ADJUDICATION,
    "copay": ADJUDICATION,
}
_SHOWN = ("submitted", "priorpayerpaid", "noncovered", "copay", "deductible", "coinsurance", "benefit")


@dataclass(frozen=True)
class Adjustment:
    """One step of one item. `category` is FHIR's word, `step` our own, `carc` the reason's code."""

    category: str
    system: str
    step: str
    amount_minor: int
    sentence: str = ""
    carc: str = ""


@dataclass(frozen=True)
class DecidedItem:
    """One expense as decided: what was billed, each adjustment, what is paid."""

    line: ClaimLine
    adjustments: tuple[Adjustment, ...]
    paid_minor: int
    formula: str

    @property
    def prior_minor(self) -> int:
        """What others paid before us."""
        return self.line.social_fund_paid_minor + self.line.other_paid_minor + self.line.elsewhere_minor

    @property
    def member_minor(self) -> int:
        """What is left to the member."""
        return max(0, self.line.billed_minor - self.prior_minor - self.paid_minor)


def decided_items(claim: Claim) -> list[DecidedItem]:
    """The newest adjudication of a claim; empty while the rules have not looked."""
    kept = latest_adjudication(claim)
    if kept is None or kept.trace is None:
        return []
    return items_of(list_lines(claim), kept.trace)


def items_of(lines: Sequence[ClaimLine], traces: Sequence[Mapping[str, Any]]) -> list[DecidedItem]:
    return [
        DecidedItem(line, tuple(_adjustments(line, trace)), trace["payable"], trace["formula"])
        for line, trace in zip(lines, traces, strict=True)
    ]


def _adjustments(line: ClaimLine, trace: Mapping[str, Any]) -> list[Adjustment]:
    steps = trace["steps"]
    if steps and steps[0]["code"].startswith(FIXED):
        why = FAMILY_REASONS[BY_KEY[steps[0]["code"].removeprefix(FIXED)]]
        taken = line.billed_minor - trace["payable"]
        if why.whole and taken <= 0:
            return []
        return [Adjustment(why.code, why.system, steps[0]["code"], max(0, taken), _(why.sentence), why.carc)]
    found = [
        _adjustment(step)
        for step in steps
        if step["code"] not in {ReasonCode.BILLED.value, ReasonCode.PAID.value} and step["amount"]
    ]
    rest = line.billed_minor - sum(one.amount_minor for one in found) - trace["payable"]
    if rest:  # a person refused what the rules would pay
        reason = REASONS[ReasonCode.REFUSED]
        sentence = line.refused_reason or _(reason.sentence)
        found.append(
            Adjustment(reason.code, reason.system, ReasonCode.REFUSED.value, rest, sentence, reason.carc)
        )
    return found


def _adjustment(step: Mapping[str, Any]) -> Adjustment:
    reason = REASONS[ReasonCode(step["code"])]
    own_word_only = reason.code in {"benefit", "eligible"}  # gives back; `benefit` is the amount paid alone
    return Adjustment(
        category="" if own_word_only else reason.code,
        system=reason.system,
        step=step["code"],
        amount_minor=-step["amount"],
        sentence=_(reason.sentence),
        carc=reason.carc,
    )


def item_adjudication(item: DecidedItem, currency: str) -> list[Resource]:
    """The adjudication of one item."""
    found = [_plain("submitted", item.line.billed_minor, currency)]
    for one in item.adjustments:
        codings = [{"system": one.system, "code": one.category}] if one.category else []
        entry: Resource = {
            "category": {"coding": [*codings, {"system": STEP, "code": one.step}]},
            "reason": {"text": one.sentence},
            "amount": amount_of(one.amount_minor, currency),
        }
        if one.carc:
            entry["reason"]["coding"] = [{"system": CARC, "code": one.carc}]
        found.append(entry)
    benefit = _plain("benefit", item.paid_minor, currency)
    if item.formula:
        benefit["extension"] = [{"url": FORMULA, "valueString": item.formula}]
    return [*found, benefit]


def totals_of(items: Sequence[DecidedItem], currency: str) -> list[Resource]:
    """The sums of all items by category, and what is left to the member."""
    sums: dict[str, int] = dict.fromkeys(_SHOWN, 0)
    for item in items:
        sums["submitted"] += item.line.billed_minor
        sums["benefit"] += item.paid_minor
        for one in item.adjustments:
            if one.category in sums:
                sums[one.category] += one.amount_minor
    shown = [
        _plain(code, amount, currency)
        for code, amount in sums.items()
        if amount or code in {"submitted", "benefit"}
    ]
    left = sum(item.member_minor for item in items)
    return [*shown, _plain("memberliability", left, currency)]


def amount_of(minor: int, currency: str) -> Resource:
    """Exact: a Decimal with two places."""
    return {"value": Money(minor, currency).decimal, "currency": currency}


def _plain(code: str, minor: int, currency: str) -> Resource:
    system = _SYSTEMS.get(code, CARIN_ADJUDICATION)
    return {"category": {"coding": [{"system": system, "code": code}]}, "amount": amount_of(minor, currency)}

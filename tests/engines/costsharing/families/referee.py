"""A plain loop that decides one event after the other, written from the page alone, to hold the engine against.

It reads the YAML section itself, knows calendars from the standard library, and remembers everything it has paid in lists.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

Answer = tuple[int, str, int]


@dataclass
class Past:
    """What was paid of one policy: (event, amount, months×30 + days) in order, and what follows from it."""

    paid: list[tuple[Any, int, int]] = field(default_factory=list)
    ended: bool = False
    elimination: dict[Any, tuple[int, date]] = field(default_factory=dict)
    balance: int = 0
    credited: dict[Any, int] = field(default_factory=dict)


def settle(events: Sequence[Any], section: Mapping[str, Any]) -> list[Answer]:
    """Paid, reason and balance of every event; `events` are those of one plan."""
    family = FAMILIES[section["kind"]]
    pasts: dict[int, Past] = {}
    return [_one(event, section, pasts.setdefault(event.policy, Past()), family) for event in events]


def _one(event: Any, section: Mapping[str, Any], past: Past, family: Callable[..., Any]) -> Answer:
    reason = _stop(event, section, past)
    if reason == "waiting" and section.get("waiting", {}).get("refund") and not event.decided:
        past.ended = True
    amount, own, units, ends = family(event, section, past)
    reason = reason or own
    if section["kind"] == "health_account":
        return _move(event, past, reason, amount)
    paid = event.decided if event.decided is not None else amount if reason == "paid" else 0
    if section["kind"] in {"income", "daily_cash"} and (paid or reason == "elimination"):
        _bear(event, section, past, bool(paid))
    if paid:
        past.paid.append((event, paid, units))
        past.ended |= ends
    return paid, reason, 0


def _move(event: Any, past: Past, reason: str, amount: int) -> Answer:
    if event.decided is not None:
        amount = event.decided
    elif reason not in {"paid", "credited"}:
        amount = 0
    if event.benefit == "spending":
        past.balance = max(0, past.balance - amount)
        return amount, reason, past.balance
    past.balance += amount
    past.credited[event.year] = past.credited.get(event.year, 0) + amount
    return 0, reason, past.balance


def _stop(event: Any, section: Mapping[str, Any], past: Past) -> str:
    waiting = section.get("waiting", {"illness_days": 0, "accident_days": 0})
    if event.benefit not in _benefits(section):
        return "not_covered"
    if not event.cover_from <= event.day < event.cover_until:
        return "not_in_force"
    if past.ended:
        return "cover_ended"
    days = waiting["accident_days"] if event.cause == 1 else waiting["illness_days"]
    return "waiting" if event.day < event.waiting_from + timedelta(days) else ""


def _benefits(section: Mapping[str, Any]) -> list[str]:
    match section["kind"]:
        case "fixed_tiers":
            return list(section["tiers"])
        case "disability_grades":
            return ["disability", "death"] if "death" in section else ["disability"]
        case "daily_cash":
            return ["hospital", *section.get("surgery", {}).get("classes", {})]
        case "health_account":
            return ["contribution", "spending"]
        case kind:
            return [kind]


def _tiers(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    tier = section["tiers"].get(event.benefit, next(iter(section["tiers"].values())))
    same = [e for e, _, _ in past.paid if e.benefit == event.benefit]
    rate = _rate(tier.get("later_rate", tier["rate"]) if same else tier["rate"])
    extra = tier.get("extra")
    if extra and not same and event.born and event.day < _add(event.born, 12 * extra["before_age"]):
        rate += _rate(extra["rate"])
    amount = _half_up(_fen(section["sum_insured"]) * rate)
    earlier = sum(a for e, a, _ in past.paid if e.event == event.event) if "one_per_cause" in section else 0
    owed = max(0, amount - earlier)
    return (
        owed,
        _tier_reason(event, section, past, tier, amount <= earlier and earlier > 0),
        0,
        tier.get("ends_cover", False),
    )


def _tier_reason(
    event: Any, section: Mapping[str, Any], past: Past, tier: Mapping[str, Any], covered: bool
) -> str:
    if tier.get("once_per_disease") and any(e.disease == event.disease for e, _, _ in past.paid):
        return "disease_paid"
    group = _group(event, section)
    barring = [*tier.get("not_after", []), *([event.benefit] if tier.get("once_per_group") else [])]
    if group is not None and any(
        _group(e, section) == group and e.benefit in barring for e, _, _ in past.paid
    ):
        return "group_paid"
    if sum(e.benefit == event.benefit for e, _, _ in past.paid) >= tier["times"]:
        return "times_used"
    gaps = tier.get("interval_after", {}) | {event.benefit: tier.get("interval_days", 0)}
    if any(
        gaps.get(e.benefit, 0) and event.day < e.day + timedelta(gaps[e.benefit]) for e, _, _ in past.paid
    ):
        return "too_soon"
    return "same_cause" if covered else "paid"


def _group(event: Any, section: Mapping[str, Any]) -> str | None:
    groups = section.get("groups") or {"all": [event.disease]}
    return next((name for name, diseases in groups.items() if event.disease in diseases), None)


def _disability(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    insured, death = _fen(section["sum_insured"]), event.benefit == "death"
    rates = [Fraction(0), *map(_rate, section["grades"])]
    grade = event.grade - 1 if event.equal_grades > 1 and event.grade > 1 and not death else event.grade
    rate = _rate(section["death"]["rate"]) if death and "death" in section else rates[grade]
    existed = 0 if death else _half_up(insured * rates[event.earlier_grade])
    owed = _half_up(insured * rate) - max(existed, sum(a for e, a, _ in past.paid if e.event == event.event))
    left = max(0, insured - sum(a for e, a, _ in past.paid if e.year == event.year))
    days = (event.assessed - event.day).days if event.assessed else -event.day.toordinal()
    if event.cause != 1:
        reason = "not_accident"
    elif not death and not event.facts & 1 and days < section["within_days"]:
        reason = "not_final"
    elif death and days > section["within_days"]:
        reason = "too_late"
    else:
        reason = "paid_earlier" if owed <= 0 else "limit_used" if not left else "paid"
    return min(owed, left), reason, 0, death or owed >= left


def _income(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    until = event.until or event.day
    start = max([event.day, *(e.until or e.day for e, _, _ in past.paid)])
    began = start + timedelta(min(_to_bear(event, section, past), max(0, (until - start).days)))
    used = sum(units for e, _, units in past.paid if e.event == event.event)
    whole = max(0, 30 * section["maximum_months"] - used)
    own_months = section.get("own_occupation_months") or section["maximum_months"]
    own = max(0, 30 * min(own_months, section["maximum_months"]) - used)
    left = whole if event.facts & 2 else own
    rate, enough = _lost(event, section)
    base = _half_up(_fen(section["monthly_benefit"]) * rate)
    if "income_cap" in section and event.income:
        base = min(base, max(0, _half_up(event.income * _rate(section["income_cap"]["rate"])) - event.other))
    amount, units = _months(began, until, left, base)
    if until <= start:
        return amount, "same_days", units, False
    if until <= began:
        return amount, "elimination", units, False
    if not left:
        return amount, "other_work" if whole else "months_used", units, False
    return amount, "earning_enough" if enough or not base else "paid", units, False


def _lost(event: Any, section: Mapping[str, Any]) -> tuple[Fraction, bool]:
    below = _rate(section["partial"]["below"]) if "partial" in section else Fraction(0)
    if not (event.income and event.earning and below):
        return Fraction(1), False
    lost = Fraction(max(0, event.income - event.earning), event.income)
    return Fraction(_half_up(lost * 10_000), 10_000), event.earning >= below * event.income


def _months(start: date, until: date, left: int, base: int) -> tuple[int, int]:
    """What whole months and days of a month begun pay, and their thirtieths of months, at most `left` of them."""
    until = max(start, until)
    months = 0
    while _add(start, months + 1) <= until:
        months += 1
    days = (until - _add(start, months)).days
    if 30 * months + days > left:
        months, days = divmod(left, 30)
    length = (_add(start, months + 1) - _add(start, months)).days
    days = min(days, length)
    return base * months + _half_up(Fraction(base * days, length)), 30 * months + days


def _care(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    until = event.until or event.day
    start = max([event.day, *(e.until or e.day for e, _, _ in past.paid)])
    wait = 0 if any(e.event == event.event for e, _, _ in past.paid) else section["observation_days"]
    began = start + timedelta(wait)
    used = sum(units for _, _, units in past.paid)
    if section["pays"] == "daily":
        left = max(0, section["maximum"] - used)
        units = min(max(0, (until - began).days), left)
        amount = units * _fen(section["amount"])
    else:
        left = max(0, 30 * section["maximum"] - used)
        amount, units = _months(began, until, left, _fen(section["amount"]))
    if until <= start:
        reason = "same_days"
    elif event.activities.bit_count() < section["trigger"]:
        reason = "able"
    elif wait and (
        event.later_activities < 0 or not event.assessed or event.assessed < began or until <= began
    ):
        reason = "observation"
    elif wait and event.later_activities.bit_count() < section["trigger"]:
        reason = "able"
    else:
        reason = "paid" if left else "months_used"
    return amount, reason, units, False


def _cash(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    if event.benefit != "hospital" and event.benefit in _benefits(section):
        surgery = section["surgery"]
        done = sum(e.benefit != "hospital" and e.year == event.year for e, _, _ in past.paid)
        amount = _fen(surgery["classes"][event.benefit]["amount"])
        return amount, "times_used" if done >= surgery.get("times_per_year", 10**9) else "paid", 0, False
    stay = section["hospital"]
    nights = ((event.until or event.day) - event.day).days
    counted = nights - min(nights, _to_bear(event, section, past))
    at_stay = sum(days for e, _, days in past.paid if e.event == event.event)
    in_year = sum(days for e, _, days in past.paid if e.year == event.year)
    left = max(0, min(stay.get("days_per_stay", 10**9) - at_stay, stay.get("days_per_year", 10**9) - in_year))
    days = min(counted, left)
    intensive = min(event.intensive_days, days)
    extra = _half_up(_fen(stay["daily"]) * intensive * _rate(stay.get("intensive_rate", "100%")))
    reason = "elimination" if not counted else "paid" if left else "days_used"
    return _fen(stay["daily"]) * (days - intensive) + extra, reason, days, False


def _account(event: Any, section: Mapping[str, Any], past: Past) -> tuple[int, str, int, bool]:
    if event.benefit == "spending":
        moved = min(event.amount, past.balance)
        reason = "not_qualified" if not event.facts & 4 else "paid" if moved else "empty"
        return moved, reason, 0, False
    given = section["contribution"]
    limit = _fen(given["yearly_limit"])
    catch_up = given.get("catch_up")
    if catch_up and event.born and event.day >= _add(event.born, 12 * catch_up["from_age"]):
        limit += _fen(catch_up["amount"])
    room = limit - past.credited.get(event.year, 0)
    if "balance_limit" in section:
        room = min(room, _fen(section["balance_limit"]) - past.balance)
    moved = min(event.amount, max(0, room))
    return moved, "credited" if moved else "limit_used", 0, False


def _to_bear(event: Any, section: Mapping[str, Any], past: Past) -> int:
    """Elimination days of this cause or stay that are still to be borne."""
    borne, last = past.elimination.get(event.event, (0, date.min))
    if section["kind"] == "income":
        if event.event in past.elimination and event.day > last + timedelta(
            section.get("recurrence_days", 0)
        ):
            borne = 0
        return max(0, section["elimination_days"] - borne)
    name = "accident_elimination_days" if event.cause == 1 else "elimination_days"
    return max(0, section["hospital"].get(name, 0) - borne)


def _bear(event: Any, section: Mapping[str, Any], past: Past, paid: bool) -> None:
    until = event.until or event.day
    borne, last = past.elimination.get(event.event, (0, date.min))
    start = event.day
    if section["kind"] == "income":
        if event.event in past.elimination and event.day > last + timedelta(
            section.get("recurrence_days", 0)
        ):
            borne = 0
        start = max([event.day, *(e.until or e.day for e, _, _ in past.paid)])
    if section["kind"] == "daily_cash" and event.benefit != "hospital":
        return
    gone = min(_to_bear(event, section, past), max(0, (until - start).days))
    past.elimination[event.event] = (borne + gone, max(last, until))


FAMILIES: dict[str, Callable[[Any, Mapping[str, Any], Past], tuple[int, str, int, bool]]] = {
    "fixed_tiers": _tiers,
    "disability_grades": _disability,
    "income": _income,
    "care": _care,
    "daily_cash": _cash,
    "health_account": _account,
}


def _rate(text: str) -> Fraction:
    return Fraction(text.rstrip("%")) / 100


def _fen(given: Any) -> int:
    return given if isinstance(given, int) else int(Fraction(given.replace(",", "")) * 100)


def _half_up(value: Any) -> int:
    return floor(Fraction(value) + Fraction(1, 2))


def _add(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

"""Do the items of a bill fit the person, the hospital and each other? The published rules of the healthcare security fund.

A rule names what it is about by national code or, where a bill prints no code, by name. Items without a known rule pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hearten.engines.review.columns import Item


class LineKind(StrEnum):
    SEX = "sex"
    AGE = "age"
    DUPLICATE = "duplicate"
    SETTING = "setting"
    LEVEL = "level"
    DURATION = "duration"
    FREQUENCY = "frequency"
    PERIOD = "period"
    INSURANCE_TYPE = "insurance_type"
    MAIN_SECONDARY = "main_secondary"


@dataclass(frozen=True, slots=True)
class LineRule:
    """One published rule. `limits` depends on the kind: see docs/algorithms/claim_review.md."""

    kind: LineKind
    name: str
    limits: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    partner_code: str = ""
    partner_name: str = ""
    message: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who was treated: `birth` is the ordinal of the birthday, 0 when not known; `insurance` empty when not known."""

    sex: str = ""
    birth: int = 0
    insurance: str = ""


@dataclass(frozen=True, slots=True)
class LineFinding:
    """An item that a rule does not allow, with the values of its sentence."""

    claim: int
    kind: LineKind
    rule: str
    items: tuple[int, ...]
    facts: Mapping[str, int | str]


@dataclass(frozen=True)
class RuleTable:
    """Rules by the code and by the name of what they are about."""

    by_code: Mapping[str, Sequence[LineRule]]
    by_name: Mapping[str, Sequence[LineRule]]

    @classmethod
    def of(cls, rules: Iterable[LineRule], codes: Iterable[tuple[str, LineRule]] = ()) -> RuleTable:
        """`codes` are further codes of a rule: a drug has one for each pack."""
        by_code: dict[str, list[LineRule]] = defaultdict(list)
        by_name: dict[str, list[LineRule]] = defaultdict(list)
        for rule in rules:
            by_name[rule.name].append(rule)
            if rule.code:
                by_code[rule.code].append(rule)
        for code, rule in codes:
            by_code[code].append(rule)
        return cls(dict(by_code), dict(by_name))

    def rules_of(self, item: Item) -> Sequence[LineRule]:
        """By code where the bill has one that is known; else by the exact name."""
        return self.by_code.get(item.code) or self.by_name.get(item.name) or ()


@dataclass(frozen=True)
class _Scene:
    """What single rules look at beside their item."""

    items: Sequence[Item]
    persons: Mapping[int, Person]
    levels: Mapping[int, int]
    of_day: Mapping[tuple[int, int], list[int]]
    of_visit: Mapping[tuple[int, int], list[int]]
    named: Mapping[tuple[int, str], list[int]]


def check_lines(
    items: Sequence[Item],
    table: RuleTable,
    persons: Mapping[int, Person],
    *,
    cases: int,
    levels: Mapping[int, int] | None = None,
) -> list[LineFinding]:
    """What the rules find in the items of the claims 0 … `cases`−1; items of other claims are their history.

    `levels` gives the level (1–3) of a place where it is known.
    """
    of_day: dict[tuple[int, int], list[int]] = defaultdict(list)
    of_visit: dict[tuple[int, int], list[int]] = defaultdict(list)
    named: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        of_day[item.person, item.day].append(place)
        of_visit[item.claim, item.visit].append(place)
        named[item.person, item.name].append(place)
    scene = _Scene(items, persons, levels or {}, of_day, of_visit, named)
    found: list[LineFinding] = []
    for place, item in enumerate(items):
        if item.claim < cases:
            for rule in table.rules_of(item):
                found.extend(_CHECKS[rule.kind](rule, place, scene))
    return list({(f.claim, f.rule, f.kind, f.items): f for f in found}.values())


Found = Iterator[LineFinding]


def _finding(rule: LineRule, place: int, scene: _Scene, *others: int, **facts: int | str) -> LineFinding:
    item = scene.items[place]
    return LineFinding(
        claim=item.claim,
        kind=rule.kind,
        rule=rule.key or f"{rule.kind}|{rule.code or rule.name}",
        items=(place, *others),
        facts={"name": item.name, **facts, **({"why": rule.message} if rule.message else {})},
    )


def _sex(rule: LineRule, place: int, scene: _Scene) -> Found:
    sex = scene.persons.get(scene.items[place].person, Person()).sex
    if sex in {"female", "male"} and sex != rule.limits["sex"]:
        yield _finding(rule, place, scene, allowed=rule.limits["sex"], found=sex)


def _age(rule: LineRule, place: int, scene: _Scene) -> Found:
    """`below_days` and `from_days` bound the age in days on the day of the item."""
    item = scene.items[place]
    birth = scene.persons.get(item.person, Person()).birth
    if not birth:
        return
    age = item.day - birth
    below, start = rule.limits.get("below_days"), rule.limits.get("from_days", 0)
    if age < start or (below is not None and age >= below):
        yield _finding(rule, place, scene, years=age * 4 // 1461, allowed=str(rule.limits.get("group", "")))


def _setting(rule: LineRule, place: int, scene: _Scene) -> Found:
    """`emergency` in the limits also allows emergency care, as some texts do."""
    item = scene.items[place]
    if rule.limits["setting"] == "inpatient" and not item.inpatient and not rule.limits.get("emergency"):
        yield _finding(rule, place, scene, allowed="inpatient")


def _level(rule: LineRule, place: int, scene: _Scene) -> Found:
    level = scene.levels.get(scene.items[place].place)
    if level is not None and level < int(rule.limits["level"]):
        yield _finding(rule, place, scene, value=level, limit=int(rule.limits["level"]))


def _insurance(rule: LineRule, place: int, scene: _Scene) -> Found:
    kind = scene.persons.get(scene.items[place].person, Person()).insurance
    if kind and kind != rule.limits["insurance"]:
        yield _finding(rule, place, scene, allowed=str(rule.limits["insurance"]), found=kind)


def _duration(rule: LineRule, place: int, scene: _Scene) -> Found:
    """Charged on more than `days` days of the last `within` (a year unless said): more than is paid for."""
    days, within = int(rule.limits["days"]), int(rule.limits.get("within", 365))
    used = _days_used(place, scene, within)
    if len(used) > days:
        yield _finding(rule, place, scene, value=len(used), limit=days)


def _frequency(rule: LineRule, place: int, scene: _Scene) -> Found:
    """More than `per_day` units on one day, over all bills of the person."""
    item = scene.items[place]
    rows = [row for row in scene.named[item.person, item.name] if scene.items[row].day == item.day]
    units = sum(scene.items[row].quantity for row in rows)
    if place == _last_own(rows, item.claim, scene) and units > int(rule.limits["per_day"]) * 1000:
        yield _finding(
            rule, place, scene, value=_whole(units), limit=int(rule.limits["per_day"]), day=item.day
        )


def _period(rule: LineRule, place: int, scene: _Scene) -> Found:
    """More than `times` days with it within `days` days up to this one."""
    used = _days_used(place, scene, int(rule.limits["days"]))
    if len(used) > int(rule.limits["times"]):
        yield _finding(
            rule,
            place,
            scene,
            value=len(used),
            limit=int(rule.limits["times"]),
            days=int(rule.limits["days"]),
        )


def _duplicate(rule: LineRule, place: int, scene: _Scene) -> Found:
    """The partner is part of this item and may not be charged beside it on the day, or within the visit.

    Some pairs exclude each other within hours; bills state days, so those say nothing.
    """
    if rule.limits.get("span") == "hours":
        return
    item = scene.items[place]
    for row in _beside(rule, place, scene):
        other = scene.items[row]
        if (
            row != place
            and rule.partner_code
            and (other.code == rule.partner_code or (not other.code and other.name == rule.partner_name))
        ):
            yield _finding(
                rule, place, scene, row, partner=other.name, value_minor=other.amount, day=item.day
            )
            return


def _main_secondary(rule: LineRule, place: int, scene: _Scene) -> Found:
    """Two operations of one group on one day at the full price: the second is charged at a reduced one."""
    item = scene.items[place]
    group = rule.limits["group"]
    for row in scene.of_day[item.person, item.day]:
        other = scene.items[row]
        if row > place and other.kind == item.kind and group in _group_of(other, rule):
            yield _finding(rule, place, scene, row, partner=other.name, group=str(group), day=item.day)
            return


def _group_of(other: Item, rule: LineRule) -> Sequence[str]:
    members = rule.limits.get("members", frozenset())
    return (
        [rule.limits["group"]] if other.code in members or (not other.code and other.name in members) else []
    )


def _beside(rule: LineRule, place: int, scene: _Scene) -> Iterable[int]:
    item = scene.items[place]
    if rule.limits.get("span") == "visit":
        return scene.of_visit[item.claim, item.visit]
    return scene.of_day[item.person, item.day]


def _days_used(place: int, scene: _Scene, within: int) -> set[int]:
    item = scene.items[place]
    days = {scene.items[row].day for row in scene.named[item.person, item.name]}
    return {day for day in days if item.day - within < day <= item.day}


def _last_own(rows: Sequence[int], claim: int, scene: _Scene) -> int:
    return max(row for row in rows if scene.items[row].claim == claim)


def _whole(thousandths: int) -> int:
    """Units rounded up, so that a sentence never says less than was charged."""
    return -(-thousandths // 1000)


_CHECKS: Mapping[LineKind, Callable[[LineRule, int, _Scene], Found]] = {
    LineKind.SEX: _sex,
    LineKind.AGE: _age,
    LineKind.DUPLICATE: _duplicate,
    LineKind.SETTING: _setting,
    LineKind.LEVEL: _level,
    LineKind.DURATION: _duration,
    LineKind.FREQUENCY: _frequency,
    LineKind.PERIOD: _period,
    LineKind.INSURANCE_TYPE: _insurance,
    LineKind.MAIN_SECONDARY: _main_secondary,
}

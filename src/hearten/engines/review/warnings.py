"""Which of the administrator's rules do these claims meet? One evaluator for each kind of rule, over all claims at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hearten.engines.review.book import Severity, WarningRule
from hearten.engines.review.columns import MISSING, Book, Ints, Item
from hearten.engines.review.line_rules import LineFinding

Facts = dict[str, int | str]
Met = dict[int, Facts]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that one claim meets, with the values that its sentence names."""

    case: int
    code: str
    severity: Severity
    facts: Mapping[str, int | str] = field(default_factory=dict)


def warn(book: Book, rules: Sequence[WarningRule], lines: Sequence[LineFinding] = ()) -> list[Finding]:
    """Every rule that a claim meets, by claim, in the order of the rules. `lines` are the findings over single items."""
    found: list[tuple[int, int, Finding]] = []
    for place, rule in enumerate(rules):
        for version, cases in _versions(rule, book):
            met = (
                _line_findings(version, lines)
                if version.kind == "line_rule"
                else _KINDS[version.kind](version, book)
            )
            found.extend(
                (case, place, Finding(case, version.code, version.severity, facts))
                for case, facts in met.items()
                if case in cases and _applies(version, book, case)
            )
    return [finding for _, _, finding in sorted(found, key=lambda row: row[:2])]


def _versions(rule: WarningRule, book: Book) -> list[tuple[WarningRule, set[int]]]:
    """The rule as each product has it, with the claims of those products."""
    grouped: dict[str, set[int]] = {}
    for case, product in enumerate(book.cases.product):
        grouped.setdefault(product if product in rule.products else "", set()).add(case)
    versions = [(rule.of_product(product) if product else rule, cases) for product, cases in grouped.items()]
    return [(version, cases) for version, cases in versions if version is not None]


def _applies(rule: WarningRule, book: Book, case: int) -> bool:
    return all(int(book.cases.number(fact)[case]) == value for fact, value in rule.when.items())


def _where(holds: Any, **facts: Any) -> Met:
    """The claims for which `holds`, each with its values: a column gives its own value, a number the same for all."""
    return {
        int(case): {
            name: int(value[case]) if isinstance(value, np.ndarray) else value
            for name, value in facts.items()
        }
        for case in np.flatnonzero(holds)
    }


def _compared(rule: WarningRule, holds: Any, value: Ints, **of: Ints) -> Met:
    """The claims for which `holds`; facts in money are called so, because a sentence prints them as money."""
    unit = "_minor" if rule.limits["fact"].endswith("_minor") else ""
    limit = "limit" if of else f"limit{unit}"
    named = {
        f"value{unit}": value,
        limit: rule.limit,
        **{f"{name}{unit}": column for name, column in of.items()},
    }
    return _where(holds, **named)


def _flag(rule: WarningRule, book: Book) -> Met:
    value = book.cases.number(rule.limits["fact"])
    return _where((value != MISSING) & (value != 0), value=value)


def _over(rule: WarningRule, book: Book) -> Met:
    value = book.cases.number(rule.limits["fact"])
    return _compared(rule, (value != MISSING) & (value > rule.limit), value)


def _at_least(rule: WarningRule, book: Book) -> Met:
    value = book.cases.number(rule.limits["fact"])
    return _compared(rule, (value != MISSING) & (value >= rule.limit), value)


def _under(rule: WarningRule, book: Book) -> Met:
    value = book.cases.number(rule.limits["fact"])
    return _compared(rule, (value != MISSING) & (value < rule.limit), value)


def _over_share(rule: WarningRule, book: Book) -> Met:
    """More than `limit` percent of another number."""
    value, of = book.cases.number(rule.limits["fact"]), book.cases.number(rule.limits["of"])
    known = (value != MISSING) & (of != MISSING)
    over = np.where(known, value, 0) * 100 > np.where(known, of, 0) * rule.limit
    return _compared(rule, known & over, value, of=of)


def _in_window(rule: WarningRule, book: Book) -> tuple[Ints, Ints]:
    case, visit = book.pairs(int(rule.limits["days"]))
    kept = _of_care(rule, book)[visit]
    return case[kept], visit[kept]


def _of_care(rule: WarningRule, book: Book) -> Any:
    inpatient = book.columns.inpatient
    care = rule.limits.get("care")
    if care is None:
        return np.ones(len(inpatient), bool)
    return inpatient if care == "inpatient" else ~inpatient


def _count_in_window(rule: WarningRule, book: Book) -> Met:
    """Visits are counted by day and place: two bills of one visit are one visit."""
    case, visit = _in_window(rule, book)
    columns = book.columns
    unit = {
        "visits": (columns.day[visit], columns.place[visit]),
        "claims": (columns.claim[visit],),
        "places": (columns.place[visit],),
    }[rule.limits["what"]]
    distinct = np.unique(np.stack([case, *unit]), axis=1)[0]
    count = np.bincount(distinct, minlength=len(book.cases))
    return _where(count > rule.limit, value=count, limit=rule.limit, days=int(rule.limits["days"]))


def _sum_in_window(rule: WarningRule, book: Book) -> Met:
    case, visit = _in_window(rule, book)
    total = np.zeros(len(book.cases), np.int64)
    np.add.at(total, case, book.columns.amount[visit])
    return _where(
        total > rule.limit, value_minor=total, limit_minor=rule.limit, days=int(rule.limits["days"])
    )


def _largest_visit(rule: WarningRule, book: Book) -> Met:
    columns = book.columns
    own = (columns.claim < len(book.cases)) & _of_care(rule, book)
    most = np.full(len(book.cases), -1, np.int64)
    np.maximum.at(most, columns.claim[own], columns.amount[own])
    met = most >= rule.limit if rule.limits.get("or_equal") else most > rule.limit
    return _where(met, value_minor=most, limit_minor=rule.limit)


def _seen_before(rule: WarningRule, book: Book) -> Met:
    """An expense with the same day, place or amount in another claim, that came before this one."""
    columns, count = book.columns, len(book.cases)
    keys = np.stack([columns.person, *(getattr(columns, name) for name in rule.limits["same"])], axis=1)
    _, group = np.unique(keys, axis=0, return_inverse=True)
    members: dict[int, list[int]] = {}
    for place, number in enumerate(group.ravel().tolist()):
        members.setdefault(number, []).append(place)
    differs = rule.limits.get("differs")
    met: Met = {}
    for rows in members.values():
        claims = {int(columns.claim[row]) for row in rows}
        if len(claims) < 2 or (differs and len({int(getattr(columns, differs)[row]) for row in rows}) < 2):  # noqa: PLR2004
            continue
        for row in rows:
            case = int(columns.claim[row])
            before = any(other >= count or other < case for other in claims - {case})
            if case < count and before:
                met.setdefault(case, {"day": int(columns.day[row]), "value_minor": int(columns.amount[row])})
    return met


def _places_same_day(rule: WarningRule, book: Book) -> Met:
    columns, cases = book.columns, len(book.cases)
    rows = list(
        zip(*(getattr(columns, name).tolist() for name in ("claim", "person", "day", "place")), strict=True)
    )
    of_day: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for claim, person, day, place in rows:
        of_day.setdefault((person, day), set()).add((claim, place))
    met: Met = {}
    for claim, person, day, _ in rows:
        if claim < cases:
            places = {place for other, place in of_day[person, day] if other >= cases or other <= claim}
            if len(places) > rule.limit:
                met.setdefault(claim, {"value": len(places), "limit": rule.limit, "day": day})
    return met


def _items_same_day(rule: WarningRule, book: Book) -> Met:
    met: Met = {}
    for case, items in book.items_of_cases.items():
        names: dict[int, set[str]] = {}
        single = [
            item for item in items if item.detail
        ] or items  # “手术费” beside its operations is none of them
        for item in _of_kinds(single, rule.limits["of"]):
            names.setdefault(item.day, set()).add(item.name)
        for day, found in names.items():
            if len(found) > rule.limit:
                met.setdefault(case, {"value": len(found), "limit": rule.limit, "day": day})
    return met


def _item_share(rule: WarningRule, book: Book) -> Met:
    """More than `limit` percent of what stands against it (all items when nothing is named)."""
    met: Met = {}
    care = rule.limits.get("care")
    for case, given in book.items_of_cases.items():
        counted = _counted(given)
        items = [item for item in counted if care is None or item.inpatient == (care == "inpatient")]
        part = sum(item.amount for item in _of_kinds(items, rule.limits["of"]))
        against = rule.limits.get("against")
        whole = sum(item.amount for item in (_of_kinds(items, against) if against else items))
        if whole > 0 and part * 100 > whole * rule.limit:
            met[case] = {"value_minor": part, "of_minor": whole, "limit": rule.limit}
    return met


def _item_names(rule: WarningRule, book: Book) -> Met:
    met: Met = {}
    for case, items in book.items_of_cases.items():
        for item in items:
            if any(word in item.name for word in rule.limits["words"]):
                met.setdefault(case, {"name": item.name, "value_minor": item.amount})
    return met


def _total_differs(rule: WarningRule, book: Book) -> Met:
    """The items of a claim add up to something else than its bills, by more than `limit`."""
    columns = book.columns
    billed = np.zeros(len(book.cases), np.int64)
    own = columns.claim < len(book.cases)
    np.add.at(billed, columns.claim[own], columns.amount[own])
    met: Met = {}
    for case, items in book.items_of_cases.items():
        total = sum(item.amount for item in _counted(items))
        if abs(total - int(billed[case])) > rule.limit:
            met[case] = {"value_minor": total, "of_minor": int(billed[case])}
    return met


def _counted(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if not item.detail]


def _of_kinds(items: Sequence[Item], kinds: Sequence[str]) -> list[Item]:
    return [item for item in items if item.kind in kinds]


def _line_findings(rule: WarningRule, lines: Sequence[LineFinding]) -> Met:
    met: Met = {}
    for line in lines:
        if line.kind == rule.limits["rule"]:
            facts = met.setdefault(line.claim, {**line.facts, "count": 0})
            facts["count"] = int(facts["count"]) + 1
    return met


_KINDS: Mapping[str, Callable[[WarningRule, Book], Met]] = {
    "flag": _flag,
    "over": _over,
    "at_least": _at_least,
    "under": _under,
    "over_share": _over_share,
    "count_in_window": _count_in_window,
    "sum_in_window": _sum_in_window,
    "largest_visit": _largest_visit,
    "seen_before": _seen_before,
    "places_same_day": _places_same_day,
    "items_same_day": _items_same_day,
    "item_share": _item_share,
    "item_names": _item_names,
    "total_differs": _total_differs,
}

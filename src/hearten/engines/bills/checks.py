"""Do the amounts agree with each other, and which of them can be relied on?

Every equation that holds vouches for the amounts in it; an amount that none vouches for is doubtful.
(docs/algorithms/bill_reading.md)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

# Which amounts 自付 and 自费 make up together differs by province; one of these holds on a bill that was read rightly.
_OWN_PARTS = (
    ("self_paid_minor", "out_of_catalogue_minor"),
    ("self_paid_minor", "out_of_catalogue_minor", "class_self_paid_minor"),
)
_OWN_SUMS = (("cash_paid_minor",), ("account_paid_minor", "cash_paid_minor"))
_PAYMENTS = ("fund_paid_minor", "account_paid_minor", "cash_paid_minor", "other_paid_minor", "further_paid")
TOTAL, WORDS, ITEMS, DETAILS = "total_minor", "total_in_words", "items", "details"

Amounts = Mapping[str, int]


@dataclass(frozen=True)
class Check:
    """One equation between amounts of the bill: `difference_minor` is left minus right."""

    code: str
    difference_minor: int
    names: frozenset[str]
    vouches: bool = True

    @property
    def holds(self) -> bool:
        return self.difference_minor == 0


def check_amounts(
    amounts: Amounts, items: Sequence[int], words_minor: int | None, details: Sequence[int] = ()
) -> list[Check]:
    """Every equation that the amounts at hand allow."""
    checks = []
    total = amounts.get(TOTAL)
    if total is not None:
        if words_minor is not None:
            checks.append(Check("words_total", words_minor - total, frozenset({WORDS, TOTAL})))
        if items:
            checks.append(Check("items_total", sum(items) - total, frozenset({ITEMS, TOTAL})))
        if details:
            checks.append(Check("details_total", sum(details) - total, frozenset({DETAILS, TOTAL})))
        checks.extend(_payments(amounts, total))
        checks.extend(_within(amounts, total))
    checks.extend(_own_parts(amounts))
    return checks


def vouched_for(checks: Iterable[Check]) -> frozenset[str]:
    """The amounts that stand in an equation that holds and in none that fails."""
    held: set[str] = set()
    failed: set[str] = set()
    for check in checks:
        if check.code != "parts_within_total":
            if not check.holds:
                failed.update(check.names)
            elif check.vouches:
                held.update(check.names)
        elif not check.holds:
            failed.update(check.names)
    # The total is proven by any equation that holds with capitals or items, whatever another part is wrong.
    sure = {
        name
        for check in checks
        if check.holds and check.code in {"words_total", "items_total", "details_total"}
        for name in check.names
    }
    return frozenset((held - failed) | (sure & held & {TOTAL, WORDS, ITEMS, DETAILS}))


def _payments(amounts: Amounts, total: int) -> list[Check]:
    named = [name for name in _PAYMENTS if name in amounts]
    if not named or (len(named) == 1 and amounts[named[0]] != total):
        return []
    difference = sum(amounts[name] for name in named) - total
    if difference and "further_paid" in named:
        # Some provinces print further funds as part of 其他支付.
        without = [name for name in named if name != "further_paid"]
        if sum(amounts[name] for name in without) == total:
            named, difference = without, 0
    return [Check("payments_total", difference, frozenset({*named, TOTAL}))]


def _within(amounts: Amounts, total: int) -> list[Check]:
    parts = [name for name in amounts if name != TOTAL and amounts[name] > max(total, 0)]
    return [Check("parts_within_total", amounts[name] - total, frozenset({name})) for name in parts]


def _own_parts(amounts: Amounts) -> list[Check]:
    """自付 + 自费 (+ 分类自负) against what the person paid, in the way of the province that fits."""
    if not {"self_paid_minor", "out_of_catalogue_minor"} <= amounts.keys():
        return []
    tried = [
        Check(
            "self_paid_parts",
            sum(amounts[name] for name in left) - sum(amounts[name] for name in right),
            frozenset({*left, *right}),
        )
        for left in _OWN_PARTS
        for right in _OWN_SUMS
        if set(left) | set(right) <= amounts.keys()
    ]
    if not tried:
        return []
    best = min(tried, key=lambda check: (abs(check.difference_minor), -len(check.names)))
    # One misread digit may have turned another way of adding up into this one: then it holds, but proves nothing.
    doubt = any(_one_digit(check.difference_minor - best.difference_minor) for check in tried)
    return [replace(best, vouches=not doubt)]


def _one_digit(difference: int) -> bool:
    """Whether one digit read wrongly makes just this difference: 1…9 followed by noughts."""
    return difference != 0 and len(str(abs(difference)).rstrip("0")) == 1

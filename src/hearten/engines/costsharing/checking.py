"""Are these lines such that whole-number columns give the right answer? If not: what is wrong, and on which line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.capping import Groups
from hearten.engines.costsharing.lines import AMOUNTS, LATEST_DAY, Ints, Lines, given
from hearten.engines.costsharing.portfolio import Portfolio
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_

LARGEST_SUM = 2**62
LARGEST_CODE = 2**31 - 1
_DAYS = ("day", "cover_from", "cover_until", "waiting_from", "event_day")


def check_lines(lines: Lines, portfolio: Portfolio, offset: int) -> None:
    """Raises Invalid for lines that can't be computed with; `offset` is the place of the first line in the whole."""
    check_values(lines, portfolio, offset)
    check_years(lines, Groups.of(lines.policy_year), offset)


def check_values(lines: Lines, portfolio: Portfolio, offset: int) -> None:
    """Raises Invalid for a value out of range."""
    joined = lines.billed | lines.refused | lines.out_of_catalogue | lines.class_self_paid
    joined |= lines.social_fund_paid
    joined |= lines.other_paid
    largest = int(joined.view(np.uint64).max())
    if largest > LARGEST_MINOR:
        _find_amount(lines, offset)
    if int(lines.billed.max()) * len(lines) >= LARGEST_SUM and _sum(lines.billed) >= LARGEST_SUM:
        raise Invalid(
            N_("Together these amounts are larger than can be added exactly."),
            field="billed",
            hint=N_("Check the decimal points."),
        )
    days = lines.day | lines.cover_from | lines.cover_until | lines.waiting_from | lines.event_day
    if int(days.view(np.uint32).max()) > LATEST_DAY:
        _find_day(lines, offset)
    _check_code(lines.plan, "plan", 0, len(portfolio.rules) - 1, offset)
    _check_code(lines.category, "category", -1, portfolio.width - 2, offset)
    _check_code(lines.cause, "cause", 0, 1, offset)
    if given(lines.tier):
        _check_code(lines.tier, "tier", 0, LARGEST_CODE, offset)


def check_years(lines: Lines, years: Groups, offset: int) -> None:
    """Raises Invalid when policy years are not in order, or one has two plans."""
    starts, index = years.starts, years.index
    if not len(lines):
        return
    codes = lines.policy_year[starts]
    if len(codes) > 1 and (codes[1:] <= codes[:-1]).any():
        place = int(starts[1:][codes[1:] <= codes[:-1]][0])
        raise Invalid(
            N_("Line %(line)s begins a policy year that came before."),
            field="policy_year",
            hint=N_("Sort the lines by policy year; keep the order within a year."),
            line=place + offset,
        )
    plans = lines.plan[starts]
    other = lines.plan != (plans[0] if len(plans) == 1 else plans[index])
    if other.any():
        raise Invalid(
            N_("Line %(line)s has another plan than its policy year."),
            field="plan",
            hint=N_("Give each policy its own policy years."),
            line=int(other.argmax()) + offset,
        )


def _sum(column: Ints) -> int:
    return int(column.astype(object).sum())


def _find_amount(lines: Lines, offset: int) -> None:
    for name in AMOUNTS:
        wrong = (getattr(lines, name) < 0) | (getattr(lines, name) > LARGEST_MINOR)
        if wrong.any():
            raise Invalid(
                N_("Line %(line)s has an amount below zero or above %(most)s fen."),
                field=name,
                hint=N_("Work out a reversal by deciding the policy year anew."),
                line=int(wrong.argmax()) + offset,
                most=LARGEST_MINOR,
            )


def _find_day(lines: Lines, offset: int) -> None:
    for name in _DAYS:
        wrong = (getattr(lines, name) < 0) | (getattr(lines, name) > LATEST_DAY)
        if wrong.any():
            raise Invalid(
                N_("Line %(line)s has a day that is not in the calendar."),
                field=name,
                hint=N_("Give days as date ordinals."),
                line=int(wrong.argmax()) + offset,
            )


def _check_code(column: NDArray[np.int32], name: str, least: int, most: int, offset: int) -> None:
    shifted = column if least == 0 else column - np.int32(least)
    if int(shifted.view(np.uint32).max()) > most - least:
        wrong = (column < least) | (column > most)
        raise Invalid(
            N_("Line %(line)s has a code that is not from %(least)s to %(most)s."),
            field=name,
            line=int(wrong.argmax()) + offset,
            least=least,
            most=most,
        )

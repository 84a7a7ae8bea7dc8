"""What goes into a health account, and what does it pay for? Yearly limit, qualified expense, balance carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hearten.engines.costsharing.families.common import (
    PAID,
    BaseRules,
    FamilyWaiting,
    first_look,
    ints,
    waiting_of,
)
from hearten.engines.costsharing.families.elementwise import CALENDAR, FIRST_DAY, later, least, most, pick
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.reading import Said, Section
from hearten.kernel.money import BASIS_POINTS, LARGEST_MINOR

OLDEST = 120
CREDITED, NOT_QUALIFIED = int(FamilyReason.CREDITED), int(FamilyReason.NOT_QUALIFIED)
EMPTY, LIMIT_USED = int(FamilyReason.EMPTY), int(FamilyReason.LIMIT_USED)
CAPPED = int(Outcome.CAPPED)


@dataclass(frozen=True, eq=False, kw_only=True)
class AccountRules(BaseRules):
    """Takes contributions and pays qualified expenses from what they left."""

    kind = "health_account"
    yearly_limit: int
    catch_up_age: int
    catch_up: int
    balance_limit: int
    contribution: Said
    spending: Said

    @property
    def benefits(self) -> tuple[str, ...]:
        return ("contribution", "spending")

    @property
    def asks_age(self) -> bool:
        return self.catch_up > 0

    def said(self, benefit: str) -> Said:
        return self.spending if benefit == "spending" else self.contribution


def compile_account(section: Section) -> AccountRules:
    section.only("kind", "waiting", "contribution", "spending", "balance_limit")
    given = section.section("contribution")
    given.only("yearly_limit", "catch_up", "clause", "label")
    catch_up = given.section("catch_up") if given.has("catch_up") else None
    if catch_up is not None:
        catch_up.only("from_age", "amount")
    return AccountRules(
        waiting=waiting_of(section) if section.has("waiting") else FamilyWaiting(),
        yearly_limit=given.amount("yearly_limit"),
        catch_up_age=catch_up.count("from_age", most=OLDEST) if catch_up else OLDEST,
        catch_up=catch_up.amount("amount") if catch_up else 0,
        balance_limit=section.amount("balance_limit") if section.has("balance_limit") else LARGEST_MINOR,
        contribution=given.said(labelled=True),
        spending=section.section("spending").said(labelled=True),
    )


class AccountColumns(NamedTuple):
    calendar: Any
    yearly_limit: Any
    catch_up_months: Any
    catch_up: Any
    balance_limit: Any


class AccountState(NamedTuple):
    """`credited` has one place for each year."""

    ended: Any
    balance: Any
    credited: Any


def columns(rules: Sequence[AccountRules]) -> AccountColumns:
    return AccountColumns(
        calendar=CALENDAR,
        yearly_limit=ints([rule.yearly_limit for rule in rules]),
        catch_up_months=ints([rule.catch_up_age * 12 for rule in rules]),
        catch_up=ints([rule.catch_up for rule in rules]),
        balance_limit=ints([rule.balance_limit for rule in rules]),
    )


def state(rules: AccountColumns, policies: int, rows: int) -> AccountState:
    return AccountState(np.zeros(policies, np.int64), np.zeros(policies, np.int64), np.zeros(rows, np.int64))


def visit(i: Any, e: Any, s: Any, r: Any, w: Any, o: Any) -> None:  # noqa: PLR0917 -- see deciding.py
    """Decide event `i` (a number, or a column of events of different policies) and remember what it uses."""
    p, plan, year = s.policy[i], e.plan[i], s.first[i] + e.year[i]
    stop, outcome, w.ended[p] = first_look(s.stop[i], w.ended[p])
    spending, balance = e.benefit[i] == 1, w.balance[p]
    old_enough = (e.born[i] > 0) & (
        e.day[i] >= later(most(e.born[i], FIRST_DAY), r.catch_up_months[plan], r.calendar)
    )
    limit = r.yearly_limit[plan] + pick(old_enough, r.catch_up[plan], 0)
    room = most(least(limit - w.credited[year], r.balance_limit[plan] - balance), 0)
    most_now = pick(spending, balance, room)
    moved = least(e.amount[i], most_now)
    refused = pick(spending, EMPTY, LIMIT_USED)
    reason = pick(moved > 0, pick(spending, PAID, CREDITED), refused)
    reason = pick(spending & ((e.facts[i] & 4) == 0), NOT_QUALIFIED, reason)
    reason = pick(stop == PAID, reason, stop)
    moves = (reason == PAID) | (reason == CREDITED)
    outcome = outcome + pick(moves & (moved < e.amount[i]), CAPPED, 0)
    moved = pick(e.decided[i] >= 0, e.decided[i], pick(moves, moved, 0))
    o.base[i] = moved
    o.rate[i] = BASIS_POINTS
    o.paid[i], o.reason[i], o.outcome[i] = pick(spending, moved, 0), reason, outcome
    balance = most(balance + pick(spending, -moved, moved), 0)
    w.balance[p] = balance
    w.credited[year] = w.credited[year] + pick(spending, 0, moved)
    o.balance[i] = balance

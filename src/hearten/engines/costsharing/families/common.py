"""What the rules of all families have in common: waiting, the steps before any benefit, and how a plan is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from hearten.engines.costsharing.families.elementwise import pick
from hearten.engines.costsharing.families.reasons import FamilyReason, Outcome
from hearten.engines.costsharing.reading import Said, Section

LONGEST_WAIT = 180
LONGEST_SPAN = 36_600
UNLIMITED = 2**31 - 1
NEVER = -(2**31)

PAID = int(FamilyReason.PAID)
NOT_COVERED = int(FamilyReason.NOT_COVERED)
NOT_IN_FORCE = int(FamilyReason.NOT_IN_FORCE)
COVER_ENDED = int(FamilyReason.COVER_ENDED)
WAITING = int(FamilyReason.WAITING)
ENDS = int(Outcome.ENDS)
REFUND = int(Outcome.REFUND)
# Waiting, with the premiums paid back; told apart only until the reason is known.
REFUNDS = 100


@dataclass(frozen=True, slots=True)
class FamilyWaiting:
    """Days before illness and accident count; `refund` pays premiums back and ends the cover when an event falls inside."""

    illness_days: int = 0
    accident_days: int = 0
    refund: bool = False
    said: Said = field(default_factory=Said)


class FamilyRules(Protocol):
    """What `decide` asks of the rules of any family."""

    @property
    def kind(self) -> str: ...
    @property
    def waiting(self) -> FamilyWaiting: ...
    @property
    def asks_age(self) -> bool: ...
    @property
    def benefits(self) -> tuple[str, ...]: ...
    def said(self, benefit: str) -> Said: ...
    def code_of(self, benefit: str) -> int: ...
    def group_of(self, disease: str) -> int: ...


@dataclass(frozen=True, eq=False, kw_only=True)
class BaseRules:
    """Naming benefits by their place. Compared by identity, so that compiled rules can tell plans apart."""

    waiting: FamilyWaiting

    @property
    def benefits(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def asks_age(self) -> bool:
        """Whether a rule needs the birthday of the insured."""
        return False

    def code_of(self, benefit: str) -> int:
        """The place of a benefit in the document; −1 when the plan does not have it."""
        return self.benefits.index(benefit) if benefit in self.benefits else -1

    def group_of(self, disease: str) -> int:
        """The group of an illness: one for all where the family knows no groups."""
        return 0


def waiting_of(section: Section) -> FamilyWaiting:
    given = section.section("waiting")
    given.only("illness_days", "accident_days", "refund", "clause", "label")
    return FamilyWaiting(
        given.count("illness_days", most=LONGEST_WAIT),
        given.count("accident_days", most=LONGEST_WAIT),
        given.flag("refund", default=False),
        given.said(),
    )


def ints(values: Sequence[Any]) -> Any:
    return np.array(values, np.int64)


def waiting_columns(rules: Sequence[FamilyRules]) -> Any:
    """One row for each plan: waiting days of illness, of accident, and whether premiums are paid back."""
    return ints(
        [[rule.waiting.illness_days, rule.waiting.accident_days, int(rule.waiting.refund)] for rule in rules]
    ).reshape(-1, 3)


def stops(e: Any, waiting: Any) -> Any:
    """For every event the reason that stops it before its family looks at it, PAID where nothing does.

    An event inside a waiting period that pays premiums back is marked by REFUNDS.
    """
    days = np.where(e.cause == 1, waiting[e.plan, 1], waiting[e.plan, 0])
    inside = np.where((waiting[e.plan, 2] == 1) & (e.decided <= 0), REFUNDS, WAITING)
    stop = np.where(e.day < e.waiting_from + days, inside, PAID)
    stop = np.where((e.day < e.cover_from) | (e.day >= e.cover_until), NOT_IN_FORCE, stop)
    return np.where(e.benefit < 0, NOT_COVERED, stop).astype(np.int8)


def first_look(found: Any, ended: Any) -> Any:
    """The reason that stops an event now that it is known whether the cover has ended, what follows from it, and the end."""
    stopped = (found == NOT_COVERED) | (found == NOT_IN_FORCE)
    refunds = (found == REFUNDS) & (ended == 0)
    reason = pick(found == REFUNDS, WAITING, found)
    reason = pick((ended == 1) & (stopped == 0), COVER_ENDED, reason)
    return reason, pick(refunds, REFUND + ENDS, 0), pick(refunds, 1, ended)


def amount_paid(decided: Any, reason: Any, amount: Any) -> Any:
    """What counts as paid: an event of the past keeps what was paid for it."""
    return pick(decided >= 0, decided, pick(reason == PAID, amount, 0))

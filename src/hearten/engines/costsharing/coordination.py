"""One expense, several who pay: who is first, and what does each pay? (coordination of benefits, 补偿原则)

The primary payer pays as if it were alone. Each further one pays what its own rules give, once what others paid counts as
theirs, and at most the rest of the expense: nobody gains by being insured twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum

from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.engine import adjudicate
from hearten.engines.costsharing.lines import Line, lines_of
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


class Rank(IntEnum):
    """The order in which payers come, before anything else is looked at."""

    SOCIAL = 0  # 医保 and other public schemes
    LIABLE = 1  # who caused the harm, or their insurer; the employer's for injuries at work
    OWN = 2  # a policy that the patient holds, or has as an employee
    FAMILY = 3  # a policy on which the patient stands as a relative
    SUPPLEMENT = 4  # a policy that says it pays after others


class Reason(StrEnum):
    """Why a payer comes where it does."""

    RANK = "rank"
    BIRTHDAY = "birthday"
    LONGER = "longer"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Payer:
    """One policy. For a child on both parents' policies `holder_born` decides; for others `since`, the older one first."""

    name: str
    rank: Rank
    rules: Rules
    since: date = date.min
    holder_born: date | None = None
    opening: Accumulators | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A payer at its place; `because` of what it comes after the one before it."""

    payer: Payer
    because: Reason | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one payer pays: its whole decision, and the amount of each line."""

    payer: Payer
    decision: Decision
    paid: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.paid)


@dataclass(frozen=True, slots=True)
class Coordination:
    """The shares in the order of payers, and what is left of each line for the patient."""

    shares: tuple[Share, ...]
    left: tuple[int, ...]


def birthday_key(born: date | None) -> tuple[int, int]:
    """The American birthday rule: of two parents, the one whose birthday comes first in the year, whatever the year."""
    return (born.month, born.day) if born is not None else (13, 0)


def in_order(payers: Sequence[Payer]) -> tuple[Placed, ...]:
    """The payers in the order in which they pay."""
    ordered = sorted(payers, key=_key)
    return tuple(
        Placed(payer, None if place == 0 else _because(ordered[place - 1], payer))
        for place, payer in enumerate(ordered)
    )


def _key(payer: Payer) -> tuple[int, tuple[int, int], date, str]:
    birthday = birthday_key(payer.holder_born) if payer.rank is Rank.FAMILY else (0, 0)
    return payer.rank, birthday, payer.since, payer.name


def _because(earlier: Payer, later: Payer) -> Reason:
    for reason, mine, theirs in zip(Reason, _key(earlier), _key(later), strict=True):
        if mine != theirs:
            return reason
    return Reason.NAME


def coordinate(lines: Sequence[Line], payers: Sequence[Payer]) -> Coordination:
    """What each payer pays of the same `lines`.

    A line's `social_fund_paid` and `other_paid` are what was paid before by those who are not among `payers`; what each of
    `payers` pays counts as theirs for those after it; after a social scheme the line is settled. Raises Invalid without payers, or for one named twice.
    """
    if not payers or len({payer.name for payer in payers}) < len(payers):
        raise Invalid(
            N_("Payers are missing, or one is named twice."),
            field="payers",
            hint=N_("Name each policy once."),
        )
    rows, shares = list(lines), []
    for placed in in_order(payers):
        payer = placed.payer
        decision = adjudicate(lines_of(rows, [payer.rules]), [payer.rules], payer.opening)
        rest = [max(0, row.billed - row.social_fund_paid - row.other_paid) for row in rows]
        paid = tuple(min(mine, most) for mine, most in zip(decision.paid.tolist(), rest, strict=True))
        shares.append(Share(payer, decision, paid))
        rows = [_after(row, payer, own) for row, own in zip(rows, paid, strict=True)]
    left = tuple(max(0, row.billed - row.social_fund_paid - row.other_paid) for row in rows)
    return Coordination(tuple(shares), left)


def _after(line: Line, payer: Payer, own: int) -> Line:
    """The line as those see it who come after `payer`."""
    if payer.rank is Rank.SOCIAL:
        return replace(line, social_fund_paid=line.social_fund_paid + own, settled=True)
    return replace(line, other_paid=line.other_paid + own)


def by_payer(coordination: Coordination) -> Mapping[str, int]:
    """What each payer pays in all."""
    return {share.payer.name: share.total for share in coordination.shares}

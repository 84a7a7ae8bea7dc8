"""A late, changed or reversed expense: what does the whole policy year pay now, and what is to be settled?

A limit that an early line used up may be free again, so lines after a changed one change too. The year is worked out anew
from its first line; each line's difference to what was decided before is paid, or asked back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hearten.engines.costsharing.balances import Accumulators
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.engine import adjudicate
from hearten.engines.costsharing.lines import Line, lines_of
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Decided(Generic[K]):
    """A line as it was decided before. `key` names it, `paid` is what has been settled for it so far."""

    key: K
    line: Line
    paid: int


@dataclass(frozen=True, slots=True)
class Difference(Generic[K]):
    """What is to be settled for one line: above zero it is paid, below zero asked back."""

    key: K
    before: int
    after: int

    @property
    def amount(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Replay(Generic[K]):
    """The policy years worked out anew, and the difference of each line: of those decided before, then of new ones.

    `decision` holds the lines that remain, in the order of `order`.
    """

    decision: Decision
    order: tuple[K, ...]
    differences: tuple[Difference[K], ...]

    @property
    def amount(self) -> int:
        """What is to be settled for all lines together."""
        return sum(difference.amount for difference in self.differences)


def replay(
    before: Sequence[Decided[K]],
    rules: Sequence[Rules],
    *,
    changed: Mapping[K, Line] | None = None,
    reversed_: Sequence[K] = (),
    late: Sequence[tuple[K, Line]] = (),
    opening: Accumulators | None = None,
) -> Replay[K]:
    """Work policy years out anew.

    `before` are their lines in the order in which they were decided; those in `changed` take their new form at their old
    place, those in `reversed_` pay nothing and use nothing, `late` ones come after all others of their policy year.
    Raises Invalid for a key that was not decided, or twice named.
    """
    changed = changed or {}
    _check_keys(before, changed, reversed_, late)
    gone = set(reversed_)
    standing = [(item.key, changed.get(item.key, item.line)) for item in before if item.key not in gone]
    rows = sorted([*standing, *late], key=lambda row: row[1].policy_year)
    decision = adjudicate(lines_of([line for _, line in rows], rules), rules, opening)
    after = dict(zip((key for key, _ in rows), decision.paid.tolist(), strict=True))
    paid = {item.key: item.paid for item in before}
    differences = tuple(
        Difference(key, paid.get(key, 0), after.get(key, 0)) for key in dict.fromkeys([*paid, *after])
    )
    return Replay(decision, tuple(key for key, _ in rows), differences)


def _check_keys(
    before: Sequence[Decided[K]],
    changed: Mapping[K, Line],
    reversed_: Sequence[K],
    late: Sequence[tuple[K, Line]],
) -> None:
    known = [item.key for item in before]
    named = [*changed, *reversed_]
    new = [key for key, _ in late]
    if len(set(known + new)) < len(known) + len(new) or len(set(named)) < len(named):
        raise Invalid(
            N_("A line is named twice."), field="key", hint=N_("Give every line a name of its own.")
        )
    unknown = next((key for key in named if key not in known), None)
    if unknown is not None:
        raise Invalid(
            N_("“%(key)s” was not decided before."),
            field="key",
            hint=N_("Give it among the late lines."),
            key=str(unknown),
        )

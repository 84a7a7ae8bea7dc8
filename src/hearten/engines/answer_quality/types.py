"""What the checks of answer quality take and give, and their thresholds with where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten.kernel.text import N_

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class FlagKind(StrEnum):
    SPEEDING = "speeding"
    STRAIGHT_LINING = "straight_lining"
    CONTRADICTION = "contradiction"
    ODD_PATTERN = "odd_pattern"
    DUPLICATE_DEVICE = "duplicate_device"
    DUPLICATE_ANSWERS = "duplicate_answers"
    BOT = "bot"
    NONSENSE_TEXT = "nonsense_text"
    PASTED_TEXT = "pasted_text"
    DONT_KNOW = "dont_know"
    DROP_OUT = "drop_out"


# One sentence for each kind, to be filled with the facts of a row after translation.
REASONS: Mapping[FlagKind, str] = {
    FlagKind.SPEEDING: N_("Answered %(items)d questions at %(index).1f times the usual speed (%(seconds).0f seconds in all)."),
    FlagKind.STRAIGHT_LINING: N_("Gave the same answer %(run)d times in a row out of %(items)d in “%(battery)s”."),
    FlagKind.CONTRADICTION: N_("%(count)d answers contradict each other (%(rule)s)."),
    FlagKind.ODD_PATTERN: N_("The %(items)d answers go together as in fewer than %(share).2f of 1,000 forms."),
    FlagKind.DUPLICATE_DEVICE: N_("The same device answered %(hours).1f hours before."),
    FlagKind.DUPLICATE_ANSWERS: N_("All %(items)d answers are the same as in %(others)d other forms."),
    FlagKind.BOT: N_("Signs of a program: %(signs)s."),
    FlagKind.NONSENSE_TEXT: N_("The words in “%(field)s” make no sense."),
    FlagKind.PASTED_TEXT: N_("The same words stand in %(count)d answers."),
    FlagKind.DONT_KNOW: N_("%(count)d of %(items)d answers are “don't know”."),
    FlagKind.DROP_OUT: N_("Stopped after %(answered)d of %(items)d questions."),
}  # fmt: skip


@dataclass(frozen=True)
class Thresholds:
    """When to flag. Defaults are cautious: a flag asks a person to look, and a false one costs goodwill.

    The names in brackets are in docs/algorithms/answer_quality.md with what they found.
    """

    speed_index: float = 2.0  # twice as fast as the median, item by item (Leiner 2019: 2.0 is suspicious)
    speed_cap: float = (
        3.0  # one item counts at most threefold, so that one skim does not condemn (Leiner 2019)
    )
    speed_items: int = 5  # fewer timed items say little
    run_share: float = 0.5  # a run of at least half the battery (Curran 2016) …
    run_least: int = (
        8  # … and of at least so many: shorter ones are honest contentment (Johnson 2005: 6 to 14)
    )
    run_least_reversed: int = 5  # enough when reversed items stand in the run: agreeing with both sides
    spread_share: float = 0.04  # intra-individual SD as a share of the scale's range (Dunn et al. 2018)
    spread_items: int = 12
    pair_distance: float = (
        0.75  # reversed pairs: share of the range between an answer and its mirror (Meade & Craig 2012)
    )
    pair_mean: float = (
        0.3  # mean distance over all reversed pairs, as a share of the range: random answers reach 0.38 …
    )
    pair_mean_least: int = 3  # … and need so many pairs to show (antonyms in Curran 2016)
    kano_share: float = 0.5  # share of Kano pairs answered "like it both ways" (Q)
    kano_least: int = 2
    odd_p: float = 0.001  # squared Mahalanobis distance (Meade & Craig 2012)
    device_hours: float = 24.0
    twin_margin_bits: float = 7.0  # how far beyond chance identical answers must be
    twin_discount: float = (
        0.5  # answers hang together: only half of the bits of independent items are believed
    )
    bot_seconds_per_item: float = 0.5  # nobody reads and taps faster (Wood et al. 2017 take 1 s for a person)
    paste_least: int = 10  # characters
    paste_others: int = 3
    paste_others_least: int = 20
    dont_know_share: float = 0.5
    dont_know_items: int = 6
    drop_out_share: float = 0.9  # of the shown questions that must be answered


@dataclass(frozen=True)
class Battery:
    """Items on one scale: a matrix, or scales asked one after the other. `answers` is (people, items), NaN where not answered.

    `reversed_items` are the places of items whose wording runs the other way; the answers stand as they were given.
    """

    name: str
    answers: Floats
    lowest: float
    highest: float
    reversed_items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Flagged:
    """Those that one check flags: `rows` in ascending order, `strength` (0 to 1], and the facts of each for its sentence."""

    kind: FlagKind
    rows: NDArray[np.int64]
    strength: Floats
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def reason(self, place: int) -> dict[str, Any]:
        """The facts of the flag at `place` (not the row's number), as plain values for JSON."""
        return {
            name: _plain(values[place]) if _is_column(values) else values
            for name, values in self.facts.items()
        }

    def reasons(self) -> Iterator[tuple[int, float, dict[str, Any]]]:
        """(row, strength, facts) of each."""
        for place, row in enumerate(self.rows):
            yield int(row), float(self.strength[place]), self.reason(place)


def _is_column(values: Any) -> bool:
    return isinstance(values, np.ndarray | list)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def flagged(kind: FlagKind, hit: Flags, strength: Floats, **facts: Any) -> Flagged:
    """Keep what belongs to the rows that are hit."""
    rows = np.flatnonzero(hit)
    kept = {
        name: values[rows] if isinstance(values, np.ndarray) else values for name, values in facts.items()
    }
    return Flagged(kind, rows.astype(np.int64), np.clip(strength[rows], 0.0, 1.0), kept)


def as_columns(flags: list[Flagged], people: int) -> dict[str, Flags]:
    """kind → one truth value for each response."""
    columns: dict[str, Flags] = {}
    for one in flags:
        column = columns.setdefault(str(one.kind), np.zeros(people, dtype=np.bool_))
        column[one.rows] = True
    return columns

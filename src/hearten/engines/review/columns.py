"""What is known about claims under review: cases, the visits of their people, the items on their bills.

Days are ordinals (`date.toordinal`), money is minor units, quantities are thousandths. The claims under review are numbered
0 … N−1 in the order in which they were handed in; earlier claims of the same people have numbers from N.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

# A number that is not known. A rule over it says nothing: what is not known is no warning.
MISSING = int(np.iinfo(np.int64).min)
_PERSON = 1 << 32


@dataclass(frozen=True, slots=True)
class Visit:
    """One expense: a person at a place on a day, claimed in `claim`."""

    claim: int
    person: int
    day: int
    place: int
    amount: int
    inpatient: bool = False
    until: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a bill. `kind` is what it is (drug, bed, surgery …); `code` the national code, empty when not known.

    A `detail` makes up another row of the same bill: it is looked at, but its amount is counted there already.
    """

    claim: int
    person: int
    day: int
    name: str
    kind: str
    amount: int
    code: str = ""
    quantity: int = 1000
    unit_price: int = 0
    place: int = 0
    inpatient: bool = False
    visit: int = 0
    detail: bool = False


@dataclass(frozen=True)
class Cases:
    """The claims under review: whose, of which product, and the numbers that rules compare (MISSING where unknown)."""

    person: Sequence[int]
    product: Sequence[str]
    numbers: Mapping[str, Ints]

    def __len__(self) -> int:
        return len(self.person)

    def number(self, fact: str) -> Ints:
        """The column of one fact; a fact that nobody handed over is not known for any case."""
        found = self.numbers.get(fact)
        return found if found is not None else np.full(len(self), MISSING, np.int64)


@dataclass(frozen=True)
class Book:
    """Everything a rule may look at."""

    cases: Cases
    visits: Sequence[Visit]
    items: Sequence[Item] = ()

    @cached_property
    def columns(self) -> VisitColumns:
        return VisitColumns.of(self.visits)

    @cached_property
    def items_of_cases(self) -> Mapping[int, list[Item]]:
        """The items of the claims under review, by claim."""
        found: dict[int, list[Item]] = {}
        for item in self.items:
            if item.claim < len(self.cases):
                found.setdefault(item.claim, []).append(item)
        return found

    def pairs(self, days: int) -> tuple[Ints, Ints]:
        """Each case with each visit of its person in the `days` days up to the case's last visit, itself included.

        A visit of a claim handed in later than the case is left out, so a batch gives what one by one would have given.
        """
        visits = self.columns
        count = len(self.cases)
        last = np.full(count, MISSING, np.int64)
        own = visits.claim < count
        np.maximum.at(last, visits.claim[own], visits.day[own])
        person = np.asarray(self.cases.person, np.int64)
        known = last != MISSING
        low = np.searchsorted(visits.key, person * _PERSON + np.where(known, last, 0) - days + 1)
        high = np.searchsorted(visits.key, person * _PERSON + np.where(known, last, -1), side="right")
        widths = np.where(known, np.maximum(high - low, 0), 0)
        case = np.repeat(np.arange(count), widths)
        starts = np.repeat(low - np.cumsum(widths) + widths, widths)
        visit = starts + np.arange(len(case))
        earlier = (visits.claim[visit] >= count) | (visits.claim[visit] <= case)
        return case[earlier], visit[earlier]


@dataclass(frozen=True)
class VisitColumns:
    """The visits as columns, sorted by person and day."""

    claim: Ints
    person: Ints
    day: Ints
    until: Ints
    place: Ints
    amount: Ints
    inpatient: NDArray[np.bool_]
    key: Ints

    @classmethod
    def of(cls, visits: Sequence[Visit]) -> VisitColumns:
        rows = np.array(
            [(v.claim, v.person, v.day, v.until, v.place, v.amount, v.inpatient) for v in visits], np.int64
        ).reshape(-1, 7)
        key = rows[:, 1] * _PERSON + rows[:, 2]
        order = np.argsort(key, kind="stable")
        claim, person, day, until, place, amount, inpatient = rows[order].T
        return cls(claim, person, day, until, place, amount, inpatient.astype(bool), key[order])

"""The columns that go in: one line is one expense, as a bill states it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.families import Cause
from hearten.engines.costsharing.portfolio import category_codes
from hearten.engines.costsharing.rules import Rules
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

# Above the last day of the calendar, and all bits set: columns are checked with one look at their joined bits.
LATEST_DAY = 2**22 - 1


AMOUNTS = ("billed", "refused", "out_of_catalogue", "class_self_paid", "social_fund_paid", "other_paid")
_CODES = ("plan", "category", "day", "cover_from", "cover_until", "waiting_from", "cause", "event")
_COLUMNS: tuple[tuple[str, np.dtype[np.generic]], ...] = (
    ("policy_year", np.dtype(np.int64)),
    *((name, np.dtype(np.int32)) for name in _CODES),
    *((name, np.dtype(np.int64)) for name in AMOUNTS),
    ("settled", np.dtype(np.bool_)),
)
# Columns that may be left out: then every line has zero, or no.
_OPTIONAL: tuple[tuple[str, np.dtype[np.generic]], ...] = (
    *((name, np.dtype(np.int32)) for name in ("person", "visit", "tier", "event_day")),
    *((name, np.dtype(np.bool_)) for name in ("emergency", "referred", "unlisted", "pre_existing")),
)
COLUMNS = _COLUMNS + _OPTIONAL


def column_kind(name: str) -> np.dtype[np.generic]:
    """The kind of numbers in the column `name`."""
    return dict(COLUMNS)[name]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Columns of one length; what each means stands in docs/algorithms/cost_sharing.md. Days are date ordinals."""

    policy_year: Ints
    plan: Codes
    category: Codes
    day: Codes
    cover_from: Codes
    cover_until: Codes
    waiting_from: Codes
    cause: Codes
    event: Codes
    billed: Ints
    refused: Ints
    out_of_catalogue: Ints
    class_self_paid: Ints
    social_fund_paid: Ints
    other_paid: Ints
    settled: NDArray[np.bool_]
    person: Codes = None  # type: ignore[assignment]  # filled below
    visit: Codes = None  # type: ignore[assignment]
    tier: Codes = None  # type: ignore[assignment]
    event_day: Codes = None  # type: ignore[assignment]
    emergency: NDArray[np.bool_] = None  # type: ignore[assignment]
    referred: NDArray[np.bool_] = None  # type: ignore[assignment]
    unlisted: NDArray[np.bool_] = None  # type: ignore[assignment]
    pre_existing: NDArray[np.bool_] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        for name, dtype in _OPTIONAL:
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.broadcast_to(dtype.type(0), np.shape(self.policy_year)))
        check_columns(self, COLUMNS)

    def __len__(self) -> int:
        return len(self.policy_year)

    def cut(self, start: int, stop: int) -> Lines:
        """The lines from `start` up to, not including, `stop`, without copying."""
        return Lines(**{name: getattr(self, name)[start:stop] for name, _ in COLUMNS})

    @property
    def nbytes(self) -> int:
        """The memory of the columns; one that was left out takes none."""
        return sum(getattr(self, name).nbytes for name, _ in COLUMNS if given(getattr(self, name)))


def given(column: NDArray[np.generic]) -> bool:
    """Whether a column was given, not filled with one shared zero."""
    return column.strides != (0,)


def check_columns(table: object, columns: Iterable[tuple[str, np.dtype[np.generic]]]) -> None:
    """Raises Invalid for a column that is not an array of its kind, or not as long as the first."""
    length = -1
    for name, dtype in columns:
        column = getattr(table, name)
        if not isinstance(column, np.ndarray) or column.dtype != dtype or column.ndim != 1:
            raise Invalid(
                N_("This column is %(given)s, not one row of %(wanted)s."),
                field=name,
                hint=N_("Amounts and policy years are int64, codes and days int32, settled is bool."),
                given=str(getattr(column, "dtype", type(column).__name__)),
                wanted=str(dtype),
            )
        length = len(column) if length < 0 else length
        if len(column) != length:
            raise Invalid(
                N_("This column has %(given)s lines where others have %(wanted)s."),
                field=name,
                hint=N_("Give every column one value for each line."),
                given=len(column),
                wanted=length,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One expense in everyday types; `lines_of` turns a few of them into columns. Amounts are minor units."""

    category: str
    day: date
    cover_from: date
    cover_until: date
    waiting_from: date
    billed: int
    cause: Cause = Cause.ILLNESS
    event: int = 0
    refused: int = 0
    out_of_catalogue: int = 0
    class_self_paid: int = 0
    social_fund_paid: int = 0
    other_paid: int = 0
    settled: bool = False
    policy_year: int = 0
    plan: int = 0
    person: int = 0
    visit: int = 0
    tier: int = 0
    event_day: date | Literal[0] = 0
    emergency: bool = False
    referred: bool = False
    unlisted: bool = False
    pre_existing: bool = False


def lines_of(rows: Sequence[Line], rules: Sequence[Rules]) -> Lines:
    """Columns from rows that stand in the order of their policy years; a kind of expense no plan knows becomes −1."""
    codes = category_codes(rules)

    def amounts(name: str) -> Ints:
        return _amounts([getattr(row, name) for row in rows], name)

    def days(name: str) -> Codes:
        return np.array([getattr(row, name).toordinal() for row in rows], np.int32)

    return Lines(
        policy_year=np.array([row.policy_year for row in rows], np.int64),
        plan=np.array([row.plan for row in rows], np.int32),
        category=np.array([codes.get(row.category, -1) for row in rows], np.int32),
        day=days("day"),
        cover_from=days("cover_from"),
        cover_until=days("cover_until"),
        waiting_from=days("waiting_from"),
        cause=np.array([row.cause for row in rows], np.int32),
        event=np.array([row.event for row in rows], np.int32),
        billed=amounts("billed"),
        refused=amounts("refused"),
        out_of_catalogue=amounts("out_of_catalogue"),
        class_self_paid=amounts("class_self_paid"),
        social_fund_paid=amounts("social_fund_paid"),
        other_paid=amounts("other_paid"),
        settled=np.array([row.settled for row in rows], np.bool_),
        event_day=np.array([row.event_day.toordinal() if row.event_day else 0 for row in rows], np.int32),
        **{
            name: np.array([getattr(row, name) for row in rows], dtype)
            for name, dtype in _OPTIONAL
            if name != "event_day"
        },
    )


def _amounts(values: list[int], name: str) -> Ints:
    for place, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
            raise Invalid(
                N_("Line %(line)s is not a whole number of minor units."),
                field=name,
                hint=N_("Give amounts in whole fen."),
                line=place,
            )
    return np.array(values, np.int64)

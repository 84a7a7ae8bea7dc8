"""The steps that a portfolio's rules take, as one list of tables: the only definition, read by whatever executes it.

A step has an effect, and caps that stand nested one in the other (a person's deductible within the family's). What
differs between plans, tiers and kinds of expense is a table by cell; a step that no cell needs is not in the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten.engines.costsharing.buckets import SHAPES, Bucket, Coded, Shape
from hearten.engines.costsharing.cells import NO_CAP, CapTerm, Cell
from hearten.engines.costsharing.reasons import ReasonCode, Stop

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Effect(IntEnum):
    """What a step does with the amount that is left of a line."""

    TIMES = 0  # nothing is left once the number of days, visits or events is used up
    LIMIT = 1  # what its caps still take is left
    DEDUCT = 2  # what its caps still take is borne
    RATE = 3  # the rate's share is left, half up to the minor unit
    RETURN = 4  # of what was borne so far, what its caps no longer take is given back
    INDEMNITY = 5  # at most what others have left of the bill
    OVERFLOW = 6  # what the group's limit has cut goes to another group's limit


class Ordered(NamedTuple):
    """One step of the order in which every line is worked."""

    effect: Effect
    reason: ReasonCode
    column: str
    late: bool
    buckets: tuple[Bucket, ...]


ORDER: tuple[Ordered, ...] = (
    Ordered(Effect.TIMES, ReasonCode.TIMES_LIMIT, "over_visit", False, (Bucket.DAYS,)),
    Ordered(Effect.TIMES, ReasonCode.TIMES_LIMIT, "over_visit", False, (Bucket.VISITS,)),
    Ordered(Effect.TIMES, ReasonCode.TIMES_LIMIT, "over_visit", False, (Bucket.EVENTS,)),
    Ordered(Effect.LIMIT, ReasonCode.DAILY_LIMIT, "over_daily", False, (Bucket.DAILY_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.VISIT_LIMIT, "over_visit", False, (Bucket.VISIT_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.EVENT_LIMIT, "over_visit", False, (Bucket.EVENT_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.SUB_LIMIT, "over_sub_limit", False, (Bucket.SUB_LIMIT,)),
    Ordered(Effect.DEDUCT, ReasonCode.COPAY, "copay", False, (Bucket.COPAY,)),
    Ordered(Effect.DEDUCT, ReasonCode.DEDUCTIBLE, "deductible", False, (Bucket.GROUP_DEDUCTIBLE,)),
    Ordered(Effect.DEDUCT, ReasonCode.DEDUCTIBLE, "deductible", False, (Bucket.EVENT_DEDUCTIBLE,)),
    Ordered(
        Effect.DEDUCT,
        ReasonCode.DEDUCTIBLE,
        "deductible",
        False,
        (Bucket.DEDUCTIBLE, Bucket.FAMILY_DEDUCTIBLE),
    ),
    Ordered(Effect.RATE, ReasonCode.COINSURANCE, "rated", False, (Bucket.BANDS, Bucket.EVENT_BANDS)),
    Ordered(Effect.DEDUCT, ReasonCode.DEDUCTIBLE, "deductible", True, (Bucket.GROUP_DEDUCTIBLE,)),
    Ordered(Effect.DEDUCT, ReasonCode.DEDUCTIBLE, "deductible", True, (Bucket.EVENT_DEDUCTIBLE,)),
    Ordered(
        Effect.DEDUCT,
        ReasonCode.DEDUCTIBLE,
        "deductible",
        True,
        (Bucket.DEDUCTIBLE, Bucket.FAMILY_DEDUCTIBLE),
    ),
    Ordered(
        Effect.RETURN,
        ReasonCode.OUT_OF_POCKET,
        "given_back",
        True,
        (Bucket.OUT_OF_POCKET, Bucket.FAMILY_OUT_OF_POCKET),
    ),
    Ordered(Effect.LIMIT, ReasonCode.VISIT_LIMIT, "over_visit", True, (Bucket.VISIT_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.EVENT_LIMIT, "over_visit", True, (Bucket.EVENT_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.SUB_LIMIT, "over_sub_limit", True, (Bucket.SUB_LIMIT,)),
    Ordered(Effect.INDEMNITY, ReasonCode.INDEMNITY, "over_indemnity", True, ()),
    Ordered(Effect.LIMIT, ReasonCode.GROUP_LIMIT, "over_group", True, (Bucket.GROUP_LIMIT,)),
    Ordered(Effect.OVERFLOW, ReasonCode.OVERFLOW, "over_group", True, (Bucket.OVERFLOW_LIMIT,)),
    Ordered(Effect.LIMIT, ReasonCode.LIFETIME_LIMIT, "over_group", True, (Bucket.LIFETIME_LIMIT,)),
    Ordered(
        Effect.LIMIT, ReasonCode.ANNUAL_LIMIT, "over_annual", True, (Bucket.ANNUAL_LIMIT, Bucket.FAMILY_LIMIT)
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class Cap:
    """One deductible, limit or counter: its amount and code by cell, and the cells that have it."""

    bucket: Bucket
    shape: Shape
    amounts: Ints
    codes: Codes
    present: Flags
    width: int


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step for all plans; `credits_…` by cell: others' payments use its caps up as well."""

    effect: Effect
    reason: ReasonCode
    column: str
    late: bool
    caps: tuple[Cap, ...]
    active: Flags
    credits_social: Flags | None = None
    credits_other: Flags | None = None


def steps_of(cells: Sequence[Cell], codes: Mapping[Coded, Mapping[str, int]]) -> Iterator[Step]:
    """The steps that some cell needs, in order."""
    for place in ORDER:
        caps = tuple(
            cap for bucket in place.buckets if (cap := _cap(cells, bucket, place.late, codes)) is not None
        )
        active = _active(cells, place, caps)
        if place.effect is not Effect.RATE and not active.any():
            continue
        yearly = Bucket.DEDUCTIBLE in place.buckets
        yield Step(
            place.effect,
            place.reason,
            place.column,
            place.late,
            caps,
            active,
            _credits([cell.credits_social for cell in cells], active) if yearly else None,
            _credits([cell.credits_other for cell in cells], active) if yearly else None,
        )


def _active(cells: Sequence[Cell], place: Ordered, caps: Sequence[Cap]) -> Flags:
    match place.effect:
        case Effect.RATE:
            return np.array([cell.stop is Stop.NONE for cell in cells])
        case Effect.INDEMNITY:
            return np.array([cell.stop is Stop.NONE and _may_exceed(cell) for cell in cells])
        case _:
            return np.logical_or.reduce([cap.present for cap in caps]) if caps else np.zeros(1, np.bool_)


def _may_exceed(cell: Cell) -> bool:
    """Whether what is paid could be more than others have left of the bill: not where all they paid is taken off first."""
    return cell.splits or cell.second_part or not (cell.less_fund and cell.less_other)


def _cap(
    cells: Sequence[Cell], bucket: Bucket, late: bool, codes: Mapping[Coded, Mapping[str, int]]
) -> Cap | None:
    terms = [cell.caps.get((bucket, late)) for cell in cells]
    if all(term is None for term in terms):
        return None
    shape = SHAPES[bucket]
    known = {"": 0} if shape.coded is Coded.NOTHING else codes[shape.coded]
    nothing = CapTerm(NO_CAP)
    return Cap(
        bucket,
        shape,
        np.array([(term or nothing).amount for term in terms], np.int64),
        np.array([known[term.code] if term else 0 for term in terms], np.int32),
        np.array([term is not None for term in terms]),
        len(known),
    )


def _credits(flags: Sequence[bool], active: Flags) -> Flags | None:
    table = np.array(flags) & active
    return table if table.any() else None

"""What amounts are used up of: each deductible, limit and counter, and which lines share it."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Bucket(IntEnum):
    """What an amount has been used of."""

    DEDUCTIBLE = 0
    EVENT_DEDUCTIBLE = 1
    DAILY_LIMIT = 2
    SUB_LIMIT = 3
    ANNUAL_LIMIT = 4
    FAMILY_DEDUCTIBLE = 5
    GROUP_DEDUCTIBLE = 6
    COPAY = 7
    VISIT_LIMIT = 8
    EVENT_LIMIT = 9
    DAYS = 10
    VISITS = 11
    EVENTS = 12
    BANDS = 13
    EVENT_BANDS = 14
    OUT_OF_POCKET = 15
    FAMILY_OUT_OF_POCKET = 16
    GROUP_LIMIT = 17
    OVERFLOW_LIMIT = 18
    LIFETIME_LIMIT = 19
    FAMILY_LIMIT = 20


class Fine(IntEnum):
    """What tells buckets of one policy year apart beyond person and code."""

    NONE = 0
    EVENT = 1
    DAY = 2
    VISIT = 3


class Coded(StrEnum):
    """Whose code a bucket has: one for all, or one for each category, liability group or band table."""

    NOTHING = "nothing"
    CATEGORY = "category"
    GROUP = "group"
    BANDS = "bands"


class Shape(NamedTuple):
    """Which lines of a policy year share a bucket."""

    by_person: bool
    coded: Coded
    fine: Fine


SHAPES: dict[Bucket, Shape] = {
    Bucket.DEDUCTIBLE: Shape(True, Coded.NOTHING, Fine.NONE),
    Bucket.EVENT_DEDUCTIBLE: Shape(True, Coded.NOTHING, Fine.EVENT),
    Bucket.DAILY_LIMIT: Shape(True, Coded.CATEGORY, Fine.DAY),
    Bucket.SUB_LIMIT: Shape(True, Coded.CATEGORY, Fine.NONE),
    Bucket.ANNUAL_LIMIT: Shape(True, Coded.NOTHING, Fine.NONE),
    Bucket.FAMILY_DEDUCTIBLE: Shape(False, Coded.NOTHING, Fine.NONE),
    Bucket.GROUP_DEDUCTIBLE: Shape(True, Coded.GROUP, Fine.NONE),
    Bucket.COPAY: Shape(True, Coded.CATEGORY, Fine.VISIT),
    Bucket.VISIT_LIMIT: Shape(True, Coded.CATEGORY, Fine.VISIT),
    Bucket.EVENT_LIMIT: Shape(True, Coded.CATEGORY, Fine.EVENT),
    Bucket.DAYS: Shape(True, Coded.CATEGORY, Fine.DAY),
    Bucket.VISITS: Shape(True, Coded.CATEGORY, Fine.VISIT),
    Bucket.EVENTS: Shape(True, Coded.CATEGORY, Fine.EVENT),
    Bucket.BANDS: Shape(True, Coded.BANDS, Fine.NONE),
    Bucket.EVENT_BANDS: Shape(True, Coded.BANDS, Fine.EVENT),
    Bucket.OUT_OF_POCKET: Shape(True, Coded.NOTHING, Fine.NONE),
    Bucket.FAMILY_OUT_OF_POCKET: Shape(False, Coded.NOTHING, Fine.NONE),
    Bucket.GROUP_LIMIT: Shape(True, Coded.GROUP, Fine.NONE),
    Bucket.OVERFLOW_LIMIT: Shape(True, Coded.GROUP, Fine.NONE),
    Bucket.LIFETIME_LIMIT: Shape(True, Coded.NOTHING, Fine.NONE),
    Bucket.FAMILY_LIMIT: Shape(False, Coded.NOTHING, Fine.NONE),
}

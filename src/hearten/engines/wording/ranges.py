"""Ranges written as answers (“1–3次”, “under 18”, “6 or more”): do they overlap, do they leave something out?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = r"[$¥￥€£]?\s*(\d+(?:,\d{3})+|\d+(?:\.\d+)?)\s*(万|千|k\b)?"
_UNIT = r"[^\d\s—–~～-]{0,6}?"
_CLOSED = re.compile(
    rf"{_NUMBER}\s*({_UNIT})\s*(?:[-—–~～−]+|至|到|\bto\b|\band\b)\s*{_NUMBER}\s*(?P<unit>[^\d]*)$",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"^\s*{_NUMBER}\s*(?P<unit>[^\d]*)$", re.IGNORECASE)
# "loose" ends (以下, 以上, 以内) are read both ways by the law and by people: they neither overlap nor leave a gap.
_BELOW_STRICT = re.compile(
    rf"(?:不到|少于|低于|未满|不足|小于|less than|under|below|fewer than|younger than|up to but not)\s*{_NUMBER}",
    re.IGNORECASE,
)
_BELOW_LOOSE = re.compile(
    rf"{_NUMBER}\s*[\u4e00-\u9fff]{{0,3}}?(?P<and>及|或|以及|含)?(?:以下|以内|之内|or less|or fewer|or under|or younger|and under|and below)|(?:up to|at most|不超过|最多)\s*{_NUMBER}",
    re.IGNORECASE,
)
_ABOVE_STRICT = re.compile(
    rf"(?:超过|多于|高于|大于|more than|over|above|older than)\s*{_NUMBER}", re.IGNORECASE
)
_ABOVE_LOOSE = re.compile(
    rf"{_NUMBER}\s*(?:[\u4e00-\u9fff]{{0,3}}?|[a-z]+\s)(?:(?:及|或|以及|含)?以上|or more|or over|or older|or above|and over|and above|and older|and up|\+)|{_NUMBER}\s*\+|(?:at least|至少)\s*{_NUMBER}",
    re.IGNORECASE,
)
_INCLUSIVE = re.compile(r"及以|或以|含以|or |and |at |\+|至少|最多|不超过|up to", re.IGNORECASE)
_SCALE = {"万": 10_000.0, "千": 1_000.0, "k": 1_000.0}
_INFINITY = float("inf")


@dataclass(frozen=True)
class Range:
    """From `low` to `high`; `closed_*` says whether the end itself surely belongs to it; `loose` that readers differ."""

    text: str
    low: float
    high: float
    closed_low: bool = True
    closed_high: bool = True
    loose: bool = False
    unit: str = ""


def read_range(text: str) -> Range | None:  # noqa: PLR0911 -- one way of writing a range after the other
    """The range that an answer's words name, or None."""
    closed = _CLOSED.search(text)
    if closed:
        low, high = _value(closed[1], closed[2] or closed[5]), _value(closed[4], closed[5])
        return Range(text, low, high, unit=closed["unit"].strip() or closed[3].strip())
    if (found := _ABOVE_LOOSE.search(text)) is not None:
        return Range(text, _first(found), _INFINITY, loose=not _INCLUSIVE.search(found.group()))
    if (found := _BELOW_LOOSE.search(text)) is not None:
        return Range(text, -_INFINITY, _first(found), loose=not _INCLUSIVE.search(found.group()))
    if (found := _BELOW_STRICT.search(text)) is not None:
        return Range(text, -_INFINITY, _first(found), closed_high=False)
    if (found := _ABOVE_STRICT.search(text)) is not None:
        return Range(text, _first(found), _INFINITY, closed_low=False)
    single = _SINGLE.match(text)
    if single:
        value = _value(single[1], single[2])
        return Range(text, value, value, unit=single["unit"].strip())
    return None


def _value(digits: str, scale: str | None) -> float:
    return float(digits.replace(",", "")) * _SCALE.get((scale or "").lower(), 1.0)


def _first(match: re.Match[str]) -> float:
    groups = match.re.groups
    for index in range(1, groups + 1):
        given = match[index]
        if given and given[0].isdigit():
            following = match[index + 1] if index < groups else None
            return _value(given, following if following in _SCALE else None)
    return 0.0


def overlap(ranges: list[Range]) -> tuple[Range, Range, float] | None:
    """The first two neighbours (by size) that share a value, and the value."""
    for first, second in pairwise(sorted(ranges, key=lambda r: (r.low, r.high))):
        if first.high > second.low and not (
            first.low == second.low and first.high == second.high == first.low
        ):
            return first, second, second.low
        touching = first.high == second.low and first.closed_high and second.closed_low
        if touching and not (first.loose or second.loose):
            return first, second, second.low
    return None


def gap(ranges: list[Range]) -> tuple[Range, Range] | None:
    """The first two neighbours between which a whole number fits."""
    for first, second in pairwise(sorted(ranges, key=lambda r: (r.low, r.high))):
        between = second.low - first.high
        step = 1.0 if float(first.high).is_integer() and float(second.low).is_integer() else 0.11
        if between > step + 1e-9:
            return first, second
        if between > 0 and not first.closed_high and not second.closed_low:
            return first, second
    return None

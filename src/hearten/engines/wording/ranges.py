"""Ranges written as answers (“1–3次”, “under 18”, “6 or more”): do they overlap, do they leave something out?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

_NUMBER = r"[$¥￥€£]?\s*(\d+(?:,\d{3})+|\d+(?:\.\d+)?)\s*(万|千|k\b)?"
_UNIT = r"[^\d\s—–~～-]{0,6}?"
# Both ends named, each with its own word: "5 minutes to less than 10", "5分钟以上、不到10分钟", "over 5 and up to 10".
_OVER = r"超过|多于|高于|大于|more than|over|above|older than|longer than"
_LESS = r"不到|不足|不满|未满|少于|低于|小于|less than|under|below|fewer than|shorter than|younger than|up to but not(?: including)?"
_UP_TO = r"不超过|最多|至多|up to|at most|no more than|not more than"
_TWO_ENDS = re.compile(
    rf"(?:(?P<over>{_OVER})|(?<![\d.,]))\s*{_NUMBER}(?P<between>[^\d]{{0,24}}?)(?:(?P<less>{_LESS})|{_UP_TO})\s*{_NUMBER}\s*(?P<unit>[^\d]*)$",
    re.IGNORECASE,
)
_EXCLUDING = re.compile(r"[（(]\s*(?:不含|excl\w*\.?|not incl\w*\.?)", re.IGNORECASE)
_TIMES = {
    "a": "1", "an": "1", "once": "1", "twice": "2", "thrice": "3", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "一": "1", "两": "2", "二": "2", "三": "3", "四": "4", "五": "5",
    "六": "6", "七": "7", "八": "8", "九": "9", "十": "10",
}  # fmt: skip
# Numbers in words at the start of an answer, or after “to”: “once”, “three times or more”, “两三次” is none.
_IN_WORDS = re.compile(
    r"^(?:once|twice|thrice)\b|(?:^|(?<=to )|(?<=or )|(?<=than )|(?<=up to ))(?:once|twice|thrice|one|two|three|four|five|six|seven|eight|nine|ten)\b(?! of\b)"
    r"|(?:^|(?<=than )|(?<=under )|(?<=over )|(?<=within )|(?<=to )|(?<=about ))an?(?= (?:minute|hour|day|week|month|year)\b)"
    r"|(?:^|(?<=至)|(?<=到))[一两二三四五六七八九十](?=(?:[次回个人家份位天年周月趟名口]|小时|分钟|至|到|或|及)(?!.*都))",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"{_NUMBER}\s*({_UNIT})\s*(?:[-—–~～−]+|至|到|\bto\b|\band\b|\bor\b|或)\s*{_NUMBER}\s*(?P<unit>[^\d]*)$",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"^\s*{_NUMBER}\s*(?P<unit>[^\d]*)$", re.IGNORECASE)
# "loose" ends (以下, 以上, 以内) are read both ways by the law and by people: they neither overlap nor leave a gap.
_MORE_THAN_ONE_NUMBER = re.compile(r"\bto\b|\band\b|\bor\b|[至到或]", re.IGNORECASE)
_BELOW_STRICT = re.compile(
    rf"(?:不到|少于|低于|未满|不足|小于|less than|under|below|fewer than|younger than|up to but not|before)\s*{_NUMBER}|{_NUMBER}\s*[点号](?:钟)?(?:[之以])?前|((?:19|20)\d\d)\s*年(?:[之以])?前",
    re.IGNORECASE,
)
_BELOW_LOOSE = re.compile(
    rf"{_NUMBER}\s*(?:[\u4e00-\u9fff]{{0,3}}?|[a-z]+\s)(?P<and>及|或|以及|含|或者)?(?:以下|以内|之内|(?<=[月天日周年时钟])内|更早|更少|更短|or less|or fewer|or under|or younger|or earlier|or shorter|or lower|and under|and below)|(?:up to|at most|within|不超过|最多)\s*{_NUMBER}",
    re.IGNORECASE,
)
_ABOVE_STRICT = re.compile(
    rf"(?:超过|多于|高于|大于|more than|over|above|older than|longer than|after)\s*{_NUMBER}", re.IGNORECASE
)
_ABOVE_LOOSE = re.compile(
    rf"{_NUMBER}\s*(?:[\u4e00-\u9fff]{{0,3}}?|[a-z]+\s)(?:(?:及|或|以及|含|或者)?(?:以上|[以之]后|更多|更久|更长|更晚|更高)|or more|or over|or older|or above|or longer|or later|or after|or higher|or greater|and over|and above|and older|and up|\+)|{_NUMBER}\s*\+|(?:at least|至少)\s*{_NUMBER}",
    re.IGNORECASE,
)
_INCLUSIVE = re.compile(r"及以|或以|更|含以|or |and |at |\+|至少|最多|不超过|up to", re.IGNORECASE)
_SEVERAL = re.compile(
    r"^([一两二三四五六七八])([二三四五六七八九])(?=[次回个人家份位天年周月趟种名]|小时|分钟)"
)
# “半年”, “half an hour”: a half of one unit is so many whole ones of the next.
_HALVES = (
    (re.compile(r"(?<![个一\d])半个?小时|(?:\b(?:a )?half an|\bhalf(?: a)?|\ban? half)[ -]hour\b", re.IGNORECASE), "30分钟", "30 minutes"),
    (re.compile(r"(?<!个)半个月|\bhalf a month\b", re.IGNORECASE), "15天", "15 days"),
    (re.compile(r"(?<![一二两三\d上下前后])半年|\b(?:half a|a half[ -]|half[ -]a[ -])year\b", re.IGNORECASE), "6个月", "6 months"),
)  # fmt: skip
_DENIED = re.compile(r"没|无|不曾|从未")
_TIME = {
    "分": 1 / 1440, "min": 1 / 1440, "时": 1 / 24, "hou": 1 / 24, "天": 1.0, "日": 1.0, "day": 1.0,
    "周": 7.0, "星": 7.0, "wee": 7.0, "月": 30.4, "mon": 30.4, "年": 365.0, "yea": 365.0,
}  # fmt: skip
_TIME_UNIT = re.compile(
    r"(?<![每小])(?:小(?=时))?(分(?=钟)|时|天|日|周(?!岁)|星(?=期)|月|年)(?!次)|(?<!\ba )(?<!per )(?<!each )\b(min|hou|day|wee|mon|yea)(?:ute|r|k|th)?s?\b",
    re.IGNORECASE,
)
_NUMBER_OF_TIME = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:个|小)?(?:(分|时|天|日|周|星|月|年)[钟期]?|(min|hou|day|wee|mon|yea)(?:ute|r|k|th)?s?\b)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d ?[ap]\.?m\b|\b(?:noon|midday|midnight)\b", re.IGNORECASE)
_AGO = re.compile(r"以?前|\bago\b", re.IGNORECASE)
_LONGER_AGO = re.compile(
    rf"{_NUMBER}[^\d]{{0,8}}(?:以?前|\bago)\s*(?:或|或者|or)\s*(?:更早|更久|earlier|longer|before)",
    re.IGNORECASE,
)
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
    days: float = 0.0  # days of the unit of time that its words name; 0 when they name none


def _days(text: str) -> float:
    named = {_TIME[(m[1] or m[2]).lower()] for m in _TIME_UNIT.finditer(text)}
    return named.pop() if len(named) == 1 else 0.0


def read_range(text: str) -> Range | None:
    """The range that an answer's words name, or None."""
    if _CLOCK.search(text):
        return None  # twelve follows eleven and is followed by one
    written, text = text, _IN_WORDS.sub(lambda number: _TIMES[number.group().lower()], text)
    for half, zh_whole, en_whole in _HALVES:
        text = half.sub(en_whole if text.isascii() else zh_whole, text)
    text = _SEVERAL.sub(lambda two: f"{_TIMES[two[1]]}到{_TIMES[two[2]]}", text)
    if len({(m[1] or m[2]).lower() for m in _TIME_UNIT.finditer(text)}) > 1:
        return _of_two_units(written, text)
    found = _read(text)
    return replace(found, text=written, days=_days(text)) if found else None


def _of_two_units(written: str, text: str) -> Range | None:
    """“30 minutes to 2 hours” in days; None where the words are not two plain ends."""
    in_days = _NUMBER_OF_TIME.sub(lambda m: f"{float(m[1]) * _TIME[(m[2] or m[3]).lower()]:.4f}", text)
    if not (_TWO_ENDS.search(in_days) or _CLOSED.search(in_days)) or _AGO.search(text):
        return None
    found = _read(in_days)
    return replace(found, text=written, days=1.0) if found else None


def _read(text: str) -> Range | None:  # noqa: PLR0911 -- one way of writing a range after the other
    both = _TWO_ENDS.search(text)
    if both:
        low, high = _value(both[2], both[3]), _value(both[6], both[7])
        return Range(
            text,
            low,
            high,
            closed_low=not both["over"],
            closed_high=not both["less"],
            unit=both["unit"].strip(),
        )
    closed = _CLOSED.search(text)
    if closed:
        low, high = _value(closed[1], closed[2] or closed[5]), _value(closed[4], closed[5])
        unit = closed["unit"].strip() or closed[3].strip()
        return Range(text, low, high, closed_high=not _EXCLUDING.search(text), unit=unit)
    if (found := _LONGER_AGO.search(text)) is not None:
        return Range(text, _first(found), _INFINITY)
    if (found := _ABOVE_LOOSE.search(text)) is not None:
        return Range(text, _first(found), _INFINITY, loose=not _INCLUSIVE.search(found.group()))
    if (found := _BELOW_LOOSE.search(text)) is not None:
        return Range(text, -_INFINITY, _first(found), loose=not _INCLUSIVE.search(found.group()))
    if (found := _BELOW_STRICT.search(text)) is not None:
        return Range(text, -_INFINITY, _first(found), closed_high=False)
    if (found := _ABOVE_STRICT.search(text)) is not None:
        return Range(text, _first(found), _INFINITY, closed_low=False)
    single = _SINGLE.match(text)
    if single and not _MORE_THAN_ONE_NUMBER.search(single["unit"]):
        value = 0.0 if _DENIED.search(single["unit"]) else _value(single[1], single[2])
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


def in_days(ranges: list[Range]) -> list[Range] | None:
    """The ranges counted in days where their units of time differ; None when they are all of one unit."""
    units = {r.days for r in ranges}
    if len(units) < 2 or 0.0 in units:  # noqa: PLR2004 -- two units
        return None
    return [replace(r, low=r.low * r.days, high=r.high * r.days) for r in ranges]


def overlap(ranges: list[Range]) -> tuple[Range, Range, float] | None:
    """The first two neighbours (by size) that share a value, and the value."""
    for first, second in pairwise(sorted(ranges, key=lambda r: (r.low, r.high))):
        if first.high > second.low and not (
            first.low == second.low and first.high == second.high == first.low
        ):
            return first, second, second.low
        # One number may stand for two things; named twice in the same words is another fault.
        one_number = first.low == first.high == second.low == second.high
        touching = first.high == second.low and first.closed_high and second.closed_low and not one_number
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

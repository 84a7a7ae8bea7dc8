"""Does everybody find exactly one answer among the options?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from hearten.engines.wording.ranges import Range, gap, in_days, overlap, read_range
from hearten.engines.wording.scales import open_choice, sign
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question
from hearten.engines.wording.words import en, zh
from hearten.engines.wording.words.wholes import kind_of

_CHOICES = frozenset({"single", "multiple", ""})
_FEWEST = 2
_CLEARLY = 1.2  # a week and 7 days, a month and 30 days are one: only what is well beyond overlaps
_FEW_ENOUGH_TO_BE_ALL = 2
_DENIES = re.compile(
    r"^(?:其他|其它|别的|另|非|不|没|无|未|other|another|not|no|none|any other)", re.IGNORECASE
)
_DEGREE = re.compile(
    r"^(?:非常|很|比较|较|十分|最|极|有点|太|过于|稍|略|偏|very |quite |extremely |fairly |rather |really |so |too |far |much |way |a (?:bit|little|lot) |slightly |somewhat )",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"\b(?:once|twice|every|daily|weekly|monthly|yearly|times an? )|^每|天天|[天周月年]一次", re.IGNORECASE
)
_MONEY = re.compile(r"[元$¥￥€£]|\b(?:dollars?|yuan|rmb|euros?|pounds?)\b", re.IGNORECASE)
# Rungs of a ladder that everybody stands on: below the lowest and above the highest there are people too.
_LADDER = re.compile(
    r"学历|文化程度|(?:受)?教育程度|\b(?:highest|level of|how much)\b[^?]*\b(?:education|school(?:ing)?|qualification|degree|study)\b",
    re.IGNORECASE,
)
_LADDER_BOTTOM = re.compile(
    r"以下|小学|初中|没有?上|未上|\b(?:or (?:below|less|lower)|below|less than|under|primary|elementary|lower secondary|middle school|junior|no (?:formal|school\w*|qualifications?)|none|not finish\w*|did not)\b",
    re.IGNORECASE,
)
_LADDER_TOP = re.compile(
    r"以上|研究生|硕士|博士|更高|\b(?:or (?:above|higher|more|over)|postgraduate|graduate (?:degree|school)|master\w*|doctor\w*|ph\.?d|higher degree|advanced)\b",
    re.IGNORECASE,
)
_OUT_OF = re.compile(
    r"\bof (?:your|the|these|those|my|our)\b|\bout of\b|其中|当中|之中|[次个天]里", re.IGNORECASE
)
_ORDINAL = re.compile(
    r"^[一二三四五六七八九十\d]+[级档类期阶]|^(?:level|tier|class|stage|grade) \w+$", re.IGNORECASE
)


def choice_findings(question: Question) -> Iterator[Finding]:
    """Too few options, options that overlap, and answers that nobody thought of."""
    options = question.options
    if question.kind not in _CHOICES or (not options and not question.kind):
        return
    if len(options) < _FEWEST and (options or question.option_codes or question.kind):
        if options or question.code:
            yield finding(question, Kind.ONE_OPTION, part="options")
        return
    same = _twice(options)
    if same:
        yield finding(question, Kind.OVERLAPPING_OPTIONS, "same", part="options", first=same, second=same)
        return
    words = zh if question.chinese else en
    ranges = [found for found in map(read_range, options) if found]
    if len(ranges) >= _FEWEST and question.kind != "multiple":
        yield from _range_findings(question, ranges, words)
    elif len(ranges) < _FEWEST:
        yield from _named_findings(question, words)


def _twice(options: tuple[str, ...]) -> str:
    seen: set[str] = set()
    for option in options:
        plain = re.sub(r"\W+", " ", option).strip().casefold()
        if plain and plain in seen:
            return option
        seen.add(plain)
    return ""


def _range_findings(question: Question, ranges: list[Range], words: ModuleType) -> Iterator[Finding]:
    converted = in_days(ranges)
    shared = overlap(converted or ranges)
    if shared and (not converted or shared[0].high > _CLEARLY * shared[2]):
        first, second, value = shared
        yield finding(
            question,
            Kind.OVERLAPPING_OPTIONS,
            "range",
            part="options",
            first=first.text,
            second=second.text,
            value=f"{value:g}",
        )
        return
    hole = None if converted else gap(ranges)
    if hole:
        yield finding(
            question, Kind.MISSING_OPTIONS, "gap", part="options", first=hole[0].text, second=hole[1].text
        )
        return
    rest = [option for option in question.options if read_range(option) is None]
    lowest, highest = min(r.low for r in ranges), max(ranges, key=lambda r: r.high)
    counts = _compiled(words.COUNTING).search(question.text) and not _compiled(words.AT_LEAST_ONE).search(
        question.text
    )
    none = any(_compiled(words.NONE_OPTION).search(option) for option in question.options)
    if counts and lowest > 0 and not none and not question.conditional:
        yield finding(question, Kind.MISSING_OPTIONS, "none", part="options")
    elif lowest > 1 and not rest and _MONEY.search(" ".join(question.options)):
        first = min(ranges, key=lambda r: r.low)
        yield finding(question, Kind.MISSING_OPTIONS, "bottom", part="options", first=first.text)
    elif (
        highest.high != float("inf")
        and not rest
        and (any(r.low != r.high for r in ranges) or _endless(question, words))
    ):
        yield finding(question, Kind.MISSING_OPTIONS, "top", part="options", first=highest.text)


def _endless(question: Question, words: ModuleType) -> bool:
    """One, two, three: counted without saying of how many."""
    counted = _compiled(words.COUNTING + "|" + words.AT_LEAST_ONE).search(question.text)
    return bool(counted) and not _OUT_OF.search(question.text)


def _named_findings(question: Question, words: ModuleType) -> Iterator[Finding]:
    language = "zh" if question.chinese else "en"
    graded = [sign(option, language) for option in question.options]
    frequencies = [bool(_FREQUENCY.search(option)) for option in question.options]
    if len(frequencies) >= _FEWEST and all(frequencies) and not question.conditional:
        yield finding(question, Kind.MISSING_OPTIONS, "none", part="options")
        return
    is_scale = all(grade is not None for grade in graded) and not open_choice(question)
    if not is_scale:
        pair = _part_of(question.options) or kind_of(question.options)
        if pair and question.kind != "multiple":
            yield finding(
                question, Kind.OVERLAPPING_OPTIONS, "part", part="options", first=pair[0], second=pair[1]
            )
    if is_scale or question.other or len(question.options) <= _FEW_ENOUGH_TO_BE_ALL:
        return
    if _LADDER.search(question.text):
        yield from _ladder_findings(question)
        return
    asks_for_names = question.kind == "multiple" or open_choice(question)
    closed = any(_compiled(words.OTHER_OPTION).search(option) for option in question.options)
    if asks_for_names and not closed and not all(map(_ORDINAL.search, question.options)):
        yield finding(question, Kind.MISSING_OPTIONS, "other", part="options")


def _ladder_findings(question: Question) -> Iterator[Finding]:
    """Schooling and the like: the lowest and the highest rung stay open."""
    options = question.options
    for shade, end, rung in (("bottom", _LADDER_BOTTOM, options[0]), ("top", _LADDER_TOP, options[-1])):
        if not any(end.search(option) for option in options):
            yield finding(question, Kind.MISSING_OPTIONS, shade, part="options", first=rung)
            return


def _part_of(options: tuple[str, ...]) -> tuple[str, str] | None:
    """(whole, part): one option is another with a word before it (医院 – 三甲医院)."""
    plain = [option.strip().casefold() for option in options]
    for whole, wide in zip(options, plain, strict=True):
        for part, narrow in zip(options, plain, strict=True):
            if any(_DEGREE.sub("", option, count=1) == wide != option for option in plain):
                continue  # grades of one quality
            longer = len(narrow) > len(wide) >= _FEWEST and narrow.endswith(wide)
            at_word = not wide[:1].isascii() or narrow[: -len(wide)].endswith(" ")
            if longer and at_word and not _DENIES.search(narrow) and not _DEGREE.search(narrow):
                return whole, part
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)

"""Faults that a phrase gives away: leading, vague, absolute, hypothetical, too far back, taking for granted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from hearten.engines.wording.masks import blank
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question
from hearten.engines.wording.words import en, zh

_AGREEMENT = re.compile(r"agree|support|oppose|favou?r|同意|赞成|认同|符合|支持|反对", re.IGNORECASE)
# Longest span that people recall with some accuracy; counts and frequencies blur sooner (Tourangeau, Rips & Rasinski 2000).
_RECALL_MONTHS, _COUNT_MONTHS = 24, 12
_NUMBER_WORDS = {
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "几": 5, "多": 5, "数": 5,
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "twenty": 20, "few": 3, "several": 5, "many": 5, "decade": 10,
}  # fmt: skip
_BACK_ZH = re.compile(
    r"(?:过去|最近|近|之?前)(?:的)?\s*(\d+|[一两二三四五六七八九十几多数])\s*(?:个)?(年|月)(?:里|内|中|以来|间)?|(\d+|[两二三四五六七八九十几多数])\s*(年)(?:之)?前(?!后)"
)
_BACK_EN = re.compile(
    r"\b(?:last|past|previous)\s+(\d+|[a-z]+)\s+(year|month|decade)s?\b|\b(\d+|[a-z]+)\s+(year|decade)s?\s+ago\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:自|从)(?:您)?(?:第一次|首次|最初|开始)[^，。？]{0,10}(?:以来|到现在|至今|起)|第一次(?:投保|购买|联系|看病|理赔)|小时候|年轻时"
    r"|\bsince you (?:first|joined|became|were)\b|\bas a child\b|\bthe (?:very )?first time you\b|\bwhen you were (?:young|a child)\b|\bever since\b",
    re.IGNORECASE,
)
# Shades that matter in the question itself; in what leads up to it they are plain statements.
_ONLY_WHERE_ASKED = frozenset({"often", "always", "all"})
_STATEMENT_ZH = re.compile(r"(?<![^\s。！？])[^您你？。]{4,}，(?=您|你|请)")
# An effect with a direction; “what has changed?” leaves it open.
_GOOD_OR_BAD_EFFECT = re.compile(
    r"改善|帮助|好处|提[升高]|益处|收获|困扰|麻烦|损失|不便|压力|节省|减少|降低|增加|受益|省|瘦|学|恢复|好转"
    r"|improve|help|benefit|reduce|save|increase|harm|suffer|gain|lost",
    re.IGNORECASE,
)
_LIKELIHOOD = re.compile(r"\bhow likely\b|可能性?(?:有|是)?多大|多大(?:的)?可能|多大程度", re.IGNORECASE)
_LIKELY = re.compile(r"likely|可能", re.IGNORECASE)
# “Which medicines do you take regularly?”: the word tells a standing habit from a single time.
_A_ROUTINE = re.compile(
    r"\b(?:what|which)\b[^?]*\bregularly\b|(?:定期|常年)[^，。？]*(?:哪些|什么|哪几)|(?:哪些|什么|哪几)[^，。？]*(?:定期)",
    re.IGNORECASE,
)
_NO_EFFECT = re.compile(r"^(?:完全|一点也|毫|并)?(?:没|不|无)|^(?:not|no|none|nothing)\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"多少|几次|几回|几天|分钟|how (?:many|often|much|long)|number of|minutes", re.IGNORECASE
)


@cache
def _compiled(language: str) -> tuple[tuple[Kind, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    words = zh if language == "zh" else en
    tables = (
        (Kind.LEADING, words.LEADING),
        (Kind.VAGUE, words.VAGUE),
        (Kind.ABSOLUTE, words.ABSOLUTE),
        (Kind.HYPOTHETICAL, words.HYPOTHETICAL),
        (Kind.ASSUMPTIVE, words.ASSUMPTIVE),
    )
    return tuple(
        (kind, tuple((shade, re.compile(pattern, re.IGNORECASE)) for shade, pattern in table))
        for kind, table in tables
    )


@cache
def _filters(language: str) -> re.Pattern[str]:
    return re.compile(zh.FILTER if language == "zh" else en.FILTER, re.IGNORECASE)


def phrase_findings(question: Question) -> Iterator[Finding]:
    """At most one finding of each kind: the first phrase that gives it away."""
    language = "zh" if question.chinese else "en"
    text = question.plain
    asked = _without_lead_in(_only(text, question.asking))
    without_filters = _filters(language).sub(blank, text)
    for kind, table in _compiled(language):
        if kind == Kind.ASSUMPTIVE and question.conditional:
            continue  # shown only to those for whom it holds
        looked_at = without_filters if kind is Kind.HYPOTHETICAL else text
        for shade, pattern in table:
            match = pattern.search(asked if shade in _ONLY_WHERE_ASKED else looked_at)
            if match and not _excused(question, kind, shade):
                yield finding(question, kind, shade, span=match.span())
                break
    yield from _recall(question)


def _only(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with everything outside `spans` blanked."""
    kept = [" "] * len(text)
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


def _without_lead_in(text: str) -> str:
    """Chinese puts a statement before the question with a comma; it speaks of nobody and asks nothing."""
    return _STATEMENT_ZH.sub(blank, text)


def _excused(question: Question, kind: Kind, shade: str) -> bool:
    """Agreement with a statement may be asked where the answers run from disagree to agree."""
    if kind is Kind.ASSUMPTIVE:
        return _answerable(question, shade)
    if kind is Kind.HYPOTHETICAL:
        return _no_fancy(question)
    if kind is Kind.VAGUE:
        return shade == "often" and bool(_A_ROUTINE.search(question.plain))
    if kind is not Kind.LEADING or shade != "also":
        return False
    answers = " ".join((*question.options, question.low_label, question.high_label))
    statement = question.plain != question.text
    return statement or len(_AGREEMENT.findall(answers)) > 1


def _no_fancy(question: Question) -> bool:
    """How likely people are to use an offer, answered by degrees, is asked the usual way."""
    answers = " ".join((*question.options, question.low_label, question.high_label))
    return bool(_LIKELIHOOD.search(question.plain)) and len(_LIKELY.findall(answers)) > 1


def _answerable(question: Question, shade: str) -> bool:
    """What is taken for granted may be denied: “nothing” in an open answer, “no change” on a scale that goes both ways."""
    if shade == "best":
        return question.kind == "text"
    answers = (*question.options, question.low_label)
    return shade == "effect" and (
        any(_NO_EFFECT.search(answer) for answer in answers)
        or (any(answers) and not _GOOD_OR_BAD_EFFECT.search(question.plain))
    )


def _recall(question: Question) -> Iterator[Finding]:
    text = question.plain
    for match in (_BACK_ZH if question.chinese else _BACK_EN).finditer(text):
        amount, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
        number = int(amount) if amount.isdigit() else _NUMBER_WORDS.get(amount.lower(), 0)
        months = number * {"年": 12, "year": 12, "decade": 120}.get(unit.lower(), 1)
        if months > (_COUNT_MONTHS if _COUNTS.search(text) else _RECALL_MONTHS):
            yield finding(question, Kind.HYPOTHETICAL, "recall", span=match.span())
            return
    since = _SINCE.search(text)
    if since and _COUNTS.search(text):
        yield finding(question, Kind.HYPOTHETICAL, "recall", span=since.span())

"""Does a question use words of the trade without explaining them?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hearten.engines.wording.masks import blank
from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question, Term
from hearten.engines.wording.words import terms_en as en
from hearten.engines.wording.words import terms_zh as zh

_ABBREVIATION = re.compile(
    r"(?<![A-Za-z])(?:[A-Z]{2,6}s?|[A-Z](?:&|/)[A-Z]|[A-Z]{1,3}\d[A-Z\d]*|[A-Z]+(?:-[A-Z]+)+)(?![A-Za-z])"
)
_EXPLAINED_AFTER = re.compile(
    r"\s*[”’\"》]?\s*(?:(?:is|are|是多少|是什么|是)?\s*[（(]|(?:is|are|means?|refers? to) (?:the|an?|what|how|money|time)\b(?=[^?.]*\. )|[：:—–]+\s*(?:the |an? |what |how |when |在|指|即|就是|也就是|您|[^，。？]{2,30}的(?:钱|金额|部分|时间|费用))|，?(?:就是|意思是|简单说)|，?即|，?也就是|，?是?指(?:的?是)?|,?\s*(?:that is|i\.e\.|meaning|in other words|which (?:is|means)|,\s*the (?:amount|part|share|sum|time|period|days|money|company|people|most|percentage)\b))"
)
# “(also called …)”, “…的日子，也叫…”: the term is the name of what has just been said.
_NAMED_AFTER = re.compile(
    r"[（(]\s*(?:也|又|即|就是|俗|简|统|专业上|术语)?(?:叫做?|称为?|称作)?[“\"「]?\s*$|(?:，|[（(]\s*)(?:也叫做?|也称|又称|又叫|俗称|简称|术语叫做?)[“\"「]?$"
    r"|(?:[(,]|[–—] ?)\s*(?:this is |also |sometimes |usually |often |which (?:is|we) )*(?:called|call|known as|named|termed)\s+(?:the |an? )?[“\"‘']?$",
    re.IGNORECASE,
)
_SHORTEST = 2
# Words of the trade that mean something everyday here.
_EVERYDAY_SENSE = re.compile(
    r"\bloading (?:times?|speeds?|screens?|pages?|bays?)\b|\b(?:bus|bike|bicycle|motorcycle|horse) riders?\b|[一总]共保|保全(?=家|年|部|身|国)|\bseverity of (?:the |your )?(?:pain|symptoms?|illness)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lexicon:
    """Terms of one language in a single pattern, longest first, with what to say instead."""

    pattern: re.Pattern[str]
    plain: dict[str, str]


@cache
def lexicon(language: str, terms: tuple[Term, ...] = ()) -> Lexicon:
    """The house's own list and the caller's glossary, without words that members use themselves."""
    words = zh if language == "zh" else en
    plain = {term.lower(): instead for term, instead in words.JARGON.items()}
    for term in terms:
        if (
            term.language[:2] == language
            and len(term.text) >= _SHORTEST
            and term.text.lower() not in words.EVERYDAY
        ):
            plain[term.text.lower()] = term.plain or plain.get(term.text.lower(), "")
    longest_first = sorted(plain, key=len, reverse=True)
    edge = "" if language == "zh" else r"\b"
    return Lexicon(
        re.compile(edge + "(?:" + "|".join(map(re.escape, longest_first)) + ")" + edge, re.IGNORECASE), plain
    )


def jargon_findings(question: Question, terms: Sequence[Term] = ()) -> Iterator[Finding]:
    """One finding for each unexplained term or abbreviation, in the text, the help and the answers."""
    language = "zh" if question.chinese else "en"
    known = lexicon(language, tuple(terms))
    seen: set[str] = set()
    for part, text in _parts(question):
        for match in known.pattern.finditer(_EVERYDAY_SENSE.sub(blank, text)):
            term = match.group().lower()
            if term in seen:
                continue
            seen.add(term)  # said once: explained or not
            if _explained(question, text, match):
                continue
            plain = known.plain[term]
            yield finding(
                question,
                Kind.JARGON,
                "plain" if plain else "term",
                span=match.span(),
                part=part,
                words=match.group(),
                suggestion=text[: match.start()] + plain + text[match.end() :]
                if plain and part == "text"
                else "",
                plain=plain,
            )
        yield from _abbreviations(question, part, text, seen)


def _parts(question: Question) -> Iterator[tuple[str, str]]:
    yield "text", question.text
    yield from zip((f"option.{code}" for code in question.option_codes), question.options, strict=False)
    yield from ((f"row.{code}", row) for code, row in question.rows)


def _abbreviations(question: Question, part: str, text: str, seen: set[str]) -> Iterator[Finding]:
    words = zh if question.chinese else en
    shouting = text.upper() == text and not question.chinese
    for match in _ABBREVIATION.finditer(text):
        short = match.group().rstrip("s")
        if (
            shouting
            or short.upper() in words.KNOWN_ABBREVIATIONS
            or short in seen
            or _explained(question, text, match)
        ):
            continue
        seen.add(short)
        yield finding(
            question, Kind.JARGON, "abbreviation", span=match.span(), part=part, words=match.group()
        )


def _explained(question: Question, text: str, match: re.Match[str]) -> bool:
    return bool(
        _EXPLAINED_AFTER.match(text, match.end())
        or _NAMED_AFTER.search(text[: match.start()])
        or match.group().lower() in question.help.lower()
    )

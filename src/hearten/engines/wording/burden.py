"""How long will answering take? A model of reading and answering; a pilot's medians are better and replace it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hearten.engines.wording.sentences import finding
from hearten.engines.wording.types import Finding, Kind, Question

# Silent reading: 238 English words a minute (Brysbaert 2019), 255 Chinese characters a minute (IReST, Trauzettel-Klosinski & Dietz 2012).
_WORDS_A_MINUTE, _CHARACTERS_A_MINUTE = 238.0, 255.0
# Seconds to decide and tap, beyond reading: ours, to be compared with the pilot's median of each item.
ANSWER_SECONDS = {
    "csat": 3.0, "effort": 4.0, "nps": 4.0, "scale": 4.0, "single": 4.0, "multiple": 6.0, "number": 7.0, "date": 8.0,
    "text": 25.0, "file": 30.0, "consent": 4.0, "note": 0.0,
}  # fmt: skip
ROW_SECONDS = {"matrix": 4.0, "kano": 5.0, "servqual": 5.0}  # each row, or each half of a pair
OPTION_SECONDS = {"ranking": 5.0, "allocation": 7.0, "maxdiff": 3.0}
_USUAL_SECONDS = 5.0
_MOST_MINUTES = 10  # median of the ideal length that web respondents name (Revilla & Ochoa 2017)
_SAID_TOO_LITTLE = 1.5
_CONDITIONAL_SHARE = 0.5  # nobody knows before the pilot how many see a conditional item
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_CHARACTER = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+|\d+")


@dataclass(frozen=True)
class Burden:
    """Seconds of reading and of answering, in one language."""

    reading: float
    answering: float

    @property
    def minutes(self) -> float:
        return (self.reading + self.answering) / 60.0


def burden_of(questions: Sequence[Question]) -> Burden:
    """Expected seconds over `questions`; a conditional item counts half."""
    reading = answering = 0.0
    for question in questions:
        share = _CONDITIONAL_SHARE if question.conditional else 1.0
        reading += share * _reading_seconds(question)
        answering += share * _answer_seconds(question)
    return Burden(reading, answering)


def _reading_seconds(question: Question) -> float:
    text = "\n".join(
        (
            question.text,
            question.help,
            question.low_label,
            question.high_label,
            *question.options,
            *(row for _, row in question.rows),
        )
    )
    if question.chinese:
        return len(_CHARACTER.findall(text)) / _CHARACTERS_A_MINUTE * 60.0
    return len(_WORD.findall(text)) / _WORDS_A_MINUTE * 60.0


def _answer_seconds(question: Question) -> float:
    if question.kind in ROW_SECONDS:
        return ROW_SECONDS[question.kind] * len(question.rows)
    if question.kind in OPTION_SECONDS:
        return OPTION_SECONDS[question.kind] * len(question.options)
    return ANSWER_SECONDS.get(question.kind, _USUAL_SECONDS)


def burden_findings(questions: Sequence[Question], minutes_said: float | None) -> Iterator[Finding]:
    if not questions:
        return
    minutes = burden_of(questions).minutes
    whole = Question(text="", language=questions[0].language)
    if minutes > _MOST_MINUTES:
        yield finding(whole, Kind.TOO_MANY, part="survey", minutes=f"{minutes:.1f}", most=_MOST_MINUTES)
    if minutes_said and minutes > _SAID_TOO_LITTLE * minutes_said:
        yield finding(
            whole,
            Kind.MINUTES_DIFFER,
            part="minutes",
            minutes=f"{minutes:.1f}",
            said=round(minutes_said),
            rounded=max(1, round(minutes)),
        )

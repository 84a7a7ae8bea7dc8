"""Which questions does this person have to answer, and can the answers be read?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Answer = bool | int | str | tuple[str, ...]
_YES = {"yes", "true", "1"}
_NO = {"no", "false", "0"}


class QuestionKind(StrEnum):
    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Question:
    """A question; asked when there is no `after`, or when the answer to `after` is `equals`."""

    code: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    least: int = 0
    greatest: int = 0
    after: str = ""
    equals: Answer | None = None


def asked(questions: Sequence[Question], answers: Mapping[str, Answer]) -> list[Question]:
    """The questions that these answers lead to, in order."""
    shown: dict[str, Question] = {}
    for question in questions:
        if not question.after or (question.after in shown and answers.get(question.after) == question.equals):
            shown[question.code] = question
    return list(shown.values())


def read_answers(questions: Sequence[Question], given: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers to the questions that were asked, in their kinds. Raises Invalid for the first that can't be read."""
    answers: dict[str, Answer] = {}
    for question in questions:
        if question.after and answers.get(question.after) != question.equals:
            continue
        answers[question.code] = _read(question, given.get(question.code))
    return answers


def _read(question: Question, given: Any) -> Answer:
    if given is None or given == "":
        raise Invalid(N_("Please answer this question."), field=question.code)
    return _READERS[question.kind](question, given)


def _yes_no(question: Question, given: Any) -> bool:
    word = str(given).strip().lower()
    if word not in _YES | _NO:
        raise Invalid(N_("Answer yes or no."), field=question.code)
    return word in _YES


def _number(question: Question, given: Any) -> int:
    text = str(given).strip()
    if isinstance(given, bool) or not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 -- fits int32
        raise Invalid(N_("Write a whole number."), field=question.code)
    number = int(text)
    if not question.least <= number <= question.greatest:
        raise Invalid(
            N_("Write a number from %(least)s to %(greatest)s."),
            field=question.code,
            least=question.least,
            greatest=question.greatest,
        )
    return number


def _choice(question: Question, given: Any) -> str:
    if given not in question.options:
        raise Invalid(N_("Choose one of the answers offered."), field=question.code)
    return str(given)


def _choices(question: Question, given: Any) -> tuple[str, ...]:
    """The chosen options in the document's order, so that the order of ticking has no effect."""
    if not isinstance(given, list | tuple) or not given or not set(map(str, given)) <= set(question.options):
        raise Invalid(N_("Choose from the answers offered."), field=question.code)
    return tuple(option for option in question.options if option in given)


_READERS: dict[QuestionKind, Callable[[Question, Any], Answer]] = {
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.NUMBER: _number,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
}

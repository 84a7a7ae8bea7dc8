"""Questions as the page shows them, and answers as the page sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from hearten.domains.surveys.types import LONGEST_TEXT, Survey

_LONGEST_COUNT = 5


@dataclass(frozen=True)
class Question:
    """One question on the page."""

    code: str
    kind: str
    text: str
    low: str
    high: str
    required: bool
    value: str
    error: list[str]
    longest: int = LONGEST_TEXT


def questions(
    survey: Survey,
    given: Mapping[str, int | str],
    language: str | None,
    wrong: str | None = None,
    why: str | None = None,
) -> list[Question]:
    """The survey's questions in the reader's language, with what was answered so far and what is wrong."""
    return [
        Question(
            code=item.code,
            kind=item.kind.value,
            text=item.text.in_language(language),
            low=item.low_label.in_language(language),
            high=item.high_label.in_language(language),
            required=item.required,
            value=str(given.get(item.code, "")),
            error=[why] if why and wrong == item.code else [],
        )
        for item in survey.items
    ]


def posted_answers(survey: Survey, post: QueryDict) -> dict[str, int | str]:
    """What was filled in, by question; questions that the page did not send are left alone."""
    return {item.code: str(post[item.code]) for item in survey.items if item.code in post}


def posted_seconds(survey: Survey, post: QueryDict) -> dict[str, int]:
    """How long each question took by the page's own clock, where it says so."""
    counted = {item.code: post.get(f"seconds_{item.code}", "") for item in survey.items}
    return {
        code: int(text) for code, text in counted.items() if text.isdecimal() and len(text) <= _LONGEST_COUNT
    }

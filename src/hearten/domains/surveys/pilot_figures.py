"""What does a pilot show of each question: time, where people leave, “can't say”, what is skipped, what tells nobody apart?

Plain figures of a few dozen people: they find what is wrong with the questions, they measure nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hearten.domains.surveys.questionnaire import FieldKind, Item, ItemKind, Survey
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.questionnaire.conditions import DONT_KNOW

# So many finished answers at least, before a figure of a pilot says anything.
ENOUGH = 10
MOST_BROKEN_OFF = 0.15
MOST_SKIPPED = 0.2
MOST_CANNOT_SAY = 0.2
MOST_ALIKE = 0.9
# A consent is meant to be given; of the others, single values say little.
_TELLS_APART_OTHERWISE = frozenset(
    {ItemKind.CONSENT, ItemKind.KANO, ItemKind.MAXDIFF, ItemKind.ALLOCATION, ItemKind.NUMBER}
)
LONGER_THAN_PROMISED = 1.25


@dataclass(frozen=True)
class Attempt:
    """One person's way through: values by field key, seconds by question, the questions shown, and whether it was handed in."""

    values: Mapping[str, Any]
    seconds: Mapping[str, float]
    shown: frozenset[str]
    finished: bool


@dataclass(frozen=True)
class QuestionFigures:
    """One question. Shares are of those who saw it and finished; `left_here` gave their last answer here and never finished.

    `median_s`, `lower_s`, `upper_s`: quartiles of seconds. `mean`, `spread` (standard deviation) and `alike` (the share of
    the commonest value) over all its numbers or choices; None where it has none.
    """

    code: str
    shown: int
    answered: int
    skipped: float | None
    cannot_say: float | None
    median_s: float | None
    lower_s: float | None
    upper_s: float | None
    left_here: int
    mean: float | None
    spread: float | None
    alike: float | None


@dataclass(frozen=True)
class PageFigures:
    """How many came to a page, and how many of them gave no answer after it and never finished."""

    code: str
    reached: int
    left: int

    @property
    def share(self) -> float | None:
        return self.left / self.reached if self.reached else None


@dataclass(frozen=True)
class PilotFigures:
    """All of a pilot. `minutes` is the median of those who finished."""

    finished: int
    begun: int
    minutes: float | None
    questions: tuple[QuestionFigures, ...]
    pages: tuple[PageFigures, ...]

    @property
    def broken_off(self) -> float | None:
        """Of those who began, the share who did not finish."""
        return 1 - self.finished / self.begun if self.begun else None


def figures_of(survey: Survey, attempts: Sequence[Attempt]) -> PilotFigures:
    """The figures over everybody who began."""
    lengths = [sum(a.seconds.values()) / 60 for a in attempts if a.finished and a.seconds]
    last = Counter(code for a in attempts if not a.finished and (code := _last_answered(survey, a)))
    return PilotFigures(
        finished=sum(a.finished for a in attempts),
        begun=len(attempts),
        minutes=float(np.median(lengths)) if lengths else None,
        questions=tuple(
            _question(item, attempts, last[item.code])
            for item in survey.items
            if item.kind is not ItemKind.NOTE
        ),
        pages=_pages(survey, attempts),
    )


def _question(item: Item, attempts: Sequence[Attempt], left_here: int) -> QuestionFigures:
    saw = [a for a in attempts if item.code in a.shown and (a.finished or _answers(item, a))]
    whole = [a for a in saw if a.finished]
    answered = [a for a in saw if _answers(item, a)]
    unsure = [a for a in whole if any(_is_unsure(v) for v in _answers(item, a).values())]
    times = [a.seconds[item.code] for a in answered if a.seconds.get(item.code)]
    low, middle, high = np.percentile(times, [25, 50, 75]) if times else (None, None, None)
    mean, spread, alike = _variety(item, answered)
    return QuestionFigures(
        code=item.code,
        shown=len(saw),
        answered=len(answered),
        skipped=1 - sum(bool(_answers(item, a)) for a in whole) / len(whole) if whole else None,
        cannot_say=len(unsure) / len(whole) if whole and item.dont_know else None,
        median_s=None if middle is None else float(middle),
        lower_s=None if low is None else float(low),
        upper_s=None if high is None else float(high),
        left_here=left_here,
        mean=mean,
        spread=spread,
        alike=alike,
    )


def _answers(item: Item, attempt: Attempt) -> dict[str, Any]:
    return {
        f.key: attempt.values[f.key] for f in item.fields() if attempt.values.get(f.key) not in (None, "", [])
    }


def _is_unsure(value: Any) -> bool:
    return bool(value in (DONT_KNOW, [DONT_KNOW]))


def _variety(item: Item, answered: Sequence[Attempt]) -> tuple[float | None, float | None, float | None]:
    """Mean and standard deviation of its numbers, and the share of the commonest of its values.

    None of what is sensitive, or of so few people that the figure would tell what one of them said.
    """
    if item.sensitive is not None or len(answered) < THRESHOLD:
        return None, None, None
    open_kinds = {FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.FLAG}
    keys = {field.key for field in item.fields() if field.kind in open_kinds}
    if item.kind in _TELLS_APART_OTHERWISE or not keys:
        return None, None, None
    values = [
        v for a in answered for key, v in _answers(item, a).items() if key in keys and not _is_unsure(v)
    ]
    if not values:
        return None, None, None
    alike = Counter(map(str, values)).most_common(1)[0][1] / len(values)
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    mean = float(np.mean(numbers)) if numbers else None
    spread = float(np.std(numbers, ddof=1)) if len(numbers) > 1 else None
    return mean, spread, alike


def _last_answered(survey: Survey, attempt: Attempt) -> str:
    return next((item.code for item in reversed(survey.items) if _answers(item, attempt)), "")


def _pages(survey: Survey, attempts: Sequence[Attempt]) -> tuple[PageFigures, ...]:
    """Somebody reached the pages up to the last one with an answer of theirs; who finished reached all that were shown."""
    furthest = [_furthest(survey, a) for a in attempts]
    found = []
    for place, page in enumerate(survey.pages):
        reached = left = 0
        for attempt, far in zip(attempts, furthest, strict=True):
            sees = any(item.code in attempt.shown for item in page.items)
            reached += sees and (attempt.finished or place <= far)
            left += not attempt.finished and place == far
        found.append(PageFigures(page.code, reached, left))
    return tuple(found)


def _furthest(survey: Survey, attempt: Attempt) -> int:
    """The place of the last page with an answer; the first page when there is none."""
    places = [n for n, page in enumerate(survey.pages) if any(_answers(item, attempt) for item in page.items)]
    return max(places, default=0)

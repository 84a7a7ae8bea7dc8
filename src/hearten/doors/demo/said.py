"""What would somebody in a given mood answer to any questionnaire? For the small studies of the demo, in which nothing is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from hearten.domains.fieldwork.slots import How, Slot
from hearten.domains.surveys.questionnaire import Item, ItemKind, Survey
from hearten.domains.surveys.services.preparing import settle_answers
from hearten.doors.demo.words import STUDY_WORDS

_NOISE = 0.13
_SECONDS = {ItemKind.MATRIX: 34, ItemKind.TEXT: 22, ItemKind.MULTIPLE: 12}
_USUAL_SECONDS = 8
_WORDS_SHARE = 0.45
_GOOD = 0.62
# Answers that speak of trouble; who is content rarely gives them.
_TROUBLE = frozenset({"no", "never", "partly", "poor", "very_poor", "sometimes"})


def said_by(mood: float, survey: Survey, rng: np.random.Generator) -> dict[str, Any]:
    """Values by field key; `mood` from 0 (bad) to 1 (good). Only what is shown after the answers before is answered."""
    given: dict[str, Any] = {}
    for item in survey.items:
        if (maker := _MAKERS.get(item.kind)) is not None:
            given |= maker(item, mood, rng)
    return dict(settle_answers(survey, given, {}).values)


def seconds_for(survey: Survey, answered: Iterable[str], rng: np.random.Generator) -> dict[str, int]:
    """Seconds by question for the questions to which the answered fields belong."""
    codes = {key.partition(".")[0] for key in answered}
    pace = rng.lognormal(0, 0.25)
    return {
        item.code: max(2, round(_SECONDS.get(item.kind, _USUAL_SECONDS) * pace * rng.lognormal(0, 0.25)))
        for item in survey.items
        if item.code in codes
    }


def as_typed(slots: Iterable[Slot], values: Mapping[str, Any]) -> dict[str, str]:
    """The answers as they are keyed from paper: the printed numbers."""
    return {slot.key: _typed(slot, values[slot.key]) for slot in slots if slot.key in values}


def _typed(slot: Slot, value: Any) -> str:
    numbers = {choice.value: choice.number for choice in slot.choices}
    if slot.how in {How.STEP, How.PICK}:
        return str(numbers[value])
    if slot.how is How.PICKS:
        return " ".join(str(number) for number in sorted(numbers[one] for one in value))
    return str(value)


def _rating(item: Item, mood: float, rng: np.random.Generator) -> dict[str, Any]:
    return {item.code: _step(item, mood, rng)}


def _matrix(item: Item, mood: float, rng: np.random.Generator) -> dict[str, Any]:
    return {
        f"{item.code}.{row.code}": _step(item, 1 - mood if row.dimension == "negative" else mood, rng)
        for row in item.rows
    }


def _step(item: Item, mood: float, rng: np.random.Generator) -> int:
    low, high = item.range or (1, 5)
    return int(np.clip(round(low + (high - low) * (mood + rng.normal(0, _NOISE))), low, high))


def _single(item: Item, mood: float, rng: np.random.Generator) -> dict[str, Any]:
    codes = [option.code for option in item.options if not option.other]
    content = [code for code in codes if code not in _TROUBLE]
    return {item.code: str(rng.choice(content if content and rng.random() < mood else codes))}


def _multiple(item: Item, _mood: float, rng: np.random.Generator) -> dict[str, Any]:
    codes = [option.code for option in item.options if not option.other and not option.exclusive]
    chosen = set(rng.choice(codes, size=min(len(codes), 1 + int(rng.integers(2))), replace=False))
    return {item.code: [code for code in codes if code in chosen]}


def _words(item: Item, mood: float, rng: np.random.Generator) -> dict[str, Any]:
    phrases = STUDY_WORDS["good" if mood > _GOOD else "slow"]
    return {item.code: str(rng.choice(phrases))} if rng.random() < _WORDS_SHARE else {}


def _consent(item: Item, mood: float, rng: np.random.Generator) -> dict[str, Any]:
    return {item.code: bool(rng.random() < mood)}


_MAKERS: dict[ItemKind, Callable[[Item, float, np.random.Generator], dict[str, Any]]] = {
    ItemKind.CSAT: _rating,
    ItemKind.EFFORT: _rating,
    ItemKind.NPS: _rating,
    ItemKind.SCALE: _rating,
    ItemKind.MATRIX: _matrix,
    ItemKind.SINGLE: _single,
    ItemKind.MULTIPLE: _multiple,
    ItemKind.TEXT: _words,
    ItemKind.CONSENT: _consent,
}

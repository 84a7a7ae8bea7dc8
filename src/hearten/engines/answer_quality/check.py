"""All checks over the answers of a survey at once, and a figure with and without those that are flagged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from hearten.engines.answer_quality.conditions import Column
from hearten.engines.answer_quality.contradictions import (
    Pair,
    Rule,
    find_contradictions,
    find_kano_questionable,
    find_odd_patterns,
)
from hearten.engines.answer_quality.duplicates import find_duplicate_devices, find_twins
from hearten.engines.answer_quality.signals import find_bots, find_dont_knows, find_drop_outs
from hearten.engines.answer_quality.speed import find_speeders
from hearten.engines.answer_quality.straight import find_straight_liners
from hearten.engines.answer_quality.types import Battery, Flagged, Flags, Floats, Thresholds
from hearten.engines.answer_quality.words import find_nonsense, find_pasted

Figure = TypeVar("Figure")
_USUAL = Thresholds()
_TWIN_ITEMS = 10  # shorter forms have honest twins


@dataclass(frozen=True)
class Answers:
    """Responses as columns, all of length `people`; leave out what is not known and its check is left out.

    seconds: (people, items) spent on each item, NaN not seen. batteries: items on one scale. columns: field → answers, for
    the rules. kano: (functional, dysfunctional). odd_items: (people, items) for the Mahalanobis check (off by default).
    devices: number of the device, -1 unknown, with at: seconds since any fixed moment. words: field → texts.
    """

    people: int
    seconds: Floats | None = None
    batteries: Sequence[Battery] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    pairs: Sequence[Pair] = ()
    kano: tuple[Floats, Floats] | None = None
    odd_items: Floats | None = None
    devices: NDArray[np.int64] | None = None
    at: Floats | None = None
    honeypot: Flags | None = None
    script_seen: Flags | None = None
    words: Mapping[str, Sequence[str | None]] = field(default_factory=dict)
    dont_know: NDArray[np.int64] | None = None
    answered: NDArray[np.int64] | None = None
    shown: NDArray[np.int64] | None = None
    finished: Flags | None = None


def check_answers(answers: Answers, thresholds: Thresholds = _USUAL) -> list[Flagged]:
    """Every flag, check by check; the answers are left as they are. Empty lists are left out."""
    found: list[Flagged] = []
    if answers.seconds is not None:
        found.append(find_speeders(answers.seconds, thresholds))
    found += [find_straight_liners(battery, thresholds) for battery in answers.batteries]
    found += _contradicting(answers, thresholds)
    found += _doubled(answers, thresholds)
    found += _signalled(answers, thresholds)
    found += find_nonsense(answers.words)
    found.append(find_pasted(answers.words, thresholds))
    return [one for one in found if len(one)]


def _contradicting(answers: Answers, thresholds: Thresholds) -> list[Flagged]:
    found = [
        find_contradictions(
            answers.people,
            rules=answers.rules,
            pairs=answers.pairs,
            columns=answers.columns,
            thresholds=thresholds,
        )
    ]
    if answers.kano is not None:
        found.append(find_kano_questionable(*answers.kano, thresholds))
    if answers.odd_items is not None:
        found.append(find_odd_patterns(answers.odd_items, thresholds))
    return found


def _doubled(answers: Answers, thresholds: Thresholds) -> list[Flagged]:
    found = []
    if answers.devices is not None and answers.at is not None:
        found.append(find_duplicate_devices(answers.devices, answers.at, thresholds))
    scales = [battery.answers for battery in answers.batteries]
    if sum(part.shape[1] for part in scales) >= _TWIN_ITEMS:
        found.append(find_twins(np.hstack(scales), thresholds))
    return found


def _signalled(answers: Answers, thresholds: Thresholds) -> list[Flagged]:
    total = items = None
    if answers.seconds is not None:
        known = ~np.isnan(answers.seconds)
        total, items = np.nansum(answers.seconds, axis=1), known.sum(axis=1)
    found = [
        find_bots(
            answers.people,
            honeypot=answers.honeypot,
            script_seen=answers.script_seen,
            seconds=total,
            items=items,
            thresholds=thresholds,
        )
    ]
    if answers.dont_know is not None and answers.answered is not None:
        found.append(find_dont_knows(answers.dont_know, answers.answered, thresholds))
    if answers.answered is not None and answers.shown is not None and answers.finished is not None:
        found.append(find_drop_outs(answers.answered, answers.shown, answers.finished, thresholds))
    return found


@dataclass(frozen=True)
class BothWays(Generic[Figure]):
    """A figure over everybody and over those who are not set aside."""

    everybody: Figure
    without: Figure
    people: int
    set_aside: int


def with_and_without(
    figure: Callable[..., Figure], set_aside: Flags, *columns: NDArray[Any], **options: Any
) -> BothWays[Figure]:
    """`figure(*columns)` over all rows and over those not `set_aside`; every column has one row for each response."""
    kept = ~set_aside
    return BothWays(
        figure(*columns, **options),
        figure(*(column[kept] for column in columns), **options),
        len(set_aside),
        int(set_aside.sum()),
    )

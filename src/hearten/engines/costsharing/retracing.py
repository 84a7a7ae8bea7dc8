"""Going through decided lines once more, writing down every step: what explanations and closing balances are read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from hearten.engines.costsharing.balances import Accumulators, join
from hearten.engines.costsharing.buckets import Coded, Fine
from hearten.engines.costsharing.capping import Places
from hearten.engines.costsharing.cuts import cuts
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.lines import Ints
from hearten.engines.costsharing.program import Cap, Step
from hearten.engines.costsharing.vector import Run, Told

# Decisions up to this size are gone through as a whole when one of their lines is explained; of larger ones a policy year.
_WHOLE = 65_536
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class StepNote:
    """One step: the shares it looked at, what was left of them before and after, and what its caps say."""

    step: Step
    places: Places
    before: Ints
    after: Ints
    told: list[Told]


@dataclass(frozen=True, slots=True)
class CapNote:
    """One cap at one share: its amount and what is left of it (for bands: what was cumulated before)."""

    cap: Cap
    amount: int
    left: int


@dataclass(eq=False)
class Trail:
    """All steps of a stretch of lines."""

    run: Run
    notes: list[StepNote] = field(default_factory=list)

    def step(self, step: Step, places: Places, before: Ints, after: Ints, told: list[Told]) -> None:
        self.notes.append(StepNote(step, places, before, after, told))

    def of_share(self, share: int) -> Iterator[tuple[Step, int, int, list[CapNote]]]:
        """The steps of one share: its amount before and after, and the caps."""
        cell = int(self.run.shares.cell[share])
        for note in self.notes:
            at = int(note.places.searchsorted(share))
            if at < len(note.places) and note.places[at] == share:
                caps = [
                    CapNote(told.cap, int(told.cap.amounts[cell]), int(told.left[place]))
                    for told in note.told
                    if (place := _place(told.places, share)) is not None
                ]
                yield note.step, int(note.before[at]), int(note.after[at]), caps


def _place(places: Places, share: int) -> int | None:
    at = int(places.searchsorted(share))
    return at if at < len(places) and places[at] == share else None


def retrace(decision: Decision, start: int, stop: int) -> Trail:
    """The trail of the lines from `start` up to, not including, `stop`: whole policy years."""
    lines, opening = decision.lines.cut(start, stop), decision.opening
    if opening is not None:
        opening = opening.within(int(lines.policy_year[0]), int(lines.policy_year[-1]))
    run = Run(lines, decision.portfolio, opening)
    trail = Trail(run)
    run.notes = trail
    run.decide()
    return trail


def trail_of(decision: Decision, index: int) -> tuple[Trail, int]:
    """The trail that holds line `index`, and the place of the line in it; kept with the decision for its next line."""
    years = decision.lines.policy_year
    start, stop = 0, len(years)
    if stop > _WHOLE:
        start = int(np.searchsorted(years, years[index], "left"))
        stop = int(np.searchsorted(years, years[index], "right"))
    if start not in decision.retraced:
        while len(decision.retraced) >= _REMEMBERED:
            decision.retraced.pop(next(iter(decision.retraced)))
        decision.retraced[start] = retrace(decision, start, stop)
    return decision.retraced[start], index - start


def closing(decision: Decision) -> Accumulators:
    """What is used after these lines, the opening balances included: the opening of what comes next."""
    tables = [
        _balances(trail.run, told)
        for start, stop in cuts(decision.lines.policy_year, _WHOLE)
        for trail in [retrace(decision, start, stop)]
        for note in trail.notes
        for told in note.told
    ]
    if decision.opening is not None:
        tables.append(decision.opening)
    return join(tables) if tables else _empty()


def _balances(run: Run, told: Told) -> Accumulators:
    shares, lines, cap = run.shares, run.lines, told.cap
    some = told.used > 0
    places, used = told.places[some], told.used[some]
    zeros = np.zeros(len(places), np.int32)
    fine = cap.shape.fine
    visit = shares.of(lines.visit)[places]
    by_day = fine is Fine.DAY or (fine is Fine.VISIT)
    day = shares.of(lines.day)[places] if by_day else zeros
    if fine is Fine.VISIT:
        day = np.where(visit == 0, day, np.int32(0))
    event = shares.of(lines.event)[places] if fine is Fine.EVENT else visit if fine is Fine.VISIT else zeros
    return Accumulators(
        policy_year=shares.of(lines.policy_year)[places],
        bucket=np.full(len(places), cap.bucket, np.int32),
        category=cap.codes[shares.cell[places]] if cap.shape.coded is not Coded.NOTHING else zeros,
        day=day,
        event=event,
        used=used,
        person=shares.of(lines.person)[places] if cap.shape.by_person else zeros,
    )


def _empty() -> Accumulators:
    codes = np.zeros(0, np.int32)
    return Accumulators(
        policy_year=np.zeros(0, np.int64), bucket=codes, category=codes, day=codes, event=codes, used=np.zeros(0, np.int64)
    )  # fmt: skip

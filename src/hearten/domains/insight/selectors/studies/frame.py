"""Which answers, with which weights: the one reading of the database that all analyses of a page share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.study_types import Flagged, Question, StudyFrame, Weighting
from hearten.domains.surveys.selectors.columns import ResponseColumns, response_columns_for
from hearten.domains.surveys.selectors.weights import weights_for
from hearten.engines.disclosure import THRESHOLD, hide_small, hide_small_table
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_Mask = NDArray[np.bool_]
_WEEKS_UP_TO = 120  # days
# A table finer than this is empty or small almost everywhere; nobody reads anything from one of its cells.
_MOST_CELLS = 20_000
# 1 January 1970 was a Thursday.
_WEEK, _EPOCH_WEEKDAY = 7, 3


def study_frame(actor: Actor, question: Question) -> StudyFrame:
    """The answers that `question` asks about. Raises NotFound, or Invalid for a group that answers don't have.

    Filters that leave fewer people than may be shown, or all but so few, leave nobody: see `is_hidden`. A period begins with
    the stretch in which it was to begin, so that two of them never differ by a few people.
    """
    columns = answers_of(actor, study_id=question.study_id, survey_code=question.survey_code)
    return frame_of(actor, columns, _on_bounds(columns, question))


def answers_of(
    actor: Actor, *, study_id: UUID | None = None, survey_code: str | None = None
) -> ResponseColumns:
    """All answers of a study or a survey, before any filter. Raises NotFound."""
    actor.require(Permission.INSIGHT_VIEW)
    return response_columns_for(actor, study_id=study_id, survey_code=survey_code)


def frame_of(actor: Actor, columns: ResponseColumns, question: Question) -> StudyFrame:
    """The answers among `columns` that `question` asks about. Raises Invalid."""
    filters = _filters(columns, question)
    inside = np.logical_and.reduce([np.ones(len(columns), dtype=bool), *filters.values()])
    trusted, same = _trusted(columns, inside, question.flagged)
    kept = inside & trusted
    weights = _weights(actor, columns, trusted, question)
    hidden = _gives_away(columns, filters, trusted, question)
    if hidden:
        kept = np.zeros(len(columns), dtype=bool)
    doubtful = columns.flagged | columns.set_aside
    return StudyFrame(
        question=question,
        columns=columns.where(kept),
        weights=_mean_one(weights[kept]),
        received=0 if hidden else int(inside.sum()),
        flagged=0 if hidden else int((inside & doubtful).sum()),
        set_aside=0 if hidden else int((inside & columns.set_aside).sum()),
        hidden=hidden,
        same_either_way=same,
    )


def is_hidden(frame: StudyFrame) -> bool:
    """Whether somebody answered, but too few for any figure to leave."""
    return frame.hidden or 0 < len(frame) < THRESHOLD


def values_to_filter(columns: ResponseColumns) -> dict[str, tuple[str, ...]]:
    """By which values of each group answers may be filtered: those that give nobody away, where there are several."""
    found = {}
    for name, labels in columns.groups.items():
        values, counts = np.unique(labels.astype(str), return_counts=True)
        hidden = hide_small(counts).cells if len(values) else np.zeros(0, dtype=bool)
        shown = tuple(str(v) for v, hide in zip(values, hidden, strict=True) if v and not hide)
        if len(values) > 1 and shown:
            found[name] = shown
    return found


def period_bounds(submitted: NDArray[np.datetime64]) -> tuple[date, ...]:
    """First days of the stretches by which answers may be cut and followed: months, or weeks where all came in a few months.

    Each stretch holds so many answers that two periods never differ by a few people; the last reaches to the end.
    """
    if len(submitted) == 0:
        return ()
    days = submitted.astype("datetime64[D]")
    starts, counts = np.unique(_stretches(days), return_counts=True)
    bounds: list[date] = []
    waiting = THRESHOLD
    for start, count in zip(starts, counts, strict=True):
        if waiting >= THRESHOLD:
            bounds.append(start.astype("datetime64[D]").item())
            waiting = 0
        waiting += int(count)
    if waiting < THRESHOLD and len(bounds) > 1:
        bounds.pop()
    return tuple(bounds)


def in_groups(columns: ResponseColumns, question: Question) -> _Mask:
    """The answers of the groups asked for, of all times."""
    inside = np.ones(len(columns), dtype=bool)
    for name, value in question.groups.items():
        inside &= np.asarray(columns.groups[name] == value, dtype=bool)
    return inside


def _on_bounds(columns: ResponseColumns, question: Question) -> Question:
    """The question with its first day moved back to the beginning of its stretch."""
    if question.since is None:
        return question
    bounds = period_bounds(columns.submitted[in_groups(columns, question)])
    begun = [day for day in bounds if day <= question.since.astimezone(UTC).date()]
    since = datetime.combine(begun[-1], time.min, UTC) if len(begun) > 1 else None
    return replace(question, since=since)


def _stretches(days: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """The first day of each day's month, or its Monday."""
    if (days.max() - days.min()).astype(int) > _WEEKS_UP_TO:
        return days.astype("datetime64[M]").astype("datetime64[D]")
    since_monday = (days.astype(np.int64) + _EPOCH_WEEKDAY) % _WEEK
    monday: NDArray[np.datetime64] = days - since_monday.astype("timedelta64[D]")
    return monday


def _filters(columns: ResponseColumns, question: Question) -> dict[str, _Mask]:
    """One mask for each filter that was chosen."""
    masks: dict[str, _Mask] = {}
    for name, value in question.groups.items():
        if name not in columns.groups:
            raise Invalid(N_("Answers can't be filtered by “%(name)s”."), field="groups", name=name[:40])
        masks[name] = np.asarray(columns.groups[name] == value, dtype=bool)
    if question.since is not None:
        masks["since"] = columns.submitted >= _moment(question.since)
    if question.until is not None:
        masks["until"] = columns.submitted < _moment(question.until)
    return masks


def _moment(at: datetime) -> np.datetime64:
    return np.datetime64(at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at, "s")


def _trusted(columns: ResponseColumns, inside: _Mask, flagged: Flagged) -> tuple[_Mask, bool]:
    """Which answers count, and whether all ways of counting must look the same.

    The difference between two ways is what the doubtful answers say; when fewer than may be shown are doubtful, answers
    set aside are left out and answers only flagged are kept, whichever way is asked for.
    """
    aside, marked = columns.set_aside, columns.flagged & ~columns.set_aside
    few_aside, few_marked = (0 < int((inside & mask).sum()) < THRESHOLD for mask in (aside, marked))
    without = np.zeros(len(columns), dtype=bool)
    if few_aside or flagged is not Flagged.ALL:
        without |= aside
    if flagged is Flagged.WITHOUT_FLAGGED and not few_marked:
        without |= marked
    return ~without, few_aside or few_marked


def _gives_away(
    columns: ResponseColumns, filters: Mapping[str, _Mask], trusted: _Mask, question: Question
) -> bool:
    """Whether the figures of the filtered answers would tell of a few people, by themselves or beside those of other filters.

    Beside: with any of the filters left out, with another value of any group, or over a period that is a little longer.
    """
    if not filters:
        return 0 < int(trusted.sum()) < THRESHOLD
    return (
        _differs_by_few(filters, trusted)
        or _is_small_in_its_table(columns, trusted, question)
        or _cuts_off_few(columns, trusted, question)
    )


def _differs_by_few(filters: Mapping[str, _Mask], trusted: _Mask) -> bool:
    """Whether all filters together leave few people, or a few less than some of them do (each subset of them is looked at)."""
    met = np.zeros(int(trusted.sum()), dtype=np.int64)
    for place, mask in enumerate(filters.values()):
        met |= mask[trusted].astype(np.int64) << place
    every = (1 << len(filters)) - 1
    counts = np.bincount(met, minlength=every + 1)
    codes = np.arange(every + 1)
    n = int(counts[every])
    within = [int(counts[(codes & subset) == subset].sum()) for subset in range(every)]
    return 0 < n < THRESHOLD or any(0 < size - n < THRESHOLD for size in within)


def _is_small_in_its_table(columns: ResponseColumns, trusted: _Mask, question: Question) -> bool:
    """Whether the cell of the chosen groups is hidden in the table of all their values, each total of which can be asked for."""
    period = trusted & _within(columns, question)
    labels = [
        np.unique(columns.groups[name][period].astype(str), return_inverse=True) for name in question.groups
    ]
    if not labels:
        return False
    shape = tuple(len(values) for values, _ in labels)
    if np.prod(shape, dtype=np.float64) > _MOST_CELLS:
        return True
    cell = []
    for (values, _), chosen in zip(labels, question.groups.values(), strict=True):
        found = np.flatnonzero(values == chosen)
        if len(found) == 0:
            return False
        cell.append(int(found[0]))
    codes = np.ravel_multi_index(tuple(places.reshape(-1) for _, places in labels), shape)
    counts = np.bincount(codes, minlength=int(np.prod(shape))).reshape(shape)
    hidden = hide_small_table(counts) if len(shape) > 1 else hide_small(counts).cells
    return bool(hidden[tuple(cell)])


def _cuts_off_few(columns: ResponseColumns, trusted: _Mask, question: Question) -> bool:
    """Whether a period that begins or ends at the next of the stretches on offer would hold a few people more or less."""
    asked = [_moment(at) for at in (question.since, question.until) if at is not None]
    if not asked:
        return False
    group = in_groups(columns, question)
    bounds = np.array(period_bounds(columns.submitted[group]), dtype="datetime64[s]")
    edges = np.unique(np.concatenate([bounds, np.array(asked, dtype="datetime64[s]")]))
    submitted = columns.submitted[group & trusted].astype("datetime64[s]")
    counts = np.bincount(np.searchsorted(edges, submitted, side="right"), minlength=len(edges) + 1)
    for edge in np.searchsorted(edges, np.array(asked, dtype="datetime64[s]")).tolist():
        sides = (counts[edge::-1], counts[edge + 1 :])
        if any(0 < int(side[side > 0][:1].sum()) < THRESHOLD for side in sides):
            return True
    return False


def _within(columns: ResponseColumns, question: Question) -> _Mask:
    """The answers of the period asked for."""
    inside = np.ones(len(columns), dtype=bool)
    if question.since is not None:
        inside &= columns.submitted >= _moment(question.since)
    if question.until is not None:
        inside &= columns.submitted < _moment(question.until)
    return inside


def _weights(
    actor: Actor, columns: ResponseColumns, trusted: _Mask, question: Question
) -> NDArray[np.float64]:
    """One weight for each of `columns`."""
    match question.weighting:
        case Weighting.NONE:
            return np.ones(len(columns))
        case Weighting.SAMPLE:
            return np.asarray(columns.weight, dtype=np.float64)
        case Weighting.POPULATION:
            if question.study_id is None:
                raise Invalid(
                    N_("Only a single study can be weighted to its frame."),
                    field="weighting",
                    hint=N_("Choose one study, or another weighting."),
                )
            kept = set(columns.ids[trusted])
            return weights_for(actor, study_id=question.study_id, kept=kept).of(list(columns.ids))


def _mean_one(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(weights) == 0 or weights.sum() <= 0:
        return np.ones(len(weights))
    scaled: NDArray[np.float64] = weights / weights.mean()
    return scaled

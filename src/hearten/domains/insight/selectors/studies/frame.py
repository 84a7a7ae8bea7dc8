"""Which answers, with which weights: the one reading of the database that all analyses of a page share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.study_types import Flagged, Question, StudyFrame, Weighting
from hearten.domains.surveys.selectors.columns import ResponseColumns, response_columns_for
from hearten.domains.surveys.selectors.weights import weights_for
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_Mask = NDArray[np.bool_]
_WEEKS_UP_TO = 120  # days
# 1 January 1970 was a Thursday.
_WEEK, _EPOCH_WEEKDAY = 7, 3


def study_frame(actor: Actor, question: Question) -> StudyFrame:
    """The answers that `question` asks about. Raises NotFound, or Invalid for a group that answers don't have.

    Filters that leave fewer people than may be shown, or all but so few, leave nobody: see `is_hidden`.
    """
    columns = answers_of(actor, study_id=question.study_id, survey_code=question.survey_code)
    return frame_of(actor, columns, question)


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
    """Whether the figures of the filtered answers, beside those with one filter less, would tell of a few people."""
    everybody = trusted.copy()
    n = int(np.logical_and.reduce([everybody, *filters.values()]).sum())
    if 0 < n < THRESHOLD:
        return True
    for name in filters:
        rest = np.logical_and.reduce([everybody, *(m for other, m in filters.items() if other != name)])
        if 0 < int(rest.sum()) - n < THRESHOLD:
            return True
        if (
            name in question.groups
            and n
            and _goes_with_small(columns.groups[name][rest], question.groups[name])
        ):
            return True
    return False


def _goes_with_small(labels: NDArray[np.object_], value: str) -> bool:
    values, counts = np.unique(labels.astype(str), return_counts=True)
    hidden = dict(zip(values.tolist(), hide_small(counts).cells.tolist(), strict=True))
    return bool(hidden.get(value, False))


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

"""Which answers, with which weights: the one reading of the database that all analyses of a page share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.study_types import Flagged, Question, StudyFrame, Weighting
from hearten.domains.surveys.selectors.columns import ResponseColumns, response_columns_for
from hearten.engines.disclosure import THRESHOLD
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


def study_frame(actor: Actor, question: Question) -> StudyFrame:
    """The answers that `question` asks about. Raises NotFound, or Invalid for a group that answers don't have.

    Filters that leave fewer people than may be shown leave nobody: see `is_hidden`.
    """
    actor.require(Permission.INSIGHT_VIEW)
    columns = response_columns_for(
        actor,
        study_id=question.study_id,
        survey_code=question.survey_code,
        since=question.since,
        until=question.until,
    )
    inside = _in_groups(columns, question)
    received, flagged = int(inside.sum()), int((inside & columns.flagged).sum())
    aside = int((inside & columns.set_aside).sum())
    kept = columns.where(inside & _trusted(columns, question.flagged))
    return StudyFrame(question, kept, _weights(kept, question), received, flagged, aside)


def is_hidden(frame: StudyFrame) -> bool:
    """Whether somebody answered, but too few for any figure to leave."""
    return 0 < len(frame) < THRESHOLD


def _in_groups(columns: ResponseColumns, question: Question) -> NDArray[np.bool_]:
    inside = np.ones(len(columns), dtype=bool)
    for name, value in question.groups.items():
        if name not in columns.groups:
            raise Invalid(N_("Answers can't be filtered by “%(name)s”."), field="groups", name=name[:40])
        inside &= columns.groups[name] == value
    return inside


def _trusted(columns: ResponseColumns, flagged: Flagged) -> NDArray[np.bool_]:
    match flagged:
        case Flagged.ALL:
            return np.ones(len(columns), dtype=bool)
        case Flagged.WITHOUT_SET_ASIDE:
            return ~columns.set_aside
        case Flagged.WITHOUT_FLAGGED:
            return ~(columns.set_aside | columns.flagged)


def _weights(columns: ResponseColumns, question: Question) -> NDArray[np.float64]:
    if question.weighting is Weighting.NONE or len(columns) == 0:
        return np.ones(len(columns))
    weights: NDArray[np.float64] = columns.weight / columns.weight.mean()
    return weights

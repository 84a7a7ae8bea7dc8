"""What do the surveys of a study say in figures? To stand beside what people said in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np

from hearten.base.accounts.types import Actor
from hearten.domains.research.models import StudySource
from hearten.domains.research.selectors.studies import sources_for
from hearten.domains.surveys.questionnaire import Field, FieldKind
from hearten.domains.surveys.selectors.columns import ResponseColumns, response_columns_for
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.satisfaction import mean
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Figure:
    """The mean of one question with its interval. Fewer than five answers: no value, `hidden`."""

    source_id: int
    survey: str
    key: str
    words: str
    n: int | None
    value: float | None
    low: float | None
    high: float | None
    hidden: bool


def figures_for(actor: Actor, study_id: UUID, *, language: str = "zh") -> list[Figure]:
    """The rating questions of the study's surveys, in the order of their forms."""
    return [
        figure for source in sources_for(actor, study_id) for figure in _of_source(actor, source, language)
    ]


def find_figure_for(actor: Actor, *, study_id: UUID, source_id: int, key: str) -> Figure:
    """One figure that may be shown. Raises NotFound when there is none or too few stand behind it."""
    for figure in figures_for(actor, study_id):
        if figure.source_id == source_id and figure.key == key and not figure.hidden:
            return figure
    raise NotFound(N_("There is no such figure, or too few people stand behind it."))


def _of_source(actor: Actor, source: StudySource, language: str) -> list[Figure]:
    where = (
        {"study_id": source.survey_study_id}
        if source.survey_study_id
        else {"survey_code": source.survey_code}
    )
    columns = response_columns_for(actor, **where)  # type: ignore[arg-type]
    kept = columns.where(~columns.set_aside)
    rated = [
        field for field in kept.survey.fields() if field.kind is FieldKind.NUMBER and field.key in kept.values
    ]
    return [_figure(source, field, kept, language) for field in rated]


def _figure(source: StudySource, field: Field, columns: ResponseColumns, language: str) -> Figure:
    values = columns.values[field.key]
    values = values[~np.isnan(values)]
    name = columns.survey.name.in_language(language)
    asked = field.row.text if field.row is not None else field.item.text
    start = (source.pk, name, field.key, asked.in_language(language))
    if len(values) < THRESHOLD:
        return Figure(*start, None, None, None, None, hidden=True)
    found = mean(len(values), values.sum(), (values**2).sum())
    limits = (round(float(x[0]), 4) for x in (found.value, found.low, found.high))
    return Figure(*start, len(values), *limits, hidden=False)

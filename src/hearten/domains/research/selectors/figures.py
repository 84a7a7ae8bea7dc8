"""What do the surveys of a study say in figures? To stand beside what people said in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from hearten.base.accounts.types import Actor
from hearten.domains.research.models import StudySource
from hearten.domains.research.selectors.studies import sources_for
from hearten.domains.surveys.questionnaire import Field, FieldKind, Item, ItemKind, Row
from hearten.domains.surveys.selectors.columns import ResponseColumns, response_columns_for
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.psychometrics.kano import classify, evaluate
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
    n: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    kano: str = ""  # M, O, A, I, R or Q of a pair of Kano questions, instead of a value

    @property
    def hidden(self) -> bool:
        return self.n is None


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
    columns = response_columns_for(actor, **where)
    kept = columns.where(~columns.set_aside)
    found = [_kano_figure(source, item, row, kept, language) for item, row in _kano_rows(kept)]
    rated = [
        field
        for field in kept.survey.fields()
        if field.kind is FieldKind.NUMBER and field.key in kept.values and not field.part
    ]
    return [*(_figure(source, field, kept, language) for field in rated), *found]


def _kano_rows(columns: ResponseColumns) -> Iterable[tuple[Item, Row]]:
    for item in columns.survey.items:
        if item.kind is ItemKind.KANO:
            yield from ((item, row) for row in item.rows)


def _kano_figure(
    source: StudySource, item: Item, row: Row, columns: ResponseColumns, language: str
) -> Figure:
    """The class that answers to a pair of Kano questions give a feature (docs/algorithms/kano.md)."""
    key = f"{item.code}.{row.code}"
    bare = Figure(
        source_id=source.pk,
        survey=columns.survey.name.in_language(language),
        key=key,
        words=row.text.in_language(language),
    )
    counts = classify(columns.values[f"{key}.f"], columns.values[f"{key}.d"])
    if counts.n < THRESHOLD:
        return bare
    return replace(bare, n=counts.n, kano=evaluate(counts).category)


def _figure(source: StudySource, field: Field, columns: ResponseColumns, language: str) -> Figure:
    values = columns.values[field.key]
    values = values[~np.isnan(values)]
    bare = Figure(
        source_id=source.pk,
        survey=columns.survey.name.in_language(language),
        key=field.key,
        words=_asked(columns, field, language),
    )
    if len(values) < THRESHOLD:
        return bare
    found = mean(len(values), values.sum(), (values**2).sum())
    value, low, high = (round(float(x[0]), 4) for x in (found.value, found.low, found.high))
    return replace(bare, n=len(values), value=value, low=low, high=high)


def _asked(columns: ResponseColumns, field: Field, language: str) -> str:
    """The question, with its row where it has rows."""
    item = columns.survey.item(field.item)
    if item is None:
        return field.key
    row = next((row for row in item.rows if row.code == field.row), None)
    words = [item.text.in_language(language)]
    if row is not None and row.text is not None:
        words.append(row.text.in_language(language))
    return " · ".join(words)

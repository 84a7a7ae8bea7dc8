"""What was answered, as columns: one array for each field over all answers of a study or a survey.

Own words and sensitive answers are not here (see `words_for`); nobody's name or number is. What leaves a page passes
`engines/disclosure` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.ages import age_band
from hearten.domains.surveys.models import Response, ResponseFlag, Study, SurveyVersion
from hearten.domains.surveys.questionnaire import Field, FieldKind, Survey
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.types import Judgement
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

CHUNK = 20_000
_EPOCH = date(1970, 1, 1)
_GROUPS = ("stratum", "channel", "product", "entered_by", "study", "sex", "region")
_ROW = (
    "id",
    "submitted_at",
    "duration_s",
    "answers",
    "seconds",
    "invitation__base_weight",
    "customer__birth_date",
    "stratum",
    "channel",
    "product_code",
    "entered_by",
    "study__name",
    "customer__sex",
    "customer__region",
)


@dataclass(frozen=True)
class ResponseColumns:
    """`n` answers as arrays of length n. NaN: not asked, not answered, or “can't say” (see `cannot_say`).

    `values`: numbers as they are; of one choice, the place of the option in the question's list; of dates, days since 1970; of
    consents 0 or 1. `chosen`: (n, options), 1 where chosen. `ranks`: (n, options), 1 is first. `weight` is one over the chance
    of being asked. `item_seconds`: time on each question.
    """

    survey: Survey
    ids: NDArray[np.object_]
    submitted: NDArray[np.datetime64]
    groups: Mapping[str, NDArray[np.object_]]
    weight: NDArray[np.float64]
    seconds: NDArray[np.float64]
    item_seconds: Mapping[str, NDArray[np.float64]]
    values: Mapping[str, NDArray[np.float64]]
    chosen: Mapping[str, NDArray[np.float64]]
    ranks: Mapping[str, NDArray[np.float64]]
    cannot_say: Mapping[str, NDArray[np.bool_]]
    flags: Mapping[str, NDArray[np.bool_]]
    set_aside: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Answers with any flag that nobody has judged to be all right."""
        marked = np.zeros(len(self), dtype=bool)
        for kind in self.flags.values():
            marked |= kind
        return marked

    def matrix(self, keys: Sequence[str]) -> NDArray[np.float64]:
        """The fields `keys` side by side, (n, keys)."""
        return np.column_stack([self.values[key] for key in keys]) if keys else np.empty((len(self), 0))

    def where(self, kept: NDArray[np.bool_]) -> ResponseColumns:
        """The same columns over the answers that `kept` marks."""
        return replace(self, **{name: _cut(getattr(self, name), kept) for name in _ARRAYS})


_ARRAYS = tuple(field.name for field in fields(ResponseColumns) if field.name != "survey")


def response_columns_for(
    actor: Actor,
    *,
    study_id: UUID | None = None,
    survey_code: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> ResponseColumns:
    """All answers of a study, or of a survey over all its studies and moments, oldest first. Raises NotFound.

    Fields are those of the newest version answered; a field that an older version did not ask is NaN there.
    """
    actor.require(Permission.INSIGHT_VIEW)
    rows = _rows(study_id, survey_code, since, until)
    survey = _survey_of(rows, study_id, survey_code)
    parts = [_columns(survey, part) for part in _chunks(rows)]
    flags, set_aside = _flags(rows)
    return _together(survey, parts or [_columns(survey, [])], flags, set_aside)


def words_for(
    actor: Actor,
    *,
    study_id: UUID | None = None,
    survey_code: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[tuple[UUID, str, str]]:
    """Own words: (answer, field key, text), oldest first. For those who may read single answers; never what is sensitive."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = _rows(study_id, survey_code, since, until)
    survey = _survey_of(rows, study_id, survey_code)
    keys = [
        field.key
        for item in survey.items
        if item.sensitive is None
        for field in item.fields()
        if field.kind is FieldKind.WORDS
    ]
    # Whole rows: what is sealed opens with the row that it belongs to.
    for row in rows.only("id", "customer_id", "invitation_id", "sealed").iterator(chunk_size=CHUNK):
        sealed = row.sealed or {}
        yield from ((row.pk, key, sealed[key]) for key in keys if sealed.get(key))


def _rows(
    study_id: UUID | None, survey_code: str | None, since: datetime | None, until: datetime | None
) -> QuerySet[Response]:
    asked = {
        "study_id": study_id,
        "survey_code": survey_code,
        "submitted_at__gte": since,
        "submitted_at__lt": until,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return Response.objects.filter(**given).order_by("submitted_at", "id")


def _survey_of(rows: QuerySet[Response], study_id: UUID | None, survey_code: str | None) -> Survey:
    newest = rows.order_by("-survey_version").values_list("survey_code", "survey_version").first()
    if newest is not None:
        found = SurveyVersion.objects.filter(code=newest[0], version=newest[1]).first()
    elif survey_code is not None:
        found = SurveyVersion.objects.filter(code=survey_code).order_by("-version").first()
    else:
        # Nobody has answered yet: the version that the study asks.
        study = Study.objects.select_related("survey").filter(pk=study_id).first() if study_id else None
        found = study.survey if study else None
    if found is None:
        raise NotFound(N_("There is no such survey, or nobody has answered it."))
    return compile_survey(found.document)


def _chunks(rows: QuerySet[Response]) -> Iterator[list[tuple[Any, ...]]]:
    found = rows.values_list(*_ROW).iterator(chunk_size=CHUNK)
    while part := list(islice(found, CHUNK)):
        yield part


def _columns(survey: Survey, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    ids, at, duration, answers, seconds, weight, birth, *groups = (
        list(column) for column in (zip(*rows, strict=True) if rows else [()] * len(_ROW))
    )
    asked = [field for field in survey.fields() if not field.sealed]
    plain = [field for field in asked if field.kind is not FieldKind.CHOICES]
    several = [field for field in asked if field.kind is FieldKind.CHOICES]
    grouped = {name: _objects(column) for name, column in zip(_GROUPS, groups, strict=True)}
    grouped["age_band"] = _objects(age_band(b, moment.date()) for b, moment in zip(birth, at, strict=True))
    ranked = {item.code for item in survey.items if item.kind.value == "ranking"}
    return {
        "ids": _objects(ids),
        "submitted": np.array([moment.replace(tzinfo=None) for moment in at], dtype="datetime64[s]"),
        "groups": grouped,
        "weight": np.array([1.0 if w is None else w for w in weight], dtype=np.float64),
        "seconds": np.array(duration, dtype=np.float64),
        "item_seconds": {i.code: _numbers([s.get(i.code) for s in seconds]) for i in survey.items},
        "values": {field.key: _values(field, answers) for field in plain},
        "chosen": {field.key: _chosen(field, answers) for field in several if field.key not in ranked},
        "ranks": {field.key: _ranks(field, answers) for field in several if field.key in ranked},
        "cannot_say": {
            field.key: np.array([a.get(field.key) == "dk" for a in answers], dtype=bool) for field in asked
        },
    }


def _values(field: Field, answers: list[dict[str, Any]]) -> NDArray[np.float64]:
    given = [answer.get(field.key) for answer in answers]
    if field.kind is FieldKind.CHOICE:
        place = {code: number for number, code in enumerate(field.options)}
        return _numbers([place.get(value) if isinstance(value, str) else None for value in given])
    if field.kind is FieldKind.DATE:
        return _numbers([_day(value) for value in given])
    return _numbers([value if isinstance(value, int | float) else None for value in given])


def _chosen(field: Field, answers: list[dict[str, Any]]) -> NDArray[np.float64]:
    place = {code: number for number, code in enumerate(field.options)}
    table = np.full((len(answers), len(place)), np.nan)
    for line, answer in zip(table, answers, strict=True):
        value = answer.get(field.key)
        if isinstance(value, list):
            line[:] = 0.0
            line[[place[code] for code in value if code in place]] = 1.0
    return table


def _ranks(field: Field, answers: list[dict[str, Any]]) -> NDArray[np.float64]:
    place = {code: number for number, code in enumerate(field.options)}
    table = np.full((len(answers), len(place)), np.nan)
    for line, answer in zip(table, answers, strict=True):
        value = answer.get(field.key)
        for rank, code in enumerate(value if isinstance(value, list) else (), start=1):
            if code in place:
                line[place[code]] = rank
    return table


def _day(value: object) -> float | None:
    return (
        float((date.fromisoformat(value) - _EPOCH).days) if isinstance(value, str) and value != "dk" else None
    )


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    # NumPy makes NaN of None.
    return np.array(values, dtype=np.float64)


def _objects(values: Iterable[Any]) -> NDArray[np.object_]:
    listed = ["" if value is None else value for value in values]
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column


def _flags(rows: QuerySet[Response]) -> tuple[dict[str, set[UUID]], set[UUID]]:
    """Answers by kind of flag, without those a person found all right; and those a person set aside."""
    found: dict[str, set[UUID]] = {}
    set_aside: set[UUID] = set()
    flags = ResponseFlag.objects.filter(response__in=rows.order_by().values("id"))
    for response, kind, judged in flags.values_list("response_id", "kind", "judged").iterator(
        chunk_size=CHUNK
    ):
        if judged != Judgement.KEPT:
            found.setdefault(kind, set()).add(response)
        if judged == Judgement.SET_ASIDE:
            set_aside.add(response)
    return found, set_aside


def _together(
    survey: Survey, parts: list[dict[str, Any]], flags: Mapping[str, set[UUID]], set_aside: set[UUID]
) -> ResponseColumns:
    whole = {name: _joined([part[name] for part in parts]) for name in parts[0]}
    ids = whole["ids"]
    return ResponseColumns(
        survey=survey,
        **whole,
        flags={kind: np.array([i in who for i in ids], dtype=bool) for kind, who in sorted(flags.items())},
        set_aside=np.array([i in set_aside for i in ids], dtype=bool),
    )


def _joined(parts: list[Any]) -> Any:
    if isinstance(parts[0], dict):
        return {key: _joined([part[key] for part in parts]) for key in parts[0]}
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _cut(column: Any, kept: NDArray[np.bool_]) -> Any:
    if isinstance(column, Mapping):
        return {key: _cut(value, kept) for key, value in column.items()}
    return column[kept]

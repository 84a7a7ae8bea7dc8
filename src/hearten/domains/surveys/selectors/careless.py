"""Which answers look careless, doubled or made up, and which of them has a person judged? (X4)"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import Response, ResponseFlag
from hearten.domains.surveys.questionnaire import FieldKind, Item, ItemKind, Survey
from hearten.domains.surveys.selectors.columns import CHUNK, ResponseColumns
from hearten.engines.answer_quality.check import Answers
from hearten.engines.answer_quality.contradictions import Rule
from hearten.engines.answer_quality.duplicates import numbered
from hearten.engines.answer_quality.types import REASONS, Battery, FlagKind

# Nobody who means it is delighted and would advise everybody against, or the other way round.
_NEVER_TOGETHER = (
    ("delighted_but_against", ("csat", ">=", 5), ("nps", "<=", 2)),
    ("appalled_but_for", ("csat", "<=", 1), ("nps", ">=", 9)),
    ("easy_but_appalled", ("effort", ">=", 7), ("csat", "<=", 1)),
)


@dataclass(frozen=True)
class FlaggedResponse:
    """One answer with its flags: kind, sentence to be translated and filled with its facts, and what a person said."""

    response_id: UUID
    submitted_at: Any
    flags: tuple[ResponseFlag, ...]

    @property
    def reasons(self) -> list[tuple[str, dict[str, Any]]]:
        return [(REASONS[FlagKind(flag.kind)], flag.facts) for flag in self.flags]


def list_flags_for(
    actor: Actor,
    *,
    study_id: UUID | None = None,
    survey_code: str | None = None,
    kind: str = "",
    open_only: bool = False,
) -> QuerySet[ResponseFlag]:
    """Flags of a study or a survey, those nobody has judged first. Single answers are for those who may see rows."""
    actor.require(Permission.INSIGHT_ROWS)
    asked = Q(response__study_id=study_id) if study_id else Q(response__survey_code=survey_code)
    rows = ResponseFlag.objects.select_related("response").filter(asked)
    if kind:
        rows = rows.filter(kind=kind)
    if open_only:
        rows = rows.filter(judged="")
    return rows.order_by("judged", "response__submitted_at", "response_id", "kind")


def reason_of(flag: ResponseFlag) -> tuple[str, dict[str, Any]]:
    """The sentence of a flag, to be translated, and the facts it is to be filled with."""
    return REASONS[FlagKind(flag.kind)], flag.facts


def answers_to_check(columns: ResponseColumns, rows: QuerySet[Response]) -> Answers:
    """What the checks look at, in the order of `columns`."""
    survey, people = columns.survey, len(columns)
    seen = {
        row.pk: row
        for row in rows.only("id", "device", "signals", "sealed", "customer_id", "invitation_id").iterator(
            chunk_size=CHUNK
        )
    }
    kept = [seen[key] for key in columns.ids]
    asked = [item for item in survey.items if item.kind is not ItemKind.NOTE]
    seconds = np.column_stack([columns.item_seconds[item.code] for item in asked])
    return Answers(
        people=people,
        seconds=np.where(seconds > 0, seconds, np.nan),
        batteries=_batteries(columns),
        columns=columns.values,
        rules=_rules(survey),
        kano=_kano(columns),
        devices=numbered([row.device or None for row in kept]),
        at=columns.submitted.astype("datetime64[s]").astype(np.float64),
        honeypot=_signal(kept, "trap", missing=False),
        # A page without script is honest; only where the page says so is its silence a sign.
        script_seen=None,
        words=_words(survey, kept),
        dont_know=_count(list(columns.cannot_say.values()), people),
        answered=_count([~np.isnan(column) for column in columns.values.values()], people),
    )


def _batteries(columns: ResponseColumns) -> list[Battery]:
    return [
        Battery(item.code, columns.matrix(keys), float(item.range[0]), float(item.range[1]))
        for item in columns.survey.items
        if item.range is not None
        for keys in _scales_of(item)
    ]


def _scales_of(item: Item) -> list[list[str]]:
    """The runs of a question that share a scale: a matrix whole, the two halves of SERVQUAL apart."""
    if item.kind is ItemKind.MATRIX:
        return [[field.key for field in item.fields()]]
    if item.kind is ItemKind.SERVQUAL:
        return [[field.key for field in item.fields() if field.part == part] for part in "ep"]
    return []


def _rules(survey: Survey) -> list[Rule]:
    kinds = {item.kind.value: item.code for item in survey.items}
    return [
        Rule(name, {"all": [{"field": kinds[kind], "op": op, "value": value} for kind, op, value in parts]})
        for name, *parts in _NEVER_TOGETHER
        if all(kind in kinds for kind, _, _ in parts)
    ]


def _kano(columns: ResponseColumns) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    keys = [
        f"{item.code}.{row.code}"
        for item in columns.survey.items
        if item.kind is ItemKind.KANO
        for row in item.rows
    ]
    if not keys:
        return None
    return columns.matrix([f"{key}.f" for key in keys]), columns.matrix([f"{key}.d" for key in keys])


def _words(survey: Survey, rows: list[Response]) -> dict[str, list[str | None]]:
    keys = [field.key for field in survey.fields() if field.kind is FieldKind.WORDS]
    return {key: [(row.sealed or {}).get(key) for row in rows] for key in keys}


def _signal(rows: list[Response], name: str, *, missing: bool) -> NDArray[np.bool_]:
    return np.array([bool(row.signals.get(name, missing)) for row in rows], dtype=bool)


def _count(columns: list[NDArray[np.bool_]], people: int) -> NDArray[np.int64]:
    total = np.zeros(people, dtype=np.int64)
    for column in columns:
        total += column
    return total

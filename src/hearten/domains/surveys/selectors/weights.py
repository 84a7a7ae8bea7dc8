"""With which weights do a study's answers stand for its frame, and how like the frame are those who answered?

Base weights (one over the chance of being drawn) are raked to the frame's people by group and by every variable known of
them, and held within bounds. The frame is that of the day of the draw, kept with the study.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import Invitation, Response, Study, StudyStratum
from hearten.domains.surveys.sample_types import FRAME, UNKNOWN, Variable
from hearten.domains.surveys.types import InvitationState
from hearten.engines.disclosure import hide_small_rows
from hearten.engines.sampling.representativeness import RIndicator, Side, compare, r_indicator
from hearten.engines.sampling.weighting import Report, describe, rake_and_trim
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

# A group with fewer answers is weighted together with others: one answer must not speak for thousands.
FEWEST_ANSWERS = 5
HIGHEST, LOWEST = 5.0, 0.2
STRATUM = "stratum"
OTHERS = "others"
_CHUNK = 20_000
Margin = Mapping[str, int]


@dataclass(frozen=True)
class Weights:
    """One weight for each answer of `ids`. `used` are the variables raked to, `joined` the groups weighted together by variable;
    `base` describes the weights before, `report` those after.
    """

    ids: tuple[UUID, ...]
    weights: NDArray[np.float64]
    base: Report
    report: Report
    used: tuple[str, ...]
    joined: Mapping[str, tuple[str, ...]]

    def of(self, ids: Collection[UUID]) -> NDArray[np.float64]:
        """The weights in the order of `ids`; 0 for an answer that was weighted out."""
        known = dict(zip(self.ids, self.weights.tolist(), strict=True))
        return np.array([known.get(one, 0.0) for one in ids], dtype=np.float64)


@dataclass(frozen=True)
class BiasRow:
    """One label: shares of the frame, of the drawn, of the answers (both by their chances); None where hidden."""

    label: str
    people: int | None
    frame: float | None
    drawn: float | None
    answers: float | None
    response: float | None
    difference: float | None


@dataclass(frozen=True)
class BiasTable:
    """One variable. `p` says whether the answers could be a chance draw from the frame; `apart` how much response differs by it."""

    variable: str
    rows: tuple[BiasRow, ...]
    p: float | None
    apart: float | None


@dataclass(frozen=True)
class BiasReport:
    """How the drawn and the answers stand beside the frame. `even` is the R-indicator: 1 when everybody answers alike."""

    drawn: int
    answered: int
    even: RIndicator | None
    tables: tuple[BiasTable, ...]


@dataclass(frozen=True)
class _People:
    """Those drawn: answer (None while there is none), base weight, and label by variable."""

    responses: tuple[UUID | None, ...]
    base: NDArray[np.float64]
    labels: Mapping[str, NDArray[np.str_]]

    @property
    def answered(self) -> NDArray[np.bool_]:
        return np.array([one is not None for one in self.responses], dtype=bool)


def weights_for(
    actor: Actor, *, study_id: UUID, kept: Collection[UUID] | None = None, highest: float = HIGHEST
) -> Weights:
    """Weights of a study's answers, or of those of them that are `kept`, adding up to the frame's people.

    Raises NotFound for an unknown study, Invalid while nobody has answered or when the study drew no sample of its own.
    """
    actor.require(Permission.INSIGHT_VIEW)
    study = _study(study_id)
    people = _people(study_id)
    chosen = np.array(
        [one is not None and (kept is None or one in kept) for one in people.responses], dtype=bool
    )
    margins = _margins(study)
    if not chosen.any() or not margins:
        raise Invalid(
            N_("There is nothing to weight yet."),
            field="study",
            hint=N_("Weights need a drawn sample and at least one answer."),
        )
    base = people.base[chosen]
    labels = {name: column[chosen] for name, column in people.labels.items()}
    used, joined = _groups(labels, margins)
    found, names = _raked(base, used, highest, sum(next(iter(margins.values())).values()))
    ids = tuple(one for one, c in zip(people.responses, chosen, strict=True) if c and one is not None)
    return Weights(
        ids=ids,
        weights=found,
        base=describe(base),
        report=describe(found),
        used=names,
        joined={name: groups for name, groups in joined.items() if groups and name in names},
    )


def bias_for(actor: Actor, *, study_id: UUID) -> BiasReport:
    """Frame, drawn and answers side by side, by every variable known of them. Small groups are hidden."""
    actor.require(Permission.SURVEYS_VIEW)
    margins, people = _margins(_study(study_id)), _people(study_id)
    answered = people.answered
    even = _even(people, answered) if answered.any() else None
    names = [name for name in margins if name in people.labels]
    tables = [_table(name, margins[name], people, answered, even) for name in names]
    shown = tuple(table for table in tables if table.variable != STRATUM or _may_show(table, tables))
    return BiasReport(len(answered), int(answered.sum()), even, shown)


def _may_show(groups: BiasTable, tables: list[BiasTable]) -> bool:
    """Whether groups of several variables may stand beside those variables: a hidden one would follow from their totals.

    Groups of a single variable say what its own table says.
    """
    hidden = any(row.people is None for table in tables for row in table.rows)
    return not hidden and all("/" in row.label for row in groups.rows)


def _study(study_id: UUID) -> Study:
    study = Study.objects.filter(pk=study_id).first()
    if study is None:
        raise NotFound(N_("There is no such study."))
    return study


def _margins(study: Study) -> dict[str, Margin]:
    """The frame's people by label, first by stratum, then by each variable."""
    strata = StudyStratum.objects.filter(study=study).order_by("place")
    by_stratum = dict(strata.values_list("code", "population"))
    margins = study.plan.get("margins", {})
    if len(by_stratum) <= 1 and not margins:
        return {}
    known = {name: margins[name] for name in [str(v) for v in Variable] if margins.get(name)}
    return ({STRATUM: by_stratum} if len(by_stratum) > 1 else {}) | known


def _people(study_id: UUID) -> _People:
    """Everybody who was drawn, as they were known on that day."""
    drawn = Invitation.objects.filter(study_id=study_id, customer__isnull=False).order_by("pk")
    answers = dict(
        Response.objects.filter(study_id=study_id, invitation__isnull=False).values_list(
            "invitation_id", "pk"
        )
    )
    rows = list(
        drawn.values_list("pk", "state", "stratum", "base_weight", "context").iterator(chunk_size=_CHUNK)
    )
    labels: dict[str, NDArray[np.str_]] = {STRATUM: np.array([row[2] for row in rows], dtype=np.str_)}
    kept = [row[4].get(FRAME) or {} for row in rows]
    for name in {name for one in kept for name in one}:
        labels[name] = np.array([one.get(name, UNKNOWN) for one in kept], dtype=np.str_)
    if health := _health_by_stratum(study_id):
        groups = [health.get(row[2], UNKNOWN) for row in rows]
        labels.setdefault(str(Variable.HEALTH), np.array(groups, dtype=np.str_))
    done = InvitationState.ANSWERED
    return _People(
        responses=tuple(answers.get(row[0]) if row[1] == done else None for row in rows),
        base=np.array([row[3] for row in rows], dtype=np.float64),
        labels=labels,
    )


def _health_by_stratum(study_id: UUID) -> dict[str, str]:
    """The group of health that each stratum stands for: nothing about it is written with the people."""
    values = StudyStratum.objects.filter(study_id=study_id).values_list("code", "values")
    return {code: known[Variable.HEALTH] for code, known in values if Variable.HEALTH in known}


def _groups(
    labels: Mapping[str, NDArray[np.str_]], margins: Mapping[str, Margin]
) -> tuple[dict[str, tuple[NDArray[np.str_], dict[str, float]]], dict[str, tuple[str, ...]]]:
    """Each variable's labels and totals with small groups joined; variables of which one group is left are dropped."""
    used, joined = {}, {}
    for name, totals in margins.items():
        if name not in labels:
            continue
        small = _too_small(labels[name], totals)
        column = np.where(np.isin(labels[name], sorted(small)), OTHERS, labels[name])
        people: dict[str, float] = {}
        for label, count in totals.items():
            group = OTHERS if label in small else label
            people[group] = people.get(group, 0.0) + count
        joined[name] = tuple(sorted(small))
        if len(people) > 1:
            used[name] = (column, people)
    return used, joined


def _too_small(column: NDArray[np.str_], totals: Margin) -> set[str]:
    """Labels with few answers; with company when together they still have few."""
    found, counts = np.unique(column, return_counts=True)
    answers = dict(zip(found.tolist(), counts.tolist(), strict=True))
    # Somebody drawn may have a label that nobody in the frame has had since: it is one of the others too.
    by_size = sorted({*totals, *answers}, key=lambda label: (answers.get(label, 0), label))
    small: set[str] = set()
    for label in by_size:
        few = answers.get(label, 0) < FEWEST_ANSWERS or not totals.get(label)
        short = bool(small) and sum(answers.get(one, 0) for one in small) < FEWEST_ANSWERS
        if few or short:
            small.add(label)
    return small


def _raked(
    base: NDArray[np.float64],
    used: dict[str, tuple[NDArray[np.str_], dict[str, float]]],
    highest: float,
    people: int,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Weights by as many variables as can be met at once: the last is given up first."""
    names = list(used)
    while names:
        try:
            margins = [used[name] for name in names]
            return rake_and_trim(base, margins, highest=highest, lowest=LOWEST).weights, tuple(names)
        except Invalid:
            names.pop()
    return base * (people / base.sum()), ()


def _even(people: _People, answered: NDArray[np.bool_]) -> RIndicator:
    codes = {
        name: np.unique(column, return_inverse=True)[1].reshape(-1) for name, column in people.labels.items()
    }
    return r_indicator(codes, answered)


def _table(
    name: str, totals: Margin, people: _People, answered: NDArray[np.bool_], even: RIndicator | None
) -> BiasTable:
    column = people.labels[name]
    labels = sorted({*totals, *np.unique(column).tolist()})
    place = {label: number for number, label in enumerate(labels)}
    codes = np.array([place[label] for label in column.tolist()], dtype=np.int64)
    frame = np.array([totals.get(label, 0) for label in labels], dtype=np.float64)
    sides = [_weighted(codes, people.base, chosen, len(labels)) for chosen in (codes >= 0, answered)]
    found = compare(frame, *sides)
    drawn = np.bincount(codes, minlength=len(labels))
    replies = np.bincount(codes[answered], minlength=len(labels))
    hidden = _hidden(frame.astype(np.int64), drawn, replies)
    response = np.divide(replies, drawn, out=np.full(len(labels), np.nan), where=drawn > 0)
    side: Side = found.answers
    columns = (found.frame_share, found.sample.share, side.share, response, side.difference)
    rows = tuple(
        BiasRow(
            label,
            None if hidden[i] else int(frame[i]),
            *(None if hidden[i] else _known(part[i]) for part in columns),
        )
        for i, label in enumerate(labels)
    )
    apart = even.by_variable.get(name) if even else None
    return BiasTable(name, rows, _known(side.p), apart)


def _weighted(
    codes: NDArray[np.int64], base: NDArray[np.float64], chosen: NDArray[np.bool_], labels: int
) -> NDArray[np.float64]:
    """People by label, by their chances, scaled to the number of equal weights they are worth: what χ² may count with."""
    weights = np.where(chosen, base, 0.0)
    if not weights.any():
        return np.zeros(labels)
    scale: float = describe(weights).effective / float(weights.sum())
    found: NDArray[np.float64] = np.asarray(
        np.bincount(codes, weights, minlength=labels) * scale, dtype=np.float64
    )
    return found


def _hidden(*counts: NDArray[Any]) -> NDArray[np.bool_]:
    """What is small in the frame, among the drawn, or in silence or answer among them."""
    frame, drawn, replies = counts
    return hide_small_rows(frame, drawn, replies, drawn - replies).cells


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)

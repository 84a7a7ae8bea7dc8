"""What did the experts say, do they agree, and who may see it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import ExpertRound, ExpertSeat
from hearten.domains.quality.selectors.measuring import moment_of
from hearten.domains.quality.types import (
    HIGHEST_SCORE,
    LOWEST_SCORE,
    Aspect,
    Figure,
    Grouping,
    Indicator,
    RoundKind,
    RoundState,
)
from hearten.engines.psychometrics.agreement import Concordance, Intraclass, intraclass, kendalls_w
from hearten.engines.psychometrics.descriptives import Estimate, mean
from hearten.engines.psychometrics.hierarchy import Weights, from_upper, together, weigh
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.period import add_months
from hearten.kernel.text import N_

R = TypeVar("R")
Scores = NDArray[np.float64]
WHOLE_INDEX = "index"
# A score is marked when it lies further from the median than this many median deviations (Iglewicz and Hoaglin 1993).
_FAR, _TO_SD, _LEAST_STEP = 3.5, 0.6745, 1.0


@dataclass(frozen=True)
class Expert:
    user_id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class ItemScores:
    """The scores of one item: all of them, mean with interval, median, quartiles, and who stands apart."""

    indicator: Indicator
    scores: tuple[float, ...]
    mean: Estimate
    median: float
    low_quarter: float
    high_quarter: float
    apart: tuple[tuple[str, int, str], ...]  # (name, score, note)
    notes: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class ScoreResult:
    items: tuple[ItemScores, ...]
    experts: int
    concordance: Concordance | None
    agreement: Intraclass | None


@dataclass(frozen=True)
class GroupWeights:
    """One group of things weighed against each other (the five dimensions, or one dimension's indicators)."""

    group: str
    codes: tuple[str, ...]
    weights: Weights
    of_each: tuple[tuple[str, Weights], ...]  # each expert's own


def groups_to_weigh() -> dict[str, tuple[str, ...]]:
    """What is compared in pairs: the dimensions, and the indicators within each."""
    book = index_book()
    return {WHOLE_INDEX: tuple(a.value for a in Aspect)} | {
        aspect.value: tuple(row.code for row in book.of(aspect)) for aspect in Aspect
    }


def list_experts(actor: Actor) -> list[Expert]:
    """Staff whose role may score."""
    actor.require(Permission.QUALITY_EDIT)
    roles = [role for role, rights in ROLE_PERMISSIONS.items() if Permission.EXPERT_SCORE in rights]
    people = list_staff(active=True).filter(role__in=[role.value for role in roles])
    return [
        Expert(user.pk, user.display_name or str(user.role), user.role)
        for user in people.order_by("role", "display_name")
    ]


def list_rounds_for(actor: Actor) -> list[ExpertRound]:
    """Rounds, newest first: all for those who see the index, else those one is asked in."""
    if actor.can(Permission.INSIGHT_VIEW):
        return list(ExpertRound.objects.order_by("-opened_at", "-pk"))
    actor.require(Permission.EXPERT_SCORE)
    if actor.user_id is None:
        return []
    asked = ExpertSeat.objects.filter(user_id=actor.user_id).values("round_id")
    return list(ExpertRound.objects.filter(pk__in=asked).order_by("-opened_at", "-pk"))


def get_round_for(actor: Actor, round_id: UUID) -> ExpertRound:
    """A round for who sees the index or was asked in it. Else NotFound."""
    found = ExpertRound.objects.filter(pk=round_id).first()
    if found is None or not (actor.can(Permission.INSIGHT_VIEW) or seat_of(actor, found)):
        raise NotFound(N_("There is no such round, or it is not yours to see."))
    return found


def seat_of(actor: Actor, round: ExpertRound) -> ExpertSeat | None:  # noqa: A002 -- the word for it
    """The actor's own seat; none for who was not asked."""
    if actor.user_id is None or not actor.can(Permission.EXPERT_SCORE):
        return None
    return ExpertSeat.objects.filter(round=round, user_id=actor.user_id).first()


def turnout_of(actor: Actor, round: ExpertRound) -> list[tuple[str, bool]]:  # noqa: A002
    """Who was asked and whether they have handed in, without what they said."""
    if not actor.can(Permission.QUALITY_EDIT):
        return []
    rows = ExpertSeat.objects.filter(round=round).order_by("name", "pk")
    return [(seat.name, seat.handed_in_at is not None) for seat in rows]


def scores_of(round: ExpertRound) -> ScoreResult | None:  # noqa: A002
    """What a closed round of scores says; None while it is open, or when nobody handed in."""
    seats = _handed_in(round, RoundKind.SCORES)
    if not seats:
        return None
    book = index_book()
    items = [row for code in round.items if (row := book.find(code)) is not None]
    table = np.array([[_score(seat, row.code) for seat in seats] for row in items], dtype=np.float64)
    enough = len(seats) > 1 and len(items) > 1
    return ScoreResult(
        items=tuple(_item(row, seats, table[i]) for i, row in enumerate(items)),
        experts=len(seats),
        concordance=_tried(kendalls_w, table) if enough else None,
        agreement=_tried(lambda t: intraclass(t)["ICC(A,k)"], table) if enough else None,
    )


def weights_of(round: ExpertRound) -> tuple[GroupWeights, ...]:  # noqa: A002
    """What a closed round of comparisons says, group by group; empty while it is open, or when nobody handed in."""
    seats = _handed_in(round, RoundKind.WEIGHTS)
    found = []
    for group, codes in groups_to_weigh().items():
        tables = [
            (seat.name, from_upper(seat.comparisons[group], len(codes)))
            for seat in seats
            if group in seat.comparisons
        ]
        if tables:
            common = weigh(together([table for _, table in tables]))
            own = tuple((name, weigh(table)) for name, table in tables)
            found.append(GroupWeights(group, codes, common, own))
    return tuple(found)


def medians_before(round: ExpertRound) -> dict[str, tuple[float, float, float]]:  # noqa: A002
    """For a second round: quartile, median, quartile of each item in the round before."""
    result = scores_of(round.after) if round.after_id and round.after else None
    return {
        item.indicator.code: (item.low_quarter, item.median, item.high_quarter)
        for item in (result.items if result else ())
    }


def measured_from_experts(indicator: Indicator, months: Sequence[date]) -> list[Figure]:
    """The mean score of the last round closed by each month's end, as long as the indicator's window reaches."""
    figures = []
    rounds = list(
        ExpertRound.objects.filter(
            Q(kind=RoundKind.SCORES, state=RoundState.CLOSED, items__contains=[indicator.code])
        ).order_by("closed_at")
    )
    for month in months:
        since, until = moment_of(add_months(month, 1 - indicator.window)), moment_of(add_months(month, 1))
        last = next((r for r in reversed(rounds) if r.closed_at and since <= r.closed_at < until), None)
        result = scores_of(last) if last else None
        item = next((i for i in result.items if i.indicator.code == indicator.code), None) if result else None
        if item is not None and item.scores:
            figures.append(
                Figure(
                    month, Grouping.WHOLE, "", item.mean.value, _within_scale(item.mean.low),
                    _within_scale(item.mean.high), len(item.scores),
                )
            )  # fmt: skip
    return figures


def _within_scale(limit: float) -> float | None:
    return None if math.isnan(limit) else min(max(limit, LOWEST_SCORE), HIGHEST_SCORE)


def _handed_in(round: ExpertRound, kind: RoundKind) -> list[ExpertSeat]:  # noqa: A002
    if round.kind != kind or round.state != RoundState.CLOSED:
        return []
    return list(ExpertSeat.objects.filter(round=round, handed_in_at__isnull=False).order_by("name", "pk"))


def _score(seat: ExpertSeat, code: str) -> float:
    return float(seat.scores[code]["score"]) if code in seat.scores else math.nan


def _item(indicator: Indicator, seats: Sequence[ExpertSeat], row: Scores) -> ItemScores:
    given = row[~np.isnan(row)]
    middle = float(np.median(given)) if len(given) else math.nan
    # With a spread of nothing every other score would be infinitely far; one step is the finest that a scale of whole numbers has.
    spread = max(float(np.median(np.abs(given - middle))), _TO_SD * _LEAST_STEP) if len(given) else 1.0
    said = [
        (seat.name, int(x), seat.scores[indicator.code].get("note", ""))
        for seat, x in zip(seats, row, strict=True)
        if not math.isnan(x)
    ]
    quarters = np.quantile(given, [0.25, 0.75]) if len(given) else (math.nan, math.nan)
    return ItemScores(
        indicator=indicator,
        scores=tuple(float(x) for x in given),
        mean=mean(row),
        median=middle,
        low_quarter=float(quarters[0]),
        high_quarter=float(quarters[1]),
        apart=tuple(one for one in said if abs(_TO_SD * (one[1] - middle) / spread) > _FAR),
        notes=tuple(one for one in said if one[2]),
    )


def _tried(measure: Callable[[Scores], R], table: Scores) -> R | None:
    try:
        return measure(table)
    except Invalid:
        return None

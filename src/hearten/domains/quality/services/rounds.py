"""Asking experts: opening a round, handing in, closing, asking a second time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.models import ExpertRound, ExpertSeat
from hearten.domains.quality.selectors.experts import groups_to_weigh, list_experts, scores_of
from hearten.domains.quality.services.common import known_indicator, note_ledger
from hearten.domains.quality.types import (
    HIGHEST_SCORE,
    LOWEST_SCORE,
    ROUND_CLOSED,
    ROUND_OPENED,
    SCORES_GIVEN,
    RoundKind,
    RoundState,
)
from hearten.engines.psychometrics.hierarchy import from_upper
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.given import clean_words
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

LONGEST_NOTE = 400
_LONGEST_NAME = 120
_LEAST_EXPERTS = 2
_LARGEST_RATIO = 9.0


@transaction.atomic
def open_round(
    *,
    name: str,
    kind: RoundKind,
    items: Sequence[str],
    experts: Sequence[UUID],
    client_token: str,
    by: Actor,
    now: datetime,
    after: ExpertRound | None = None,
) -> ExpertRound:
    """Ask experts for scores of `items`, or for what matters more. The same `client_token` again gives back the first."""
    by.require(Permission.QUALITY_EDIT)
    words = clean_words(name, field="name", most=_LONGEST_NAME)
    codes = [known_indicator(code, field="items").code for code in items] if kind is RoundKind.SCORES else []
    if kind is RoundKind.SCORES and not codes:
        raise Invalid(N_("Choose at least one indicator to be scored."), field="items")
    people = {expert.user_id: expert.name for expert in list_experts(by)}
    asked = [user_id for user_id in dict.fromkeys(experts) if user_id in people]
    if len(asked) < _LEAST_EXPERTS:
        raise Invalid(
            N_("Ask two experts at least."),
            field="experts",
            hint=N_("One person's word can't be told from chance, and would not stay unnamed."),
        )
    try:
        with transaction.atomic():
            row = ExpertRound.objects.create(
                id=new_id(), name=words, kind=kind, items=codes, after=after, opened_at=now,
                opened_by=by.label, client_token=client_token,
            )  # fmt: skip
    except IntegrityError:
        return ExpertRound.objects.get(client_token=client_token)
    ExpertSeat.objects.bulk_create(
        ExpertSeat(round=row, user_id=user_id, name=people[user_id][:80]) for user_id in asked
    )
    note_ledger(ROUND_OPENED, by=by, now=now, about=words, kind=kind.value, experts=len(asked))
    return row


@transaction.atomic
def hand_in_scores(
    *, round_id: UUID, scores: Mapping[str, Mapping[str, object]], by: Actor, now: datetime
) -> ExpertSeat:
    """Hand in one's scores ({item: {score, note}}), all items at once; until the round is closed they can be changed."""
    seat = _own_seat(round_id, by, RoundKind.SCORES)
    seat.scores = {code: _score(code, scores.get(code) or {}) for code in seat.round.items}
    return _hand_in(seat, by, now)


@transaction.atomic
def hand_in_comparisons(
    *, round_id: UUID, comparisons: Mapping[str, Sequence[float]], by: Actor, now: datetime
) -> ExpertSeat:
    """Hand in what matters more ({group: judgements above the diagonal, row by row}), every group at once."""
    seat = _own_seat(round_id, by, RoundKind.WEIGHTS)
    seat.comparisons = {
        group: _judged(group, comparisons.get(group, ()), len(codes))
        for group, codes in groups_to_weigh().items()
    }
    return _hand_in(seat, by, now)


@transaction.atomic
def close_round(*, round_id: UUID, by: Actor, now: datetime) -> ExpertRound:
    """Close a round: nobody can hand in any more, and its result may be seen."""
    by.require(Permission.QUALITY_EDIT)
    row = _locked(round_id)
    if row.state == RoundState.CLOSED:
        raise Conflict(N_("This round is closed."))
    handed = ExpertSeat.objects.filter(round=row, handed_in_at__isnull=False).count()
    if handed < _LEAST_EXPERTS:
        raise Invalid(
            N_("%(n)s of the experts has handed in; a result needs two at least."),
            field="round",
            hint=N_("Wait, or remind them."),
            n=handed,
        )
    row.state, row.closed_at, row.closed_by = RoundState.CLOSED, now, by.label
    row.save(update_fields=["state", "closed_at", "closed_by"])
    note_ledger(ROUND_CLOSED, by=by, now=now, about=row.name, handed_in=handed)
    return row


@transaction.atomic
def ask_again(*, round_id: UUID, by: Actor, now: datetime) -> ExpertRound:
    """A second round with the same experts and items, in which each sees the group's median (Delphi)."""
    by.require(Permission.QUALITY_EDIT)
    first = _locked(round_id)
    if scores_of(first) is None:
        raise Conflict(
            N_("Only a closed round of scores can be followed by another."), hint=N_("Close it first.")
        )
    seats = list(ExpertSeat.objects.filter(round=first).values_list("user_id", flat=True))
    return open_round(
        name=first.name, kind=RoundKind.SCORES, items=first.items, experts=seats, after=first,
        client_token=f"after:{first.pk}", by=by, now=now,
    )  # fmt: skip


def _locked(round_id: UUID) -> ExpertRound:
    row = ExpertRound.objects.select_for_update().filter(pk=round_id).first()
    if row is None:
        raise NotFound(N_("There is no such round, or it is not yours to see."))
    return row


def _own_seat(round_id: UUID, by: Actor, kind: RoundKind) -> ExpertSeat:
    """The actor's seat in an open round of this kind, locked. Who was not asked is told what a stranger is told."""
    by.require(Permission.EXPERT_SCORE)
    row = ExpertRound.objects.select_for_update().filter(pk=round_id, kind=kind).first()
    seat = (
        ExpertSeat.objects.select_for_update().filter(round=row, user_id=by.user_id).first()
        if row is not None and by.user_id is not None
        else None
    )
    if seat is None or row is None:
        raise NotFound(N_("There is no such round, or it is not yours to see."))
    if row.state == RoundState.CLOSED:
        raise Conflict(N_("This round is closed."))
    seat.round = row
    return seat


def _hand_in(seat: ExpertSeat, by: Actor, now: datetime) -> ExpertSeat:
    seat.handed_in_at = now
    seat.save(update_fields=["scores", "comparisons", "handed_in_at"])
    note_ledger(SCORES_GIVEN, by=by, now=now, about=seat.round.name)
    return seat


def _score(code: str, given: Mapping[str, object]) -> dict[str, object]:
    text = str(given.get("score", "")).strip()
    if not (text.isascii() and text.isdigit() and LOWEST_SCORE <= int(text[:4]) <= HIGHEST_SCORE):
        raise Invalid(
            N_("Give every item a whole score from %(lowest)s to %(highest)s."),
            field=code,
            lowest=LOWEST_SCORE,
            highest=HIGHEST_SCORE,
        )
    note = clean_words(str(given.get("note", "")), field=code, most=LONGEST_NOTE, required=False)
    return {"score": int(text), "note": note}


def _judged(group: str, given: Sequence[float], size: int) -> list[float]:
    judgements = [float(x) for x in given]
    if any(not math.isfinite(x) or not 1 / _LARGEST_RATIO <= x <= _LARGEST_RATIO for x in judgements):
        raise Invalid(
            N_("A comparison goes from 1 (alike) to 9 (extremely more), or the other way round."), field=group
        )
    from_upper(judgements, size)
    return judgements

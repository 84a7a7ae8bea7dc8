"""Setting targets, and choosing how the index is weighed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.models import ExpertRound, TargetSetting, WeightChoice
from hearten.domains.quality.selectors.experts import WHOLE_INDEX, weights_of
from hearten.domains.quality.services.common import fitting, known_indicator, note_ledger
from hearten.domains.quality.types import TARGET_SET, WEIGHTS_CHOSEN, Weighing
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.given import clean_words
from hearten.kernel.text import N_

_LONGEST_WHY = 400


@transaction.atomic
def set_target(
    *, code: str, target: float, floor: float, from_month: date, why: str, by: Actor, now: datetime
) -> TargetSetting:
    """Set what an indicator is to reach from a month on. Earlier settings stay as its history."""
    by.require(Permission.QUALITY_EDIT)
    indicator = known_indicator(code)
    fitting(indicator, target, field="target")
    fitting(indicator, floor, field="floor")
    if target == floor or (target > floor) != indicator.higher_is_better:
        raise Invalid(
            N_("The target must be better than the floor."),
            field="target",
            hint=N_("100 points are given at the target, none at the floor."),
        )
    row = TargetSetting.objects.create(
        indicator=code,
        target=target,
        floor=floor,
        from_month=from_month.replace(day=1),
        why=clean_words(why, field="why", most=_LONGEST_WHY),
        set_at=now,
        set_by=by.label,
        set_by_name=by.name[:80],
    )
    note_ledger(
        TARGET_SET,
        by=by,
        now=now,
        about=code,
        target=f"{target:g}",
        floor=f"{floor:g}",
        from_month=row.from_month.isoformat(),
    )
    return row


@transaction.atomic
def choose_weights(*, kind: Weighing, by: Actor, now: datetime, round_id: UUID | None = None) -> WeightChoice:
    """Weigh the index alike, or by a closed round of comparisons whose answers fit together.

    Raises NotFound, or Invalid when the round does not say enough, or contradicts itself (a ratio above 0.10).
    """
    by.require(Permission.QUALITY_EDIT)
    found = None
    weights: dict[str, float] = {}
    if kind is Weighing.EXPERTS:
        found = ExpertRound.objects.filter(pk=round_id).first() if round_id else None
        if found is None:
            raise NotFound(N_("There is no such round, or it is not yours to see."))
        weights = _weights_from(found)
    row = WeightChoice.objects.create(
        kind=kind,
        round=found,
        weights=weights,
        chosen_at=now,
        chosen_by=by.label,
        chosen_by_name=by.name[:80],
    )
    note_ledger(WEIGHTS_CHOSEN, by=by, now=now, about=kind.value, round=str(round_id or ""))
    return row


def _weights_from(found: ExpertRound) -> dict[str, float]:
    groups = weights_of(found)
    if not any(group.group == WHOLE_INDEX for group in groups):
        raise Invalid(
            N_("Nobody has compared the five dimensions in this round, or it is still open."),
            field="round",
            hint=N_("Close a round in which experts compared them."),
        )
    odd = next((group for group in groups if not group.weights.consistent), None)
    if odd is not None:
        raise Invalid(
            N_("The comparisons contradict each other (ratio %(ratio)s, at most 0.10)."),
            field="round",
            hint=N_("Ask the experts again, first about the pair that fits worst."),
            ratio=f"{odd.weights.consistency_ratio:.2f}",
        )
    return {
        code: float(share)
        for group in groups
        for code, share in zip(group.codes, group.weights.weights, strict=True)
    }

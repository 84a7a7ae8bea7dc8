"""What was promised for answering a study, who got it, and what did it cost?"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.fieldwork.models import Coupon, DrawEntry, Incentive
from hearten.domains.fieldwork.types import IncentiveKind
from hearten.domains.surveys.models import Invitation


@dataclass(frozen=True)
class IncentiveReport:
    """`entered` in the draw or `codes` at hand, `given` prizes or coupons, and what these cost of the budget."""

    incentive: Incentive
    entered: int
    codes: int
    given: int
    spent_minor: int

    @property
    def left(self) -> int:
        return self.codes - self.given


@dataclass(frozen=True)
class Reward:
    """What somebody who answered is told: `code` of a coupon, or that they take part in the draw."""

    kind: str
    name: str
    code: str


def incentive_for(actor: Actor, study_id: UUID) -> IncentiveReport | None:
    """The thanks of a study with its figures; None when there is none."""
    actor.require(Permission.FIELDWORK_DO)
    found = Incentive.objects.select_related("study").filter(study_id=study_id).first()
    if found is None:
        return None
    coupons, entries = Coupon.objects.filter(incentive=found), DrawEntry.objects.filter(incentive=found)
    given = (
        coupons.filter(customer__isnull=False).count()
        if found.kind == IncentiveKind.COUPON
        else entries.filter(prize__isnull=False).count()
    )
    return IncentiveReport(
        incentive=found,
        entered=entries.count(),
        codes=coupons.count(),
        given=given,
        spent_minor=given * found.value_minor,
    )


def winners_for(actor: Actor, incentive_id: UUID) -> list[DrawEntry]:
    """Who won which prize, in order."""
    actor.require(Permission.FIELDWORK_DO)
    rows = DrawEntry.objects.select_related("customer").filter(incentive_id=incentive_id, prize__isnull=False)
    return list(rows.order_by("prize"))


def reward_of(invitation: Invitation) -> Reward | None:
    """What whoever answered this invitation was promised, and the code once it is there."""
    if invitation.study_id is None or invitation.customer_id is None:
        return None
    found = Incentive.objects.filter(study_id=invitation.study_id).first()
    if found is None:
        return None
    coupon = Coupon.objects.filter(incentive=found, customer_id=invitation.customer_id).first()
    return Reward(kind=found.kind, name=found.name, code=(coupon.code or "") if coupon else "")


def incentive_kinds_for(actor: Actor) -> dict[UUID, IncentiveKind]:
    """What is promised, by study."""
    actor.require(Permission.FIELDWORK_DO)
    rows = Incentive.objects.values_list("study_id", "kind")
    return {study_id: IncentiveKind(kind) for study_id, kind in rows}

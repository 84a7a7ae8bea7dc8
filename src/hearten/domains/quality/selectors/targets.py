"""What is each indicator to reach, and since when?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.models import TargetSetting, WeightChoice
from hearten.domains.quality.types import Indicator, Weighing


@dataclass(frozen=True)
class Aim:
    """`target` is worth 100 points and `floor` none."""

    target: float
    floor: float


class Aims:
    """The targets of all indicators through time: what holds in a month was set for it last."""

    def __init__(self) -> None:
        self._rows: dict[str, list[TargetSetting]] = {}
        for row in TargetSetting.objects.order_by("from_month", "set_at", "pk"):
            self._rows.setdefault(row.indicator, []).append(row)

    def of(self, indicator: Indicator, month: date) -> Aim:
        """What was set for the latest month up to `month`; without one, what the release states."""
        for row in reversed(self._rows.get(indicator.code, ())):
            if row.from_month <= month:
                return Aim(row.target, row.floor)
        return Aim(indicator.target, indicator.floor)


@dataclass(frozen=True)
class WeightsNow:
    """Shares of the dimensions, and of the indicators within each, that add up to 1 in their group."""

    kind: Weighing
    choice: WeightChoice | None
    shares: Mapping[str, float]


def weights_now() -> WeightsNow:
    """The weights chosen last; alike when nobody chose. What experts did not compare keeps the weights of the release."""
    last = WeightChoice.objects.select_related("round").order_by("-chosen_at", "-pk").first()
    shares = _stated()
    if last is None or last.kind == Weighing.EQUAL:
        return WeightsNow(Weighing.EQUAL, last, shares)
    return WeightsNow(Weighing.EXPERTS, last, shares | last.weights)


def list_targets_for(actor: Actor, code: str) -> list[TargetSetting]:
    """The history of an indicator's targets, newest first."""
    actor.require(Permission.INSIGHT_VIEW)
    return list(TargetSetting.objects.filter(indicator=code).order_by("-set_at", "-pk"))


def _stated() -> dict[str, float]:
    book = index_book()
    shares: dict[str, float] = {}
    for aspect in book.aspects:
        rows = book.of(aspect)
        whole = sum(row.weight for row in rows)
        shares |= {row.code: row.weight / whole for row in rows}
        shares[aspect.value] = 1 / len(book.aspects)
    return shares

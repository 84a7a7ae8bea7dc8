"""What surveys needs from outside: somebody who knows in which group of health a person stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID


class HealthGroups(Protocol):
    """Puts people into few, coarse groups of health, to draw and to weigh samples by.

    `labels` names the groups, in the order they are shown. Whoever has not agreed to the use of health data is left out of the
    answer; so is whoever nothing is known of.
    """

    labels: Mapping[str, str]

    def groups(self, customer_ids: Collection[UUID], *, at: datetime) -> Mapping[UUID, str]: ...


class NoHealthGroups:
    """Nobody is plugged in: samples can't be drawn by health."""

    labels: Mapping[str, str] = {}

    def groups(self, customer_ids: Collection[UUID], *, at: datetime) -> Mapping[UUID, str]:
        return {}


_registered: list[HealthGroups] = [NoHealthGroups()]


def register_health_groups(groups: HealthGroups) -> None:
    """Use this one from now on; the last one registered counts."""
    if not callable(getattr(groups, "groups", None)) or not isinstance(
        getattr(groups, "labels", None), Mapping
    ):
        raise TypeError("health groups have labels and a method groups(customer_ids)")
    _registered[:] = [groups]


def health_groups() -> HealthGroups:
    """Who knows groups of health in this process; without anybody registered there are none."""
    return _registered[-1]

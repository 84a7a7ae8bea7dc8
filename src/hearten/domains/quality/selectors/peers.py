"""Where do we stand among other insurers?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.models import PeerFigure
from hearten.domains.quality.types import Indicator
from hearten.engines.psychometrics.peers import Standing, standing

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class Position:
    """Our figure among the latest figure of each peer."""

    standing: Standing
    peers: tuple[PeerFigure, ...]


def list_peers_for(actor: Actor, *, indicator: str = "") -> QuerySet[PeerFigure]:
    """Figures of others, newest period first."""
    actor.require(Permission.INSIGHT_VIEW)
    rows = PeerFigure.objects.order_by("indicator", "-period", "peer")
    return rows.filter(indicator=indicator) if indicator else rows


def latest_peers(actor: Actor) -> dict[str, list[PeerFigure]]:
    """The latest figure of each peer, by indicator."""
    actor.require(Permission.INSIGHT_VIEW)
    found: dict[str, list[PeerFigure]] = {}
    for row in PeerFigure.objects.order_by("indicator", "peer", "-period").distinct("indicator", "peer"):
        found.setdefault(row.indicator, []).append(row)
    return found


def position(indicator: Indicator, value: float | None, peers: Iterable[PeerFigure]) -> Position | None:
    """Our place among `peers`; None without a figure of ours or theirs."""
    rows = tuple(peers)
    if value is None or not rows:
        return None
    found = standing(value, [row.value for row in rows], higher_is_better=indicator.higher_is_better)
    return Position(found, tuple(sorted(rows, key=lambda row: row.value, reverse=indicator.higher_is_better)))

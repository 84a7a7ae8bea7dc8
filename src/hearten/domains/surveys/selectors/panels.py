"""Who is in our panels, and what did the same people say from wave to wave?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.field_types import Stage
from hearten.domains.surveys.models import Panel, PanelMember, Response, Study
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class PanelStanding:
    """A panel: how many are in it, how many have left for which reason, and its waves, oldest first."""

    panel: Panel
    members: int
    left: Mapping[str, int]
    waves: Sequence[Study]


def list_panels_for(actor: Actor) -> list[PanelStanding]:
    """All panels, newest first."""
    actor.require(Permission.SURVEYS_VIEW)
    return [_standing(panel) for panel in Panel.objects.order_by("-created_at", "-id")]


def get_panel_for(actor: Actor, panel_id: UUID) -> PanelStanding:
    """One panel. Raises NotFound."""
    actor.require(Permission.SURVEYS_VIEW)
    panel = Panel.objects.filter(pk=panel_id).first()
    if panel is None:
        raise NotFound(N_("There is no such panel."))
    return _standing(panel)


def answers_by_wave(actor: Actor, panel_id: UUID) -> dict[UUID, dict[int, UUID]]:
    """For each member who answered (by customer): the response of each wave. So a change is that of the same person."""
    actor.require(Permission.INSIGHT_VIEW)
    rows = Response.objects.filter(
        invitation__study__panel_id=panel_id,
        invitation__study__stage=Stage.MAIN,
        customer__isnull=False,
    )
    found: dict[UUID, dict[int, UUID]] = defaultdict(dict)
    for customer_id, wave, response_id in rows.values_list("customer_id", "invitation__study__wave", "pk"):
        if customer_id:
            found[customer_id][wave] = response_id
    return dict(found)


def _standing(panel: Panel) -> PanelStanding:
    rows = PanelMember.objects.filter(panel=panel).values_list("left_for", flat=True)
    counts = Counter(rows)
    members = counts.pop("", 0)
    waves = Study.objects.filter(panel=panel, stage=Stage.MAIN).order_by("wave")
    return PanelStanding(panel=panel, members=members, left=dict(counts), waves=list(waves))

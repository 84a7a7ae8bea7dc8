"""Why were people unhappy: the root causes of closed cases, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.improvement.models import Case
from hearten.domains.improvement.rules import loop_rules
from hearten.domains.improvement.types import CaseState, Cause
from hearten.engines.disclosure import hide_small


@dataclass(frozen=True)
class CauseCount:
    """How many cases were closed with this cause; None where too few people stand behind it."""

    cause: Cause
    cases: int | None


def count_causes_for(actor: Actor, *, since: datetime, until: datetime) -> list[CauseCount]:
    """Cases closed from `since` to `until` by root cause, most first. For those who see figures; no single case is told."""
    actor.require(Permission.INSIGHT_VIEW)
    rows = Case.objects.filter(state=CaseState.CLOSED, closed_at__gte=since, closed_at__lt=until)
    found = list(
        rows.values("root_cause").annotate(cases=Count("pk"), people=Count("customer_id", distinct=True))
    )
    if not found:
        return []
    hidden = hide_small([row["people"] for row in found]).cells
    counts = [
        CauseCount(
            loop_rules().cause(row["root_cause"])
            or Cause(row["root_cause"], row["root_cause"], row["root_cause"]),
            None if mark else row["cases"],
        )
        for row, mark in zip(found, hidden, strict=True)
    ]
    return sorted(counts, key=lambda one: (one.cases is None, -(one.cases or 0), one.cause.code))

"""Who is meant by a source's name for an organisation or a practitioner?"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from hearten.domains.partners.models import Organization, Practitioner

_RENEW_AFTER_S = 60.0


@dataclass
class _Levels:
    by_name: dict[str, int] = field(default_factory=dict)
    asked: float = float("-inf")


_levels = _Levels()


def organization_names(source: str, source_ids: Iterable[str]) -> dict[str, str]:
    """The names of the organisations that `source` calls by these identities."""
    return dict(
        Organization.objects.filter(source=source, source_id__in=set(source_ids)).values_list(
            "source_id", "name"
        )
    )


def practitioner_names(source: str, source_ids: Iterable[str]) -> dict[str, str]:
    """The names of the practitioners that `source` calls by these identities."""
    return dict(
        Practitioner.objects.filter(source=source, source_id__in=set(source_ids)).values_list(
            "source_id", "name"
        )
    )


def hospital_levels() -> dict[str, int]:
    """The level (1 to 3) of each hospital that has one, by name. Kept in memory for a minute: hospitals are graded rarely."""
    if time.monotonic() - _levels.asked > _RENEW_AFTER_S:
        rows = Organization.objects.filter(level__isnull=False).values_list("name", "level")
        _levels.by_name, _levels.asked = (
            {name.strip(): level for name, level in rows if level},
            time.monotonic(),
        )
    return _levels.by_name


def forget_levels() -> None:
    """Read the levels again at the next question."""
    _levels.asked = float("-inf")

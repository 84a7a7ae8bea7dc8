"""Who is meant by a source's name for an organisation or a practitioner?"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from hearten.domains.partners.models import Organization, Practitioner

_RENEW_AFTER_S = 60.0


@dataclass
class _Hospitals:
    """What is known of hospitals by name; they are graded and join a network rarely."""

    levels: dict[str, int] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    asked: float = float("-inf")


_hospitals = _Hospitals()


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
    """The level (1 to 3) of each hospital that has one, by name. Kept in memory for a minute."""
    return _at_hand().levels


def hospital_networks() -> dict[str, str]:
    """The tier of our network that each hospital belongs to, by name; others are in none. Kept in memory for a minute."""
    return _at_hand().networks


def forget_hospitals() -> None:
    """Read the hospitals again at the next question."""
    _hospitals.asked = float("-inf")


def _at_hand() -> _Hospitals:
    if time.monotonic() - _hospitals.asked > _RENEW_AFTER_S:
        rows = list(
            Organization.objects.filter(Q(level__isnull=False) | ~Q(network="")).values_list(
                "name", "level", "network"
            )
        )
        _hospitals.levels = {name.strip(): level for name, level, _ in rows if level}
        _hospitals.networks = {name.strip(): network for name, _, network in rows if network}
        _hospitals.asked = time.monotonic()
    return _hospitals

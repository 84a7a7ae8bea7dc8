"""Who is meant by a source's name for an organisation or a practitioner?"""

from __future__ import annotations

from collections.abc import Iterable

from hearten.domains.partners.models import Organization, Practitioner


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

"""Under which names does a source speak of our customers?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from hearten.base.imports.models import SourceAlias
from hearten.base.imports.types import Alias


def note_aliases(*, source: str, aliases: Iterable[Alias]) -> None:
    """Remember names of customers. A name that another customer bears already belongs to nobody from then on."""
    wanted: dict[str, UUID] = {}
    doubtful: set[str] = set()
    for alias in aliases:
        if wanted.setdefault(alias.alias, alias.target_id) != alias.target_id:
            doubtful.add(alias.alias)
    known = dict(
        SourceAlias.objects.filter(source=source, alias__in=wanted).values_list("alias", "target_id")
    )
    doubtful |= {name for name, target in known.items() if wanted[name] != target}
    SourceAlias.objects.bulk_create(
        [
            SourceAlias(source=source, alias=name, target_id=target, ambiguous=name in doubtful)
            for name, target in wanted.items()
            if name not in known
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
    SourceAlias.objects.filter(source=source, alias__in=doubtful & known.keys(), ambiguous=False).update(
        ambiguous=True
    )


def note_digests(*, source: str, digests: Mapping[str, bytes]) -> None:
    """Remember the digest of what was last taken over under each name."""
    rows = list(SourceAlias.objects.filter(source=source, alias__in=digests))
    for row in rows:
        row.digest = digests[row.alias]
    SourceAlias.objects.bulk_update(rows, ["digest"], batch_size=500)

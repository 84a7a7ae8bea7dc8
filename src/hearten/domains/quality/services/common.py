"""What the writers of this room share: what fits an indicator, the ledger."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from hearten.base.accounts.types import Actor
from hearten.base.ledger.services import append
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.types import Indicator
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# The index as a thing of its own in the ledger, whose entries are otherwise about customers.
THE_INDEX: UUID = uuid5(NAMESPACE_URL, "hearten:quality:index")


def known_indicator(code: str, *, field: str = "indicator") -> Indicator:
    """The indicator of the index. Raises Invalid when there is none of this name."""
    found = index_book().find(code)
    if found is None:
        raise Invalid(
            N_("There is no indicator called “%(code)s”."),
            field=field,
            hint=N_("Use a code of the list of indicators."),
            code=code[:40],
        )
    return found


def fitting(indicator: Indicator, value: float, *, field: str) -> float:
    """A figure that this indicator can have. Raises Invalid."""
    least, most = _LIMITS.get(indicator.unit.value, (0.0, math.inf))
    if not math.isfinite(value) or not least <= value <= most:
        raise Invalid(
            N_("“%(name)s” lies between %(least)s and %(most)s."),
            field=field,
            name=indicator.name.en,
            least=f"{least:g}",
            most=f"{most:g}" if math.isfinite(most) else "∞",
        )
    return value


def note_ledger(kind: str, /, *, by: Actor, now: datetime, about: str, **facts: Any) -> None:
    append(kind, subject_id=THE_INDEX, actor=by, now=now, about=about[:80], facts=facts)


_LIMITS = {"share": (0.0, 1.0), "per_thousand": (0.0, 1000.0), "scale_7": (1.0, 7.0), "scale_10": (1.0, 10.0)}

"""Who gains and who loses, as numbers that can be added up from parts: the same on one machine and on many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

# Edges of the classes of change, in minor units: a class is from one edge up to, not including, the next.
CHANGE_EDGES = tuple(
    [-(10**k) * 100 for k in range(6, 0, -1)]
    + [-1_00, 0, 1, 1_00 + 1]
    + [10**k * 100 + 1 for k in range(1, 7)]
)

_COUNTS = ("members", "lines", "gain", "lose", "billed", "before", "after", "gained", "lost")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of members of a plan, and sums in minor units. `classes` counts members by change, between CHANGE_EDGES."""

    members: int = 0
    lines: int = 0
    gain: int = 0
    lose: int = 0
    billed: int = 0
    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    classes: tuple[int, ...] = (0,) * (len(CHANGE_EDGES) + 1)
    plans: dict[str, Summary] = field(default_factory=dict)

    def __add__(self, other: Summary) -> Summary:
        plans = {
            plan: self.plans.get(plan, Summary()) + other.plans.get(plan, Summary())
            for plan in sorted({*self.plans, *other.plans})
        }
        return Summary(
            **{name: getattr(self, name) + getattr(other, name) for name in _COUNTS},
            classes=tuple(a + b for a, b in zip(self.classes, other.classes, strict=True)),
            plans=plans,
        )

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Summary:
        """What `as_dict` gave."""
        plans = {plan: cls.from_dict(part) for plan, part in kept.get("plans", {}).items()}
        return cls(**{name: kept[name] for name in _COUNTS}, classes=tuple(kept["classes"]), plans=plans)

    @property
    def same(self) -> int:
        """Members for whom nothing changes."""
        return self.members - self.gain - self.lose

    def as_dict(self) -> dict[str, Any]:
        """The form in which it is stored and sent."""
        kept: dict[str, Any] = {name: getattr(self, name) for name in (*_COUNTS, "same")}
        kept["classes"] = list(self.classes)
        if self.plans:
            kept["plans"] = {plan: part.as_dict() for plan, part in self.plans.items()}
        return kept


def summarise(members: pa.Table) -> Summary:
    """The summary of a table of members (schema MEMBERS), in all and by plan."""
    plans = members["plan"].to_numpy(zero_copy_only=False)
    amounts = {name: members[name].to_numpy() for name in ("lines", "billed", "before", "after")}
    parts = {
        str(plan): _part({name: column[plans == plan] for name, column in amounts.items()})
        for plan in np.unique(plans.astype(str))
    }
    whole = sum((Summary() + part for part in parts.values()), Summary())
    return Summary(
        **{name: getattr(whole, name) for name in _COUNTS},
        classes=whole.classes,
        plans=parts,
    )


def _part(amounts: dict[str, np.ndarray[Any, np.dtype[np.int64]]]) -> Summary:
    change = amounts["after"] - amounts["before"]
    classes = np.bincount(np.searchsorted(CHANGE_EDGES, change, "right"), minlength=len(CHANGE_EDGES) + 1)
    return Summary(
        members=len(change),
        lines=int(amounts["lines"].sum()),
        gain=int((change > 0).sum()),
        lose=int((change < 0).sum()),
        billed=int(amounts["billed"].sum()),
        before=int(amounts["before"].sum()),
        after=int(amounts["after"].sum()),
        gained=int(change[change > 0].sum()),
        lost=int(-change[change < 0].sum()),
        classes=tuple(int(count) for count in classes),
    )

"""What changed from one version of a product to the next?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.domains.products.types import Product

_NAMES = ("code", "number", "value", "grade", "clause")


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs; None where it is missing on that side."""

    where: str
    before: str | None
    after: str | None


def compare(older: Product, newer: Product, language: str) -> list[Change]:
    """Every place where the two documents differ, read in `language`; entries are matched by code or number."""
    key = "zh" if language.startswith("zh") else "en"
    before, after = dict(_leaves(older.words[key])), dict(_leaves(newer.words[key]))
    places = [*after, *(place for place in before if place not in after)]
    return [
        Change(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for i, item in enumerate(value):
            name = next((str(item[name]) for name in _NAMES if name in item), str(i))
            yield from _leaves(item, f"{where}[{name}]")
    elif isinstance(value, list):
        yield where, ", ".join(map(str, value))
    else:
        yield where, str(value)

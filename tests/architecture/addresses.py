"""All addresses of the product, walked from the URL configuration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str
    arguments: tuple[str, ...]
    view: Any


def walk(patterns: list[Any] | None = None, space: str = "") -> Iterator[Address]:
    """Every named address as `namespace:name`, with the names of its arguments."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            if pattern.name is None:
                raise LookupError(f"{pattern.pattern} has no name: the table of access can not speak of it")
            yield Address(f"{space}{pattern.name}", tuple(pattern.pattern.regex.groupindex), pattern.callback)

"""Putting the rooms of a door together."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver


def rooms(door: str, *names: str) -> list[URLPattern | URLResolver]:
    """The addresses of the named rooms of `door`, in order."""
    patterns: list[URLPattern | URLResolver] = []
    for name in names:
        if find_spec(f"{door}.{name}") and find_spec(f"{door}.{name}.urls"):
            patterns += import_module(f"{door}.{name}.urls").urlpatterns
    return patterns

"""Putting the rooms of a door together."""

from __future__ import annotations

from importlib import import_module

from django.urls import URLPattern, URLResolver


def rooms(door: str, *names: str) -> list[URLPattern | URLResolver]:
    """The addresses of the named rooms of `door`, in order."""
    patterns: list[URLPattern | URLResolver] = []
    for name in names:
        patterns += import_module(f"{door}.{name}.urls").urlpatterns
    return patterns

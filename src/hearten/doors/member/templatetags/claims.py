"""Words of claims in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from hearten.doors.member.claims.facts import shown_facts

register = template.Library()


@register.filter
def fact_words(facts: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What a benefit without a bill was told: pairs of name and value."""
    return shown_facts(facts)

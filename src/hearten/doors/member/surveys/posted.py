"""Answers as the page sends them, turned into values by field key. What they may be is for the survey to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from hearten.domains.surveys.types import Item, ItemKind
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# The name of the hidden field that says which questions the page showed, so that an empty box means “taken back”.
SEEN = "seen"
_LONGEST_COUNT = 5
_TOKEN = re.compile(r"[\x21-\x7e]{1,64}")
_MOST_NOTICED = 100_000


def posted_values(items: Iterable[Item], post: QueryDict) -> dict[str, Any]:
    """What was filled in, by field key; questions that the page did not send are left alone. Raises Invalid for a ranking with doubles."""
    values: dict[str, Any] = {}
    for item in items:
        values |= _values_of(item, post, seen=item.code in post.getlist(SEEN))
    return values


def posted_token(post: QueryDict) -> str:
    """The mark by which a phone's second sending is known; what is no such mark counts as none."""
    token = post.get("client_token", "")
    return token if _TOKEN.fullmatch(token) else ""


def posted_seconds(items: Iterable[Item], post: QueryDict) -> dict[str, int]:
    """How long each question took by the page's own clock, where it says so."""
    counted = {item.code: post.get(f"seconds_{item.code}", "") for item in items}
    return {
        code: int(text) for code, text in counted.items() if text.isdecimal() and len(text) <= _LONGEST_COUNT
    }


def posted_signals(post: QueryDict) -> dict[str, Any]:
    """What the page noticed about how it was filled in: facts to judge by later, never a reason to refuse."""
    return {
        "trap": bool(post.get("website", "").strip()),
        "script": post.get("script") == "1",
        **{name: _count(post.get(f"noticed_{name}", "")) for name in ("keys", "pointer", "pasted", "hidden")},
    }


def _count(text: str) -> int:
    return min(int(text), _MOST_NOTICED) if text.isdecimal() and len(text) <= _LONGEST_COUNT else 0


def _values_of(item: Item, post: QueryDict, *, seen: bool) -> dict[str, Any]:
    if item.kind is ItemKind.RANKING:
        return _ranking(item, post)
    if item.kind is ItemKind.MULTIPLE:
        return _several(item, post, seen=seen)
    if item.kind is ItemKind.FILE:
        return _file(item, post)
    values: dict[str, Any] = {field.key: post[field.key] for field in item.fields() if field.key in post}
    if item.dont_know and post.get(f"{item.code}.{DONT_KNOW}") and not str(values.get(item.code, "")).strip():
        values[item.code] = DONT_KNOW
    if item.kind is ItemKind.SINGLE:
        _mend_other(item, values, [values.get(item.code, "")])
    return values


def _several(item: Item, post: QueryDict, *, seen: bool) -> dict[str, Any]:
    chosen = [code for code in post.getlist(item.code) if code]
    if not chosen and not seen and item.code not in post:
        return {}
    values: dict[str, Any] = {item.code: chosen}
    if f"{item.code}.other" in post:
        values[f"{item.code}.other"] = post[f"{item.code}.other"]
        _mend_other(item, values, chosen)
    return values


def _mend_other(item: Item, values: dict[str, Any], chosen: list[str]) -> None:
    """Words beside an answer that was then not chosen are taken back."""
    key = f"{item.code}.other"
    if key in values and not any(option.other and option.code in chosen for option in item.options):
        values[key] = ""


def _ranking(item: Item, post: QueryDict) -> dict[str, Any]:
    """Each option has a box for its place; from them the list in order."""
    places: dict[str, str] = {}
    for option in item.options:
        place = post.get(f"{item.code}.{option.code}")
        if place is None:
            continue
        if place in places:
            raise Invalid(
                N_("Two answers have place %(place)s."),
                field=item.code,
                hint=N_("Give each a place of its own."),
                place=place[:5],
            )
        if place.isdecimal() and len(place) < _LONGEST_COUNT:
            places[place] = option.code
    if not any(f"{item.code}.{option.code}" in post for option in item.options):
        return {item.code: post.getlist(item.code)} if item.code in post else {}
    return {item.code: [places[place] for place in sorted(places, key=int)]}


def _file(item: Item, post: QueryDict) -> dict[str, Any]:
    if post.get(f"{item.code}.remove"):
        return {item.code: ""}
    return {item.code: post[item.code]} if post.get(item.code) else {}

"""A change of a questionnaire in words: where, from what, to what."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.surveys.design_types import CHANGE_LABELS, ChangeKind, ChangeMade
from hearten.domains.surveys.editing import Document, find_item
from hearten.kernel.text import N_

_PLACES = {
    "name": N_("Name of the survey"),
    "about": N_("What the survey is about"),
    "privacy_notice": N_("Privacy notice"),
    "thanks": N_("Words of thanks"),
    "minutes": N_("Minutes that we promise"),
    "expires_after_days": N_("Days to answer"),
    "quotas": N_("Quotas"),
    "pages": N_("Pages"),
    "shuffle_pages": N_("Order of pages"),
}
_DOES = {
    "set": N_("written"),
    "unset": N_("emptied"),
    "insert": N_("added"),
    "remove": N_("taken out"),
    "move": N_("moved"),
    "rename": N_("renamed"),
    "several": N_("changed"),
}
_LONGEST = 160


def change_words(change: ChangeMade, document: Document) -> dict[str, Any]:
    """One line of the history."""
    operation, inverse = change.operation, change.inverse
    if operation.get("op") == "several" and operation["operations"]:
        operation = operation["operations"][0]
        inverse = inverse["operations"][-1]
    does = _DOES.get(operation.get("op", ""))
    return {
        "revision": change.revision,
        "kind": change.kind.value,
        "word": _(CHANGE_LABELS[change.kind]),
        "by": change.by_name,
        "at": change.at,
        "where": _where(operation, inverse, document),
        "does": _(does) if does else _version_words(change),
        "before": _value(inverse.get("value")) if operation.get("op") in {"set", "unset", "remove"} else "",
        "after": _value(operation.get("value")) if operation.get("op") in {"set", "insert"} else "",
    }


def place_words(posted: str, document: Document) -> str:
    """Where a change that was posted wanted to go, in words."""
    try:
        change = json.loads(posted)
        path = change.get("path") or change.get("operation", {}).get("path") or ["item", change.get("code")]
        return _path_words(path, document) if isinstance(path, list) and path else ""
    except (ValueError, AttributeError):
        return ""


def _version_words(change: ChangeMade) -> str:
    if change.kind is ChangeKind.PUBLISHED:
        return _("version %(version)s") % {"version": change.operation.get("version", "")}
    return ""


def _where(operation: dict[str, Any], inverse: dict[str, Any], document: Document) -> str:
    if operation.get("op") == "rename":
        return f"{operation['from']} → {operation['to']}"
    for value in (operation.get("value"), inverse.get("value")):
        if isinstance(value, dict) and isinstance(value.get("text"), dict) and "kind" in value:
            return value["text"]["zh"] or value["text"]["en"] or str(value["code"])
    path = operation.get("path")
    return _path_words(path, document) if path else ""


def _path_words(path: list[Any], document: Document) -> str:
    if path[0] == "item" and len(path) > 1:
        found = find_item(document, str(path[1]))
        name = (found[2]["text"]["zh"] or found[2]["text"]["en"]) if found else ""
        rest = " · ".join(str(step) for step in path[2:])
        return " · ".join(part for part in (name or str(path[1]), rest) if part)
    first = _PLACES.get(str(path[0]))
    return " · ".join([_(first) if first else str(path[0]), *(str(step) for step in path[1:])])


def _value(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text", value)
        if isinstance(value, dict):
            value = " / ".join(str(value[key]) for key in ("zh", "en") if value.get(key)) or value
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""Conditions as sentences: show when [question] [is at most] [2]."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.surveys.editing import Document
from hearten.domains.surveys.questionnaire import Field, FieldKind, Item, Survey
from hearten.domains.surveys.reading import compile_survey
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.text import N_

OP_LABELS = {
    "<=": N_("is at most"),
    ">=": N_("is at least"),
    "==": N_("is"),
    "!=": N_("is not"),
    "<": N_("is below"),
    ">": N_("is above"),
    "has": N_("contains"),
    "in": N_("is one of"),
    "answered": N_("has been answered"),
}
_OPS = {
    FieldKind.NUMBER: ("<=", ">=", "==", "!=", "<", ">", "in", "answered"),
    FieldKind.CHOICE: ("==", "!=", "in", "answered"),
    FieldKind.CHOICES: ("has", "==", "answered"),
    FieldKind.FLAG: ("==", "answered"),
    FieldKind.DATE: ("<=", ">=", "==", "answered"),
}
_LONGEST_NAME = 60


def fields_before(
    document: Document, code: str, *, piped: bool = False, page: str = ""
) -> list[dict[str, Any]]:
    """What has been asked before a question (or before a page): key, words, kind, what can be compared with what.

    A text repeats (`piped`) answers of earlier pages only, as its own page is shown at once.
    """
    survey = compile_survey(document)
    found: list[dict[str, Any]] = []
    for shown_page in survey.pages:
        own = any(item.code == code for item in shown_page.items)
        if shown_page.code == page or (piped and own):
            break
        for item in shown_page.items:
            if item.code == code and not page:
                return found
            found += [_choice(survey, item, field) for field in item.fields() if piped or field.kind in _OPS]
    return found


def condition_form(
    document: Document, condition: dict[str, Any] | None, path: list[Any], code: str, *, page: str = ""
) -> dict[str, Any]:
    """A condition ready to be edited as sentences; one that lies deeper is only told (`deep`)."""
    joint, parts = _flat(condition)
    fields = fields_before(document, code, page=page)
    by_key = {field["key"]: field for field in fields}
    return {
        "path": json.dumps(path),
        "joint": joint,
        "deep": parts is None,
        "told": sentence_of(condition, document) if condition else "",
        "parts": [_part(part, by_key) for part in parts or []],
        "fields": fields,
        "ops": [(op, _(word)) for op, word in OP_LABELS.items()],
        "may": bool(fields),
    }


def sentence_of(condition: dict[str, Any], document: Document) -> str:
    """The condition in words, whatever its depth."""
    survey = compile_survey(document)
    return _told(condition, survey)


def _told(condition: dict[str, Any], survey: Survey) -> str:
    for joint, word in (("all", _(" and ")), ("any", _(" or "))):
        if joint in condition:
            return word.join(f"({_told(part, survey)})" for part in condition[joint])
    if "not" in condition:
        return _("not (%(what)s)") % {"what": _told(condition["not"], survey)}
    field = survey.field(condition["field"])
    item = survey.item(field.item) if field else None
    name = _name(item, field) if item and field else condition["field"]
    op = _(OP_LABELS.get(condition["op"], condition["op"]))
    if condition["op"] == "answered":
        return f"{name} {op}"
    return f"{name} {op} {_value_words(item, condition.get('value'))}"


def _value_words(item: Item | None, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    language = get_language()

    def word(one: Any) -> str:
        if one == DONT_KNOW:
            return _("can't say")
        if isinstance(one, bool):
            return _("yes") if one else _("no")
        option = item.option(one) if item and isinstance(one, str) else None
        return (option.text.in_language(language) or option.code) if option else str(one)

    return ", ".join(word(one) for one in values)


def _flat(condition: dict[str, Any] | None) -> tuple[str, list[dict[str, Any]] | None]:
    """The joint and its single comparisons; None for what lies deeper."""
    if not condition:
        return "all", []
    if "field" in condition:
        return "all", [condition]
    for joint in ("all", "any"):
        if joint in condition and all("field" in part for part in condition[joint]):
            return joint, condition[joint]
    return "all", None


def _part(part: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    value = part.get("value", "")
    if isinstance(value, bool):
        value = "true" if value else "false"
    text = ", ".join(str(v) for v in value) if isinstance(value, list) else str(value)
    field = fields.get(part["field"], {"key": part["field"], "name": part["field"], "values": [], "ops": []})
    return {"field": field, "op": part["op"], "value": text, "lost": part["field"] not in fields}


def _choice(survey: Survey, item: Item, field: Field) -> dict[str, Any]:
    language = get_language()
    values: list[tuple[str, str]] = []
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        values = [(o.code, o.text.in_language(language) or o.code) for o in item.options]
    elif field.kind is FieldKind.FLAG:
        values = [("true", _("yes")), ("false", _("no"))]
    if item.dont_know:
        values = [*values, (DONT_KNOW, _("can't say"))]
    lowest = 1 if field.lowest is None else int(field.lowest)
    return {
        "key": field.key,
        "start": values[0][0] if values and field.kind is not FieldKind.NUMBER else str(lowest),
        "name": _name(item, field),
        "ops": list(_OPS.get(field.kind, ("answered",))),
        "values": values if field.kind is not FieldKind.NUMBER else [],
    }


def _name(item: Item, field: Field) -> str:
    language = get_language()
    text = item.text.in_language(language) or item.code
    row = item.row(field.row)
    if row:
        told = row.text or row.perception or row.expectation
        text = f"{told.in_language(language) or row.code} – {text}"
    elif field.part == "other":
        text = _("own words to: %(question)s") % {"question": text}
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"

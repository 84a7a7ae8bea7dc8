"""What the middle of the builder shows of one question, of a page, or of the form as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.surveys.document_rules import SERVQUAL_DIMENSIONS
from hearten.domains.surveys.editing import Document, find_item
from hearten.domains.surveys.questionnaire import ITEM_LABELS, ItemKind, Sensitive
from hearten.doors.desk.surveys.acts import FORM, PAGE
from hearten.doors.desk.surveys.logic import condition_form, fields_before
from hearten.kernel.text import N_

_K = ItemKind
_SCALES = (_K.CSAT, _K.EFFORT, _K.NPS, _K.SCALE, _K.MATRIX, _K.SERVQUAL)
_LISTS = (_K.SINGLE, _K.MULTIPLE, _K.RANKING, _K.MAXDIFF, _K.ALLOCATION)
_ROWS = (_K.MATRIX, _K.KANO, _K.SERVQUAL)
SENSITIVE_LABELS = {
    Sensitive.ID_NUMBER: N_("ID number"),
    Sensitive.BANK_CARD: N_("Bank card"),
    Sensitive.HEALTH: N_("Health"),
    Sensitive.PHONE: N_("Telephone number"),
    Sensitive.INCOME: N_("Income"),
}
DIMENSION_LABELS = {
    "tangibles": N_("Tangibles"),
    "reliability": N_("Reliability"),
    "responsiveness": N_("Responsiveness"),
    "assurance": N_("Assurance"),
    "empathy": N_("Empathy"),
}
# key, its word, least, most, which kinds of questions have it
_NUMBERS: tuple[tuple[str, str, int, int, tuple[ItemKind, ...]], ...] = (
    ("lowest", N_("Lowest step"), 0, 1, (_K.SCALE, _K.MATRIX)),
    ("points", N_("Number of steps"), 2, 11, (_K.SCALE, _K.MATRIX, _K.SERVQUAL)),
    ("low_at_most", N_("An answer is low at or below"), 0, 10, (_K.CSAT, _K.EFFORT, _K.NPS, _K.SCALE)),
    ("at_least", N_("Choose at least"), 1, 40, (_K.MULTIPLE,)),
    ("at_most", N_("Choose at most"), 1, 40, (_K.MULTIPLE,)),
    ("minimum", N_("Smallest number"), -(10**9), 10**9, (_K.NUMBER,)),
    ("maximum", N_("Largest number"), -(10**9), 10**9, (_K.NUMBER,)),
    ("decimals", N_("Digits after the point"), 0, 6, (_K.NUMBER,)),
    ("longest", N_("Longest text, in characters"), 10, 5000, (_K.TEXT,)),
    ("most_mib", N_("Largest file, in MiB"), 1, 20, (_K.FILE,)),
)
_SWITCHES: tuple[tuple[str, str, tuple[ItemKind, ...]], ...] = (
    ("required", N_("Must be answered"), tuple(k for k in _K if k is not _K.NOTE)),
    (
        "dont_know",
        N_("Offers “can't say”"),
        (*_SCALES, _K.SINGLE, _K.MULTIPLE, _K.KANO, _K.NUMBER, _K.DATE),
    ),
    ("shuffle", N_("Mixes the order of its options or rows"), (*_LISTS, *_ROWS)),
)
_ROW_TEXTS = {
    _K.MATRIX: (("text", N_("Statement")),),
    _K.KANO: (
        ("text", N_("Feature")),
        ("functional", N_("If it is there: how would you feel?")),
        ("dysfunctional", N_("If it is not there: how would you feel?")),
    ),
    _K.SERVQUAL: (("expectation", N_("Expectation")), ("perception", N_("Perception"))),
}


def editor(document: Document, chosen: str) -> dict[str, Any]:
    """What is edited: a question by its code, a page, or the form; something is always chosen."""
    found = find_item(document, chosen)
    if found:
        return _question(document, found[2])
    page = next((p for p in document["pages"] if f"{PAGE}{p['code']}" == chosen), None)
    return _page(document, page) if page else _form(document)


def words_field(label: str, path: list[Any], text: dict[str, str] | None, **more: Any) -> dict[str, Any]:
    """A text in both languages, to be written side by side."""
    given = text or {"zh": "", "en": ""}
    return {"label": label, "path": json.dumps(path), "key": "-".join(map(str, path)), **given, **more}


def _question(document: Document, item: dict[str, Any]) -> dict[str, Any]:
    kind, base = ItemKind(item["kind"]), ["item", item["code"]]
    return {
        "what": "question",
        "code": item["code"],
        "kind": kind.value,
        "kind_word": _(ITEM_LABELS[kind]),
        "texts": _texts(item, kind, base),
        "numbers": [
            {
                "label": _(word),
                "path": json.dumps([*base, key]),
                "key": key,
                "value": item.get(key),
                "least": least,
                "most": most,
            }
            for key, word, least, most, kinds in _NUMBERS
            if kind in kinds
        ],
        "dates": [
            {
                "label": _(word),
                "path": json.dumps([*base, key]),
                "key": key,
                "value": item.get(key, ""),
            }
            for key, word in (("earliest", N_("First day")), ("latest", N_("Last day")))
            if kind is _K.DATE
        ],
        "switches": [
            {"label": _(word), "path": json.dumps([*base, key]), "key": key, "on": item.get(key, False)}
            for key, word, kinds in _SWITCHES
            if kind in kinds
        ],
        "sensitive": {
            "path": json.dumps([*base, "sensitive"]),
            "value": item.get("sensitive", ""),
            "choices": [(s.value, _(SENSITIVE_LABELS[s])) for s in Sensitive],
        }
        if kind is not _K.NOTE
        else None,
        "options": _options(item, base) if kind in _LISTS else None,
        "options_path": json.dumps([*base, "options"]),
        "rows": _rows(item, kind, base) if kind in _ROWS else None,
        "rows_path": json.dumps([*base, "rows"]),
        "dimensions": [(code, _(DIMENSION_LABELS[code])) for code in SERVQUAL_DIMENSIONS],
        "tasks": len(item.get("tasks", ())),
        "condition": condition_form(document, item.get("show_if"), [*base, "show_if"], item["code"]),
        "piping": fields_before(document, item["code"], piped=True),
    }


def _texts(item: dict[str, Any], kind: ItemKind, base: list[Any]) -> list[dict[str, Any]]:
    wanted: Iterable[tuple[str, str]] = [("text", N_("Question") if kind is not _K.NOTE else N_("Note"))]
    wanted = [*wanted, ("help", N_("Help below it"))]
    if kind in _SCALES:
        wanted = [*wanted, ("low_label", N_("Lowest step means")), ("high_label", N_("Highest step means"))]
    if kind is _K.NUMBER:
        wanted = [*wanted, ("unit", N_("Unit"))]
    optional = {"help", "unit"} | ({"low_label", "high_label"} if kind is _K.SERVQUAL else set())
    return [
        words_field(
            _(word), [*base, key], item.get(key), long=key in {"text", "help"}, optional=key in optional
        )
        for key, word in wanted
    ]


def _options(item: dict[str, Any], base: list[Any]) -> list[dict[str, Any]]:
    marks = (
        (("other", N_("with own words")), ("exclusive", N_("stands alone")), ("fixed", N_("keeps its place")))
        if item["kind"] in {_K.SINGLE, _K.MULTIPLE}
        else (("fixed", N_("keeps its place")),)
    )
    return [
        {
            "code": option["code"],
            "path": json.dumps([*base, "options", option["code"]]),
            "words": words_field(_("Option"), [*base, "options", option["code"], "text"], option["text"]),
            "marks": [
                {
                    "label": _(word),
                    "path": json.dumps([*base, "options", option["code"], key]),
                    "key": f"{option['code']}-{key}",
                    "on": option.get(key, False),
                }
                for key, word in marks
            ],
        }
        for option in item.get("options", ())
    ]


def _rows(item: dict[str, Any], kind: ItemKind, base: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "path": json.dumps([*base, "rows", row["code"]]),
            "texts": [
                words_field(_(word), [*base, "rows", row["code"], key], row.get(key))
                for key, word in _ROW_TEXTS[kind]
            ],
            "dimension": row.get("dimension", ""),
            "dimension_path": json.dumps([*base, "rows", row["code"], "dimension"]),
        }
        for row in item.get("rows", ())
    ]


def _page(document: Document, page: dict[str, Any]) -> dict[str, Any]:
    base = ["pages", page["code"]]
    groups = document.get("shuffle_pages", [])
    return {
        "what": "page",
        "code": page["code"],
        "texts": [words_field(_("Heading of the page"), [*base, "title"], page.get("title"), optional=True)],
        "switches": [
            {
                "label": _("Mixes the order of its questions"),
                "path": json.dumps([*base, "shuffle"]),
                "key": "shuffle",
                "on": page.get("shuffle", False),
            }
        ],
        "in_group": any(page["code"] in group for group in groups),
        "condition": condition_form(
            document,
            page.get("show_if"),
            [*base, "show_if"],
            page["items"][0]["code"] if page["items"] else "",
            page=page["code"],
        ),
        "only": len(document["pages"]) == 1,
    }


def _form(document: Document) -> dict[str, Any]:
    wanted = (
        ("name", N_("Name of the survey"), False),
        ("about", N_("The survey is about (goes on after “Please tell us about”)"), False),
        ("privacy_notice", N_("Privacy notice"), True),
        ("thanks", N_("Words of thanks"), True),
    )
    return {
        "what": "form",
        "code": FORM,
        "texts": [words_field(_(word), [key], document.get(key), long=long) for key, word, long in wanted],
        "numbers": [
            {
                "label": _(word),
                "path": json.dumps([key]),
                "key": key,
                "value": document[key],
                "least": 1,
                "most": most,
                "needed": True,
            }
            for key, word, most in (
                ("minutes", N_("Minutes that we promise"), 60),
                ("expires_after_days", N_("Days to answer"), 90),
            )
        ],
        "quotas": [
            {
                "code": quota["code"],
                "path": json.dumps(["quotas", quota["code"]]),
                "words": words_field(_("Quota"), ["quotas", quota["code"], "name"], quota["name"]),
                "limit": quota["limit"],
                "limit_path": json.dumps(["quotas", quota["code"], "limit"]),
                "condition": condition_form(document, quota["when"], ["quotas", quota["code"], "when"], ""),
            }
            for quota in document.get("quotas", ())
        ],
        "pages": [
            {
                "code": page["code"],
                "title": page.get("title", {}).get((get_language() or "zh")[:2], "") or page["code"],
                "mixed": any(page["code"] in group for group in document.get("shuffle_pages", [])),
            }
            for page in document["pages"]
        ],
    }

"""What somebody does to a questionnaire (add a question, copy it, take a page away), as operations on its document."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

from hearten.domains.surveys.editing import Document, Operation, find_item, items_of
from hearten.domains.surveys.questionnaire import MEASURES, RANGES, Field, FieldKind, ItemKind
from hearten.domains.surveys.reading import compile_survey
from hearten.engines.questionnaire.conditions import DONT_KNOW
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_LANGUAGES = ("zh", "en")
_MAY_BE_LEFT_OUT = frozenset({"help", "unit", "title"})
_TASK_SIZE = 4  # things shown at once in a MaxDiff task
_CODE_ROOM = 34  # what is left for a code before a number is put behind it


def words(zh: str = "", en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en}


_SATISFIED = {
    "low_label": words("很不满意", "Very dissatisfied"),
    "high_label": words("很满意", "Very satisfied"),
}
_AGREE = {
    "low_label": words("完全不同意", "Strongly disagree"),
    "high_label": words("完全同意", "Strongly agree"),
}
_LIKELY = {
    "low_label": words("完全不可能", "Not at all likely"),
    "high_label": words("非常可能", "Extremely likely"),
}


def _options(count: int) -> list[dict[str, Any]]:
    return [{"code": f"a{number}", "text": words()} for number in range(1, count + 1)]


def _row(code: str, kind: ItemKind) -> dict[str, Any]:
    if kind is ItemKind.KANO:
        return {"code": code, "text": words(), "functional": words(), "dysfunctional": words()}
    if kind is ItemKind.SERVQUAL:
        return {"code": code, "dimension": "tangibles", "expectation": words(), "perception": words()}
    return {"code": code, "text": words()}


def _maxdiff() -> dict[str, Any]:
    options = _options(5)
    return {"options": options, "tasks": balanced_tasks([option["code"] for option in options])}


def balanced_tasks(codes: list[str]) -> list[list[str]]:
    """MaxDiff tasks: each thing stands in as many tasks, and any two meet as equally often as a cyclic design allows.

    Task k shows the things k + each of four offsets around the circle; of all offsets those are taken under which the
    pairs' meetings have the smallest sum of squares (an exact balanced incomplete block design where one is cyclic).
    """
    count = len(codes)
    if count <= _TASK_SIZE:
        return [list(codes)] if count > 1 else []

    def unevenness(offsets: tuple[int, ...]) -> int:
        meetings = Counter((b - a) % count for a in offsets for b in offsets if a != b)
        return sum(n * n for n in meetings.values())

    best = min(((0, *rest) for rest in combinations(range(1, count), _TASK_SIZE - 1)), key=unevenness)
    return [[codes[(start + offset) % count] for offset in best] for start in range(count)]


_STARTS: dict[ItemKind, Callable[[], dict[str, Any]]] = {
    ItemKind.CSAT: lambda: {**_SATISFIED},
    ItemKind.EFFORT: lambda: {**_AGREE},
    ItemKind.NPS: lambda: {**_LIKELY},
    ItemKind.SCALE: lambda: {"lowest": 1, "points": 5, **_AGREE},
    ItemKind.SINGLE: lambda: {"options": _options(2)},
    ItemKind.MULTIPLE: lambda: {"options": _options(3)},
    ItemKind.MATRIX: lambda: {
        "rows": [_row("r1", ItemKind.MATRIX), _row("r2", ItemKind.MATRIX)], "lowest": 1, "points": 5, **_AGREE
    },
    ItemKind.RANKING: lambda: {"options": _options(3)},
    ItemKind.MAXDIFF: _maxdiff,
    ItemKind.KANO: lambda: {"rows": [_row("r1", ItemKind.KANO)]},
    ItemKind.SERVQUAL: lambda: {"rows": [_row("r1", ItemKind.SERVQUAL)], "points": 7, **_AGREE},
    ItemKind.ALLOCATION: lambda: {"options": _options(2)},
}  # fmt: skip


# A measure stands once in a survey.
_AS_SCALE: dict[str, dict[str, Any]] = {
    kind: {"kind": ItemKind.SCALE.value, "lowest": low, "points": high - low + 1}
    for kind, (low, high) in RANGES.items()
}


def new_item(kind: ItemKind, code: str) -> dict[str, Any]:
    """A question of a kind, ready to be written; its texts are empty, the ends of its scale are not."""
    start = _STARTS.get(kind, dict)()
    return {"code": code, "kind": kind.value, "text": words(), **copy.deepcopy(start)}


def fresh_code(taken: Iterable[str], stem: str) -> str:
    """`stem`, or `stem_2`, `stem_3` … when that is taken."""
    known, number, code = set(taken), 1, stem[:_CODE_ROOM]
    while code in known:
        number += 1
        code = f"{stem[:_CODE_ROOM]}_{number}"
    return code


def item_codes(document: Document) -> list[str]:
    return [item["code"] for _page, _place, item in items_of(document)]


def add_item(document: Document, kind: ItemKind, *, page: int, at: int) -> tuple[Operation, str]:
    """Put a new question on a page; gives the operation and the question's code."""
    if kind in MEASURES and any(item["kind"] == kind for _p, _i, item in items_of(document)):
        raise Invalid(
            N_("This measure stands in the questionnaire already; it may stand once."),
            field="kind",
            hint=N_("Take a scale for the second one."),
        )
    code = fresh_code(item_codes(document), kind.value)
    operation = {"op": "insert", "path": ["pages", page, "items"], "at": at, "value": new_item(kind, code)}
    return operation, code


def copy_item(document: Document, code: str) -> tuple[Operation, str]:
    """A copy of a question right below it, under a code of its own; the copy of a measure is a scale like it."""
    page, place, item = _item(document, code)
    new = fresh_code(item_codes(document), code)
    value = {**copy.deepcopy(item), "code": new, **_AS_SCALE.get(item["kind"], {})}
    return {"op": "insert", "path": ["pages", page, "items"], "at": place + 1, "value": value}, new


def split_item(document: Document, code: str, language: str, texts: list[str]) -> tuple[Operation, str]:
    """One question made into two in one language; the first keeps its code, the second is a copy right below it."""
    first, second = texts
    written = write_words(document, ["item", code, "text"], language, first)
    copied, _new = copy_item(document, code)
    copied["value"]["text"][language] = second
    return {"op": "several", "operations": [written, copied]}, code


def shift_item(document: Document, code: str, by: int) -> Operation | None:
    """One place up (-1) or down (+1), over the edge of a page when it stands there; None where the way ends."""
    page, place, _found = _item(document, code)
    items = document["pages"][page]["items"]
    to_page, at = page, place + by
    if not 0 <= at < len(items):
        to_page = page + by
        if not 0 <= to_page < len(document["pages"]):
            return None
        at = len(document["pages"][to_page]["items"]) if by < 0 else 0
    return {"op": "move", "path": ["item", code], "to": ["pages", to_page, "items"], "at": at}


def remove_item(document: Document, code: str) -> Operation:
    page, place, _found = _item(document, code)
    return {"op": "remove", "path": ["pages", page, "items", place]}


def add_page(document: Document, *, at: int) -> tuple[Operation, str]:
    """An empty page at a place."""
    code = fresh_code((page["code"] for page in document["pages"]), "page")
    return {"op": "insert", "path": ["pages"], "at": at, "value": {"code": code, "items": []}}, code


def remove_page(document: Document, code: str) -> Operation:
    """A page goes with its questions; the last one stays. Raises Invalid."""
    if len(document["pages"]) == 1:
        raise Invalid(N_("A questionnaire needs one page at least."), field="pages")
    steps: list[Operation] = [{"op": "remove", "path": ["pages", code]}]
    groups = document.get("shuffle_pages", [])
    left = [[c for c in group if c != code] for group in groups]
    left = [group for group in left if len(group) > 1]
    if left != groups:
        steps.append({"op": "set", "path": ["shuffle_pages"], "value": left})
    return {"op": "several", "operations": steps}


def add_option(document: Document, code: str) -> Operation:
    """One more option at the end; MaxDiff tasks are laid anew."""
    item = _item(document, code)[2]
    codes = [option["code"] for option in item.get("options", [])]
    new = fresh_code(codes, f"a{len(codes) + 1}")
    insert = {"op": "insert", "path": ["item", code, "options"], "value": {"code": new, "text": words()}}
    return _with_tasks(item, insert, [*codes, new])


def remove_option(document: Document, code: str, option: str) -> Operation:
    """An option goes; MaxDiff tasks are laid anew."""
    item = _item(document, code)[2]
    codes = [o["code"] for o in item.get("options", []) if o["code"] != option]
    return _with_tasks(item, {"op": "remove", "path": ["item", code, "options", option]}, codes)


def _with_tasks(item: dict[str, Any], operation: Operation, codes: list[str]) -> Operation:
    if item["kind"] != ItemKind.MAXDIFF:
        return operation
    tasks = {"op": "set", "path": ["item", item["code"], "tasks"], "value": balanced_tasks(codes)}
    return {"op": "several", "operations": [operation, tasks]}


def add_row(document: Document, code: str) -> Operation:
    """One more row at the end, with the texts that the question's kind asks for."""
    item = _item(document, code)[2]
    rows = item.get("rows", [])
    new = fresh_code((r["code"] for r in rows), f"r{len(rows) + 1}")
    return {"op": "insert", "path": ["item", code, "rows"], "value": _row(new, ItemKind(item["kind"]))}


def add_quota(document: Document) -> Operation:
    """One more quota; the first one makes the list. Raises Invalid while there is no question to count by."""
    quotas = document.get("quotas", [])
    code = fresh_code((q["code"] for q in quotas), "quota")
    first = next((item for _p, _i, item in items_of(document)), None)
    if first is None:
        raise Invalid(
            N_("A quota counts answers to a question."), field="quotas", hint=N_("Add a question first.")
        )
    when = {"field": first["code"], "op": "answered", "value": True}
    value = {"code": code, "name": words(), "when": when, "limit": 100}
    if not quotas:
        return {"op": "set", "path": ["quotas"], "value": [value]}
    return {"op": "insert", "path": ["quotas"], "value": value}


def blank_document(code: str, name: dict[str, str]) -> Document:
    """An empty questionnaire: one page with an overall question, and the notices that every form needs."""
    overall = new_item(ItemKind.CSAT, "csat")
    return {
        "code": code,
        "version": 1,
        "name": name,
        "about": words(),
        "privacy_notice": words(
            "您的回答只用于改进服务，不会影响您的保障、保费或理赔。除标明必答的题目外均可不答。您可以随时在“我的”里撤回同意。",
            "Your answers are used only to improve our service. They never change your cover, price or claims."
            " You may skip what is not marked as needed. You can withdraw your consent under “Me” at any time.",
        ),
        "thanks": words("谢谢您的回答。", "Thank you for your answers."),
        "minutes": 1,
        "expires_after_days": 14,
        "pages": [{"code": "main", "items": [overall]}],
    }


def _item(document: Document, code: str) -> tuple[int, int, dict[str, Any]]:
    found = find_item(document, code)
    if found is None:
        raise NotFound(N_("This question is not in the questionnaire (any more)."))
    return found


def write_words(document: Document, path: list[str | int], language: str, text: str) -> Operation:
    """A text in one language; a text that may be left out begins with its first word and goes with its last."""
    holder = look_up(document, path[:-1])
    name, present = path[-1], isinstance(holder, dict) and path[-1] in holder
    if language not in _LANGUAGES or not isinstance(holder, dict) or not isinstance(name, str):
        raise Invalid(N_("This place is not in the questionnaire (any more)."), field=str(name)[:80])
    if not present:
        return {"op": "set", "path": path, "value": {**words(), language: text}}
    others = any(holder[name][other] for other in _LANGUAGES if other != language)
    if name in _MAY_BE_LEFT_OUT and not text.strip() and not others:
        return {"op": "unset", "path": path}
    return {"op": "set", "path": [*path, language], "value": text}


def look_up(document: Document, path: list[str | int]) -> Any:
    """What stands at a path, None when nothing does."""
    if path[:1] == ["item"] and len(path) > 1:
        found = find_item(document, str(path[1]))
        here: Any = found[2] if found else None
        path = path[2:]
    else:
        here = document
    for step in path:
        if isinstance(here, list):
            here = next((t for i, t in enumerate(here) if step in {i, _code_of(t)}), None)
        else:
            here = here.get(step) if isinstance(here, dict) else None
    return here


def set_condition(
    path: list[str | int], joint: str, parts: list[dict[str, Any]], document: Document
) -> Operation:
    """A condition out of single comparisons, all or any of which must hold; none takes the condition away."""
    if joint not in {"all", "any"}:
        raise Invalid(
            N_("A condition must be one of “all”, “any”, “not”, or a field with an op."), field="joint"
        )
    known = {field.key: field for field in compile_survey(document).fields()}
    wanted = [_comparison(part, known) for part in parts]
    if not wanted:
        return {"op": "unset", "path": path}
    value = wanted[0] if len(wanted) == 1 else {joint: wanted}
    return {"op": "set", "path": path, "value": value}


def _comparison(part: dict[str, Any], known: dict[str, Field]) -> dict[str, Any]:
    """One comparison with its value in the type of the field that it looks at."""
    key, op, text = str(part.get("field", "")), str(part.get("op", "")), str(part.get("value", "")).strip()
    if op == "answered":
        return {"field": key, "op": op, "value": True}
    field = known.get(key)
    if op == "in":
        pieces = [piece.strip() for piece in text.replace("，", ",").split(",") if piece.strip()]
        return {"field": key, "op": op, "value": [_typed(piece, field) for piece in pieces]}
    return {"field": key, "op": op, "value": _typed(text, field)}


def _typed(text: str, field: Field | None) -> Any:
    if field is None or text == DONT_KNOW:
        return text
    if field.kind is FieldKind.FLAG:
        return text == "true"
    if field.kind is not FieldKind.NUMBER:
        return text
    try:
        number = float(text)
    except ValueError:
        raise Invalid(
            N_("“%(text)s” is not a number."),
            field=field.key,
            hint=N_("Compare this answer with a number."),
            text=text[:40],
        ) from None
    return int(number) if number.is_integer() else number


def _code_of(thing: Any) -> Any:
    return thing.get("code") if isinstance(thing, dict) else None

"""What the builder page posts, as one call of a service."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.surveys import building, services
from hearten.domains.surveys.editing import Document, Operation, find_item
from hearten.domains.surveys.models import SurveyDesign
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.domains.surveys.selectors import get_design_for
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# What is edited when it is no question: the form as a whole.
FORM = "@form"
PAGE = "@page:"
LARGEST_POST = 100_000
DEEPEST = 40
Made = tuple[Operation | None, str | None]


def make_change(
    design_id: UUID, *, revision: int, posted: str, by: Actor, now: datetime
) -> tuple[SurveyDesign, str | None]:
    """Do what was posted; gives the design and what is to be edited next (None: the same as before).

    Raises Invalid for what is no change, MovedOn when somebody else was faster.
    """
    change = _parsed(posted)
    given: dict[str, Any] = {"design_id": design_id, "revision": revision, "by": by, "now": now}
    if change["act"] in _STEPS:
        return _STEPS[change["act"]](**given), None
    design = get_design_for(by, design_id)
    try:
        operation, chosen = _ACTS[change["act"]](design.document, change)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise _no_change() from None
    if operation is None:
        return design, chosen
    return services.change_design(operation=operation, **given), chosen


def _parsed(posted: str) -> dict[str, Any]:
    try:
        change = json.loads(posted) if len(posted) <= LARGEST_POST else None
    except (ValueError, RecursionError):
        change = None
    if not isinstance(change, dict) or str(change.get("act")) not in {*_ACTS, *_STEPS}:
        raise _no_change()
    if not _is_shallow(change):
        raise _no_change()
    return change


def _is_shallow(thing: Any) -> bool:
    """Whether it is nested no deeper than a questionnaire is."""
    level = [thing]
    for _depth in range(DEEPEST):
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return True
    return False


def _add_item(document: Document, change: dict[str, Any]) -> Made:
    """Below the question it is asked for, or at the end of the page."""
    kind, after = ItemKind(change["kind"]), str(change.get("after", ""))
    found = find_item(document, after)
    if found:
        page, at = found[0], found[1] + 1
    else:
        codes = [page["code"] for page in document["pages"]]
        code = after.removeprefix(PAGE)
        page = codes.index(code) if code in codes else len(codes) - 1
        at = len(document["pages"][page]["items"])
    return building.add_item(document, kind, page=page, at=at)


def _remove_item(document: Document, change: dict[str, Any]) -> Made:
    """What stands beside it is edited next."""
    codes = building.item_codes(document)
    place = codes.index(change["code"])
    beside = codes[place + 1 : place + 2] or codes[max(0, place - 1) : place]
    return building.remove_item(document, change["code"]), (beside or [FORM])[0]


def _add_page(document: Document, _change: dict[str, Any]) -> Made:
    operation, code = building.add_page(document, at=len(document["pages"]))
    return operation, f"{PAGE}{code}"


def _shift(document: Document, change: dict[str, Any]) -> Made:
    return building.shift_item(document, change["code"], 1 if change["by"] > 0 else -1), change["code"]


def _copy(document: Document, change: dict[str, Any]) -> Made:
    return building.copy_item(document, change["code"])


def _split(document: Document, change: dict[str, Any]) -> Made:
    return building.split_item(document, change["code"], change["language"], change["texts"])


def _rename(_document: Document, change: dict[str, Any]) -> Made:
    return {"op": "rename", "from": change["code"], "to": change["to"]}, str(change["to"])


def _write(document: Document, change: dict[str, Any]) -> Made:
    text = change["text"]
    if not isinstance(text, str):
        raise _no_change()
    return building.write_words(document, change["path"], change["language"], text), None


def _condition(document: Document, change: dict[str, Any]) -> Made:
    return building.set_condition(change["path"], change["joint"], change["parts"], document), None


def _no_change() -> Invalid:
    return Invalid(N_("This is no change that can be made to a questionnaire."), field="operation")


_ACTS: dict[str, Callable[[Document, dict[str, Any]], Made]] = {
    "edit": lambda _document, change: (change["operation"], None),
    "write": _write,
    "condition": _condition,
    "add_item": _add_item,
    "remove_item": _remove_item,
    "copy_item": _copy,
    "split_item": _split,
    "shift_item": _shift,
    "rename": _rename,
    "add_page": _add_page,
    "remove_page": lambda document, change: (building.remove_page(document, change["code"]), FORM),
    "add_option": lambda document, change: (building.add_option(document, change["code"]), None),
    "remove_option": lambda document, change: (
        building.remove_option(document, change["code"], change["option"]),
        None,
    ),
    "add_row": lambda document, change: (building.add_row(document, change["code"]), None),
    "add_quota": lambda document, _change: (building.add_quota(document), FORM),
}
_STEPS: dict[str, Callable[..., SurveyDesign]] = {
    "undo": services.undo_change,
    "redo": services.redo_change,
}

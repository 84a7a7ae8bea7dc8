"""One change of a questionnaire's document, and the change that takes it back: plain data in, plain data out.

An operation is one of::

    {"op": "set", "path": [...], "value": …}        put a value in its place
    {"op": "unset", "path": [...]}                  take a value away
    {"op": "insert", "path": [...], "at": 2, "value": …}   put something new into a list
    {"op": "remove", "path": [...]}                 take something out of a list
    {"op": "move", "path": [...], "to": [...], "at": 2}    put something elsewhere (`at` counts without it)
    {"op": "rename", "from": "csat", "to": "overall"}      a question's code, with all that speaks of it
    {"op": "several", "operations": [...]}          one after the other, or none

A path goes down from the document. In a list a step is a place (int) or the code of what stands there, so a path
still leads to the same question after somebody else has moved it; ``["item", code]`` finds a question on any page.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Document = dict[str, Any]
Operation = dict[str, Any]
Path = list[str | int]

DEEPEST = 12
MOST_TOGETHER = 200
_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,38}")
_QUESTION_CODE = re.compile(r"[a-z][a-z0-9_]{0,38}")
_PIPE = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")


@dataclass(frozen=True)
class Edited:
    """The document after an operation, and the operation that gives back the one before."""

    document: Document
    inverse: Operation


def apply(document: Document, operation: Operation) -> Edited:
    """The changed document; the one that was given stays as it is. Raises Invalid for what fits no place."""
    changed = copy.deepcopy(document)
    return Edited(changed, _run(changed, operation))


def normal_form(document: Document) -> Document:
    """The document with pages: the short form (`items` only) becomes one page called `main`."""
    changed = copy.deepcopy(document)
    if "pages" not in changed:
        changed["pages"] = [{"code": "main", "items": changed.pop("items", [])}]
    return changed


def items_of(document: Document) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Every question with the place of its page and its place on the page."""
    for number, page in enumerate(document["pages"]):
        for place, item in enumerate(page["items"]):
            yield number, place, item


def find_item(document: Document, code: str) -> tuple[int, int, dict[str, Any]] | None:
    """Where a question stands: page, place, the question; None when it is not there."""
    return next((found for found in items_of(document) if found[2].get("code") == code), None)


def _run(document: Document, operation: Operation) -> Operation:
    act = _ACTS.get(operation.get("op", "")) if isinstance(operation, dict) else None
    if act is None:
        raise Invalid(N_("This is no change that can be made to a questionnaire."), field="operation")
    return act(document, operation)


def _set(document: Document, operation: Operation) -> Operation:
    path = _path(operation)
    holder, key = _holder(document, path)
    value = copy.deepcopy(operation.get("value"))
    absent = isinstance(holder, dict) and key not in holder
    if path[-1] == "code":
        _check_code(value, _CODE)
    before = None if absent else holder[key]
    holder[key] = value
    back = _renamed_path(path, value) if path[-1] == "code" else path
    if absent:
        return {"op": "unset", "path": back}
    return {"op": "set", "path": back, "value": before}


def _unset(document: Document, operation: Operation) -> Operation:
    path = _path(operation)
    holder, key = _holder(document, path)
    if not isinstance(holder, dict) or key == "code":
        raise _nowhere(path)
    if key not in holder:
        return {"op": "several", "operations": []}
    return {"op": "set", "path": path, "value": holder.pop(key)}


def _insert(document: Document, operation: Operation) -> Operation:
    path = _path(operation)
    place = _list_at(document, path)
    at = _place(operation, len(place))
    place.insert(at, copy.deepcopy(operation.get("value")))
    return {"op": "remove", "path": [*path, at]}


def _remove(document: Document, operation: Operation) -> Operation:
    path = _settled(document, _path(operation))
    holder, key = _holder(document, path)
    if not isinstance(holder, list):
        raise _nowhere(path)
    return {"op": "insert", "path": path[:-1], "at": key, "value": holder.pop(key)}


def _move(document: Document, operation: Operation) -> Operation:
    path = _settled(document, _path(operation))
    to = _settled(document, _path(operation, "to"))
    holder, key = _holder(document, path)
    if not isinstance(holder, list) or to[: len(path)] == path:
        raise _nowhere(path)
    target = _list_at(document, to)
    moved = holder.pop(key)
    at = _place(operation, len(target))
    target.insert(at, moved)
    return {"op": "move", "path": [*to, at], "to": path[:-1], "at": key}


# What conditions and piping call the facts of the occasion; no question may be called so.
_OCCASION = "context"


def _rename(document: Document, operation: Operation) -> Operation:
    """Conditions and piping that name the question follow it; a code that is spoken of already stays free."""
    old, new = operation.get("from"), operation.get("to")
    found = find_item(document, old) if isinstance(old, str) else None
    if found is None:
        raise _nowhere([str(old)[:40]])
    _check_code(new, _QUESTION_CODE)
    if old != new and new in {_OCCASION, *_spoken_of(document)}:
        raise Invalid(
            N_("The code “%(code)s” is taken already."),
            field="code",
            hint=N_("Choose another one."),
            code=str(new),
        )
    found[2]["code"] = new
    _replace_names(document, str(old), str(new))
    return {"op": "rename", "from": new, "to": old}


def _several(document: Document, operation: Operation) -> Operation:
    steps = operation.get("operations")
    if not isinstance(steps, list) or len(steps) > MOST_TOGETHER:
        raise Invalid(N_("This is no change that can be made to a questionnaire."), field="operation")
    return {"op": "several", "operations": [_run(document, step) for step in steps][::-1]}


_ACTS: dict[str, Callable[[Document, Operation], Operation]] = {
    "set": _set,
    "unset": _unset,
    "insert": _insert,
    "remove": _remove,
    "move": _move,
    "rename": _rename,
    "several": _several,
}


def _path(operation: Operation, name: str = "path") -> Path:
    path = operation.get(name)
    if not isinstance(path, list) or not 0 < len(path) <= DEEPEST:
        raise _nowhere([])
    if not all(isinstance(step, str | int) and not isinstance(step, bool) for step in path):
        raise _nowhere([])
    return list(path)


def _settled(document: Document, path: Path) -> Path:
    """The same path by places, so that it holds whatever the things there are called."""
    here: Any = document
    path = _from_the_top(document, path)
    settled: Path = []
    for step in path:
        key = _key(here, step, path)
        settled.append(key)
        here = here[key] if isinstance(here, list) or key in here else None
    return settled


def _holder(document: Document, path: Path) -> tuple[Any, Any]:
    """What holds the value at the path's end, and under which key. Raises Invalid when the way breaks off."""
    path = _from_the_top(document, path)
    here: Any = document
    for step in path[:-1]:
        key = _key(here, step, path)
        if isinstance(here, dict) and key not in here:
            raise _nowhere(path)
        here = here[key]
    return here, _key(here, path[-1], path)


def _list_at(document: Document, path: Path) -> list[Any]:
    holder, key = _holder(document, path)
    found = holder.get(key) if isinstance(holder, dict) else holder[key]
    if not isinstance(found, list):
        raise _nowhere(path)
    return found


def _from_the_top(document: Document, path: Path) -> Path:
    if path[0] != "item" or len(path) == 1:
        return path
    found = find_item(document, str(path[1]))
    if found is None:
        raise _nowhere(path)
    return ["pages", found[0], "items", found[1], *path[2:]]


def _key(here: Any, step: str | int, path: Path) -> Any:
    if isinstance(here, dict) and isinstance(step, str):
        return step
    if isinstance(here, list):
        if isinstance(step, int) and 0 <= step < len(here):
            return step
        coded = [i for i, thing in enumerate(here) if isinstance(thing, dict) and thing.get("code") == step]
        if isinstance(step, str) and coded:
            return coded[0]
    raise _nowhere(path)


def _place(operation: Operation, most: int) -> int:
    at = operation.get("at", most)
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at <= most:
        raise Invalid(N_("There is no such place in the list."), field="at")
    return at


def _renamed_path(path: Path, code: Any) -> Path:
    """The path after its last thing has taken another code."""
    return [*path[:-2], code if isinstance(path[-2], str) else path[-2], path[-1]] if len(path) > 1 else path


def _check_code(code: Any, pattern: re.Pattern[str]) -> None:
    if not isinstance(code, str) or not pattern.fullmatch(code):
        raise Invalid(
            N_("“%(code)s” can't be a code."),
            field="code",
            hint=N_("A code begins with a small letter; letters, digits and _ may follow, 39 in all."),
            code=str(code)[:40],
        )


def _spoken_of(thing: Any) -> Iterator[str]:
    """Codes of questions, and the first part of every name in conditions and piping."""
    if isinstance(thing, dict):
        if isinstance(thing.get("field"), str):
            yield thing["field"].partition(".")[0]
        if "kind" in thing and isinstance(thing.get("code"), str):
            yield thing["code"]
        thing = list(thing.values())
    if isinstance(thing, str):
        yield from (name.partition(".")[0] for name in _PIPE.findall(thing))
    if isinstance(thing, list):
        for part in thing:
            yield from _spoken_of(part)


def _replace_names(thing: Any, old: str, new: str) -> None:
    entries = list(thing.items()) if isinstance(thing, dict) else list(enumerate(thing))
    for key, value in entries:
        if isinstance(value, str):
            thing[key] = _replaced(key, value, old, new)
        elif isinstance(value, dict | list):
            _replace_names(value, old, new)


def _replaced(key: Any, value: str, old: str, new: str) -> str:
    if key == "field":
        first, dot, rest = value.partition(".")
        return f"{new}{dot}{rest}" if first == old else value
    pattern = re.compile(r"(\{\{\s*)" + re.escape(old) + r"(?=[\s.}])")
    return pattern.sub(lambda match: match[1] + new, value)


def _nowhere(path: Path) -> Invalid:
    return Invalid(
        N_("This place is not in the questionnaire (any more)."),
        field=".".join(str(step) for step in path)[:120] or "path",
        hint=N_("Look at the newest state of the page and try again."),
    )

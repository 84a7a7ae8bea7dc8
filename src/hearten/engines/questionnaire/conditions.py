"""When is a question shown, and who counts towards a quota? Conditions over answers that were given before.

A condition in a document is one of::

    {"all": [condition, …]}   {"any": [condition, …]}   {"not": condition}
    {"field": key, "op": "<=" | ">=" | "<" | ">" | "==" | "!=" | "in" | "has" | "answered", "value": …}

A field without an answer, or answered “can't say”, fulfils no comparison and is not `answered`; “can't say” itself is
asked for with ``{"op": "==", "value": "dk"}``. Comparing a word with a number fulfils nothing either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# What stands for "can't say" among the answers.
DONT_KNOW = "dk"
CONTEXT = "context."
DEEPEST = 6
MOST_PARTS = 20


@dataclass(frozen=True)
class Condition:
    """A condition ready to be asked. `op` is `all`, `any`, `not` (over `parts`) or a comparison of `field` with `value`."""

    op: str
    parts: tuple[Condition, ...] = ()
    field: str = ""
    value: Any = None

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the answers fulfil it; `values` by field key, with facts of the occasion under `context.…`."""
        if self.op in _JOINTS:
            return _JOINTS[self.op](part.holds(values) for part in self.parts)
        if self.op == "not":
            return not self.parts[0].holds(values)
        return _compare(self.op, values.get(self.field), self.value)

    def fields(self) -> frozenset[str]:
        """The keys it looks at."""
        own = frozenset({self.field}) if self.field else frozenset()
        return own.union(*(part.fields() for part in self.parts))

    def comparisons(self) -> tuple[Condition, ...]:
        """Its single comparisons, in order."""
        if not self.parts:
            return (self,) if self.field else ()
        return tuple(found for part in self.parts for found in part.comparisons())


def compile_condition(plain: Any, *, where: str = "show_if", depth: int = 0) -> Condition:
    """A condition as a document states it. Raises Invalid naming the place when it is not one."""
    if not isinstance(plain, Mapping) or depth > DEEPEST:
        raise Invalid(
            N_("A condition must be one of “all”, “any”, “not”, or a field with an op."), field=where
        )
    if len(plain) == 1 and (joint := next(iter(plain))) in {"all", "any", "not"}:
        return _compile_joint(joint, plain[joint], where, depth)
    return _compile_comparison(plain, where)


def with_context(values: Mapping[str, Any], context: Mapping[str, Any] | None) -> dict[str, Any]:
    """Answers together with the facts of the occasion, as conditions and piping look them up."""
    facts = {f"{CONTEXT}{key}": value for key, value in (context or {}).items()}
    return {**values, **facts}


def _compile_joint(joint: str, plain: Any, where: str, depth: int) -> Condition:
    parts = [plain] if joint == "not" else plain
    if not isinstance(parts, list) or not 0 < len(parts) <= MOST_PARTS:
        raise Invalid(
            N_("“%(joint)s” needs a list of 1 to %(most)s conditions."),
            field=f"{where}.{joint}",
            joint=joint,
            most=MOST_PARTS,
        )
    compiled = (
        compile_condition(part, where=f"{where}.{joint}.{place}", depth=depth + 1)
        for place, part in enumerate(parts)
    )
    return Condition(joint, parts=tuple(compiled))


def _compile_comparison(plain: Mapping[str, Any], where: str) -> Condition:
    field, op = plain.get("field"), plain.get("op")
    if set(plain) - {"field", "op", "value"} or not isinstance(field, str) or not field:
        raise Invalid(
            N_("A condition must be one of “all”, “any”, “not”, or a field with an op."), field=where
        )
    if op not in _OPERATIONS:
        raise Invalid(
            N_("A condition can't compare with “%(op)s”."),
            field=f"{where}.op",
            hint=N_("Use one of: %(known)s."),
            op=str(op)[:20],
            known=" ".join(_OPERATIONS),
        )
    value: Any = plain.get("value")
    if not _fits(op, value):
        raise Invalid(
            N_("The condition on “%(name)s” has no value that “%(op)s” can compare with."),
            field=f"{where}.value",
            name=field[:80],
            op=op,
        )
    return Condition(op, field=field, value=tuple(value) if op == "in" else value)


def _fits(op: str, value: Any) -> bool:
    if op == "answered":
        return value is None or value is True
    if op == "in":
        return isinstance(value, list) and bool(value) and all(isinstance(v, int | str) for v in value)
    return isinstance(value, bool | int | float | str)


def _compare(op: str, given: Any, wanted: Any) -> bool:
    if given in (None, "", []):
        return False
    if op != "==" and wanted != DONT_KNOW and given in (DONT_KNOW, [DONT_KNOW]):
        return False
    return _OPERATIONS[op](given, wanted)


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Numbers with numbers, days (ISO text) with days; anything else fulfils nothing."""

    def compare(given: Any, wanted: Any) -> bool:
        numbers = isinstance(given, int | float) and isinstance(wanted, int | float)
        days = isinstance(given, str) and isinstance(wanted, str)
        return (numbers or days) and test(given, wanted)

    return compare


def _same(given: Any, wanted: Any) -> bool:
    return given == [wanted] if isinstance(given, list) else bool(given == wanted)


def _has(given: Any, wanted: Any) -> bool:
    return wanted in given if isinstance(given, list) else bool(given == wanted)


def _in(given: Any, wanted: Any) -> bool:
    return any(one in wanted for one in given) if isinstance(given, list) else given in wanted


_JOINTS: dict[str, Callable[[Any], bool]] = {"all": all, "any": any}
_OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<=": _ordered(lambda given, wanted: given <= wanted),
    ">=": _ordered(lambda given, wanted: given >= wanted),
    "<": _ordered(lambda given, wanted: given < wanted),
    ">": _ordered(lambda given, wanted: given > wanted),
    "==": _same,
    "!=": lambda given, wanted: not _same(given, wanted),
    "in": _in,
    "has": _has,
    "answered": lambda _given, _wanted: True,
}
OPERATIONS = tuple(_OPERATIONS)

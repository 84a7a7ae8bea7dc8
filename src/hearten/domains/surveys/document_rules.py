"""Is this document a questionnaire that can be asked? What the schema can't say, each refusal a sentence with its place.

Checked here: which keys a kind of question takes and needs, codes that stand twice, options that are not there, limits that
can't be kept. What must stand before what is in `document_order`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NoReturn

from hearten.domains.surveys.questionnaire import MEASURES, RANGES, ItemKind
from hearten.engines.questionnaire.conditions import CONTEXT, DONT_KNOW
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_FIELDS = 400
_COMMON = frozenset({"code", "kind", "text", "help", "required", "show_if", "sensitive"})
_LABELS = frozenset({"low_label", "high_label"})
# What each kind needs beside its text, and what it may have on top.
_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(MEASURES, (_LABELS, frozenset({"low_at_most", "dont_know"}))),
    ItemKind.SCALE: (_LABELS | {"points"}, frozenset({"lowest", "low_at_most", "dont_know"})),
    ItemKind.SINGLE: (frozenset({"options"}), frozenset({"shuffle", "dont_know"})),
    ItemKind.MULTIPLE: (frozenset({"options"}), frozenset({"at_least", "at_most", "shuffle", "dont_know"})),
    ItemKind.MATRIX: (_LABELS | {"rows", "points"}, frozenset({"lowest", "shuffle", "dont_know"})),
    ItemKind.RANKING: (frozenset({"options"}), frozenset({"shuffle"})),
    ItemKind.MAXDIFF: (frozenset({"options", "tasks"}), frozenset({"shuffle"})),
    ItemKind.KANO: (frozenset({"rows"}), frozenset({"shuffle", "dont_know"})),
    ItemKind.SERVQUAL: (frozenset({"rows"}), _LABELS | {"points", "shuffle", "dont_know"}),
    ItemKind.ALLOCATION: (frozenset({"options"}), frozenset({"shuffle"})),
    ItemKind.NUMBER: (frozenset(), frozenset({"minimum", "maximum", "decimals", "unit", "dont_know"})),
    ItemKind.DATE: (frozenset(), frozenset({"earliest", "latest", "dont_know"})),
    ItemKind.TEXT: (frozenset(), frozenset({"longest"})),
    ItemKind.FILE: (frozenset(), frozenset({"kinds", "most_mib"})),
    ItemKind.CONSENT: (frozenset(), frozenset()),
    ItemKind.NOTE: (frozenset(), frozenset()),
}
_ROW_KEYS = {
    ItemKind.MATRIX: (frozenset({"text"}), frozenset({"dimension"})),
    ItemKind.KANO: (frozenset({"text", "functional", "dysfunctional"}), frozenset[str]()),
    ItemKind.SERVQUAL: (frozenset({"dimension", "expectation", "perception"}), frozenset({"text"})),
}
SERVQUAL_DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")


def check_meaning(document: Mapping[str, Any]) -> None:
    """Raises Invalid for the first thing that can't be asked; `field` is its place, as `pages.0.items.2.rows`."""
    _check_codes(document)
    fields = 0
    for where, item in items_with_places(document):
        _check_keys(where, item)
        _check_choices(where, item)
        _check_limits(where, item)
        fields += len(keys_of(item))
    if fields > MOST_FIELDS:
        _refuse(
            "document",
            N_("The survey has %(count)s fields to answer; we can take %(most)s."),
            count=fields,
            most=MOST_FIELDS,
        )


def items_with_places(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each question with its place, in the document's order."""
    for number, item in enumerate(document.get("items", ())):
        yield f"items.{number}", item
    for page_number, page in enumerate(document.get("pages", ())):
        for number, item in enumerate(page["items"]):
            yield f"pages.{page_number}.items.{number}", item


def texts_of(item: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a question in both languages."""
    holders = [item, *item.get("options", ()), *item.get("rows", ())]
    for holder in holders:
        for value in holder.values():
            if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
                yield from value.values()


def keys_of(item: Mapping[str, Any]) -> list[str]:
    """The keys of the values that a question of a document fills."""
    code, kind = item["code"], item["kind"]
    if kind == ItemKind.NOTE:
        return []
    if kind == ItemKind.MAXDIFF:
        return [f"{code}.{n}.{p}" for n in range(1, len(item["tasks"]) + 1) for p in ("best", "worst")]
    if kind == ItemKind.ALLOCATION:
        return [f"{code}.{option['code']}" for option in item["options"]]
    if kind == ItemKind.MATRIX:
        return [f"{code}.{row['code']}" for row in item["rows"]]
    parts = {ItemKind.KANO: ("f", "d"), ItemKind.SERVQUAL: ("e", "p")}.get(kind)
    if parts:
        return [f"{code}.{row['code']}.{part}" for row in item["rows"] for part in parts]
    other = any(option.get("other") for option in item.get("options", ()))
    return [code, f"{code}.other"] if other else [code]


def _check_codes(document: Mapping[str, Any]) -> None:
    pages = [(f"pages.{n}.code", page["code"]) for n, page in enumerate(document.get("pages", ()))]
    items = [(f"{where}.code", item["code"]) for where, item in items_with_places(document)]
    quotas = [(f"quotas.{n}.code", quota["code"]) for n, quota in enumerate(document.get("quotas", ()))]
    for named in (pages, items, quotas):
        _refuse_twice(named)
    _refuse_twice(
        [
            (f"{where}.kind", item["kind"])
            for where, item in items_with_places(document)
            if item["kind"] in MEASURES
        ]
    )
    for where, code in items:
        if code == CONTEXT.rstrip("."):
            _refuse(where, N_("“%(code)s” is kept for the facts of the occasion."), code=code)


def _refuse_twice(named: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for where, code in named:
        if code in seen:
            _refuse(where, N_("“%(code)s” stands there twice; each may stand once."), code=code)
        seen.add(code)


def _check_keys(where: str, item: Mapping[str, Any]) -> None:
    needs, may = _KEYS[item["kind"]]
    _compare_keys(where, item["kind"], set(item) - _COMMON, needs, may)
    if item["kind"] == ItemKind.NOTE and (item.get("required") or item.get("sensitive")):
        _refuse(where, N_("A note is read, not answered: it can be neither required nor sensitive."))
    for number, row in enumerate(item.get("rows", ())):
        row_needs, row_may = _ROW_KEYS[item["kind"]]
        _compare_keys(f"{where}.rows.{number}", item["kind"], set(row) - {"code"}, row_needs, row_may)


def _compare_keys(where: str, kind: str, given: set[str], needs: frozenset[str], may: frozenset[str]) -> None:
    if missing := sorted(needs - given):
        _refuse(
            f"{where}.{missing[0]}",
            N_("A question of kind “%(kind)s” needs “%(key)s”."),
            kind=kind,
            key=missing[0],
        )
    if extra := sorted(given - needs - may):
        _refuse(
            f"{where}.{extra[0]}",
            N_("A question of kind “%(kind)s” has no “%(key)s”."),
            kind=kind,
            key=extra[0],
        )


def _check_choices(where: str, item: Mapping[str, Any]) -> None:
    for name in ("options", "rows"):
        _refuse_twice([(f"{where}.{name}.{n}.code", one["code"]) for n, one in enumerate(item.get(name, ()))])
    codes = {option["code"] for option in item.get("options", ())}
    if DONT_KNOW in codes:
        _refuse(f"{where}.options", N_("“%(code)s” is kept for “can't say”."), code=DONT_KNOW)
    if item["kind"] not in {ItemKind.SINGLE, ItemKind.MULTIPLE}:
        _refuse_marks(where, item)
    for number, task in enumerate(item.get("tasks", ())):
        _check_task(f"{where}.tasks.{number}", task, codes)
    if item["kind"] == ItemKind.SERVQUAL:
        _check_dimensions(where, item)


def _refuse_marks(where: str, item: Mapping[str, Any]) -> None:
    for number, option in enumerate(item.get("options", ())):
        for mark in ("other", "exclusive"):
            if option.get(mark):
                _refuse(
                    f"{where}.options.{number}.{mark}",
                    N_("Only a question of one or several choices has an option marked “%(mark)s”."),
                    mark=mark,
                )


def _check_dimensions(where: str, item: Mapping[str, Any]) -> None:
    for number, row in enumerate(item["rows"]):
        if row["dimension"] not in SERVQUAL_DIMENSIONS:
            _refuse(
                f"{where}.rows.{number}.dimension",
                N_("“%(code)s” is none of the five dimensions: %(known)s."),
                code=row["dimension"],
                known=", ".join(SERVQUAL_DIMENSIONS),
            )


def _check_task(where: str, task: list[str], codes: set[str]) -> None:
    for code in task:
        if code not in codes:
            _refuse(where, N_("There is no option “%(code)s” in this question."), code=code)
    _refuse_twice([(where, code) for code in task])


def _check_limits(where: str, item: Mapping[str, Any]) -> None:
    options = len(item.get("options", ()))
    least, most = item.get("at_least", 0), item.get("at_most", options)
    if least > most or most > options:
        _refuse(
            f"{where}.at_most",
            N_("Between %(least)s and %(most)s of %(count)s options can't be chosen."),
            least=least,
            most=most,
            count=options,
        )
    if item.get("minimum", -1e12) >= item.get("maximum", 1e12):
        _refuse(f"{where}.maximum", N_("The largest number must be above the smallest."))
    for key in ("earliest", "latest"):
        if key in item and _day(item[key]) is None:
            _refuse(f"{where}.{key}", N_("“%(text)s” is not a day; write it as 2026-01-31."), text=item[key])
    if item.get("earliest", "0") > item.get("latest", "9"):
        _refuse(f"{where}.latest", N_("The last day must not be before the first."))
    low, high = RANGES.get(item["kind"], (item.get("lowest", 1), 10))
    if "low_at_most" in item and not low <= item["low_at_most"] < high:
        _refuse(
            f"{where}.low_at_most", N_("The line for a low answer must lie within the scale, below its top.")
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refuse(where: str, message: str, *, hint: str | None = None, **params: Any) -> NoReturn:
    raise Invalid(message, field=where, hint=hint, **params)

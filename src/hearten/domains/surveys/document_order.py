"""Does each condition, each piped text and each sensitive question look only at what has been asked before it?

“Before” holds in every order the document allows: an earlier page that does not change places with this one,
or (for conditions) an earlier question of the same page when the page is not shuffled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from hearten.domains.surveys.document_rules import items_with_places, keys_of, texts_of
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.engines.questionnaire.conditions import CONTEXT, DONT_KNOW, Condition, compile_condition
from hearten.engines.questionnaire.piping import piped_keys
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class _Place:
    """Where a value is asked for."""

    page: int
    item: int
    question: Mapping[str, Any]


class _Order:
    """Which places stand before which."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.pages = document.get("pages") or [{"code": "main", "items": document["items"]}]
        self.prefix = "pages.{}.items.{}" if "pages" in document else "items.{1}"
        self.groups = [set(group) for group in document.get("shuffle_pages", ())]
        self.places = {
            key: _Place(page_number, number, item)
            for page_number, page in enumerate(self.pages)
            for number, item in enumerate(page["items"])
            for key in keys_of(item)
        }

    def page_before(self, first: int, second: int) -> bool:
        codes = {self.pages[first]["code"], self.pages[second]["code"]}
        return first < second and not any(codes <= group for group in self.groups)

    def before(self, place: _Place, page: int, item: int) -> bool:
        same = place.page == page and place.item < item and not self.pages[page].get("shuffle")
        return same or self.page_before(place.page, page)


def check_order(document: Mapping[str, Any]) -> None:
    """Raises Invalid for the first thing that looks at what may not have been asked yet."""
    _check_groups(document)
    order = _Order(document)
    for page_number, page in enumerate(order.pages):
        if "show_if" in page:
            _check_condition(order, page["show_if"], f"pages.{page_number}.show_if", page_number, -1)
        _check_texts(order, [*page.get("title", {}).values()], f"pages.{page_number}.title", page_number)
        for number, item in enumerate(page["items"]):
            where = order.prefix.format(page_number, number)
            if "show_if" in item:
                _check_condition(order, item["show_if"], f"{where}.show_if", page_number, number)
            _check_texts(order, list(texts_of(item)), f"{where}.text", page_number)
            if item.get("sensitive"):
                _check_consent(order, where, page_number, number)
    for number, quota in enumerate(document.get("quotas", ())):
        where = f"quotas.{number}.when"
        for part in compile_condition(quota["when"], where=where).comparisons():
            _check_comparison(order, part, where)
    _check_texts(order, list(document["thanks"].values()), "thanks", len(order.pages))


def consent_before(document: Mapping[str, Any]) -> dict[str, str]:
    """The consent that each sensitive question stands under: the nearest one that is asked before it."""
    found, last = {}, ""
    for _, item in items_with_places(document):
        if item["kind"] == ItemKind.CONSENT:
            last = item["code"]
        elif item.get("sensitive") and last:
            found[item["code"]] = last
    return found


def _check_groups(document: Mapping[str, Any]) -> None:
    codes = {page["code"] for page in document.get("pages", ())}
    seen: set[str] = set()
    for number, group in enumerate(document.get("shuffle_pages", ())):
        for code in group:
            if code not in codes:
                _refuse(f"shuffle_pages.{number}", N_("There is no page “%(code)s”."), code=code)
            if code in seen:
                _refuse(
                    f"shuffle_pages.{number}",
                    N_("“%(code)s” stands there twice; each may stand once."),
                    code=code,
                )
            seen.add(code)


def _check_condition(order: _Order, plain: Any, where: str, page: int, item: int) -> None:
    for part in compile_condition(plain, where=where).comparisons():
        _check_comparison(order, part, where)
        place = order.places.get(part.field)
        if place is not None and not order.before(place, page, item):
            _refuse(
                where,
                N_("The condition looks at “%(name)s”, which is not asked before."),
                hint=N_("Move that question to an earlier page, or drop the condition."),
                name=part.field,
            )


def _check_comparison(order: _Order, part: Condition, where: str) -> None:
    if part.field.startswith(CONTEXT):
        return
    place = order.places.get(part.field)
    if place is None:
        _refuse(where, N_("The condition looks at “%(name)s”, which is not asked here."), name=part.field)
    wanted = part.value if part.op == "in" else (part.value,)
    if part.op == "answered":
        return
    for value in wanted:
        if not _possible(place.question, part.field, value):
            _refuse(
                where,
                N_("“%(name)s” can never be “%(value)s”."),
                hint=N_("Compare it with something that can be answered there."),
                name=part.field,
                value=str(value)[:40],
            )


def _possible(question: Mapping[str, Any], key: str, value: Any) -> bool:
    """Whether the value is of the field's type and, for a choice, an option of it."""
    kind = question["kind"]
    if value == DONT_KNOW:
        return bool(question.get("dont_know"))
    if kind == ItemKind.CONSENT:
        return isinstance(value, bool)
    if key.endswith(".other") or kind in {ItemKind.TEXT, ItemKind.DATE, ItemKind.FILE}:
        return isinstance(value, str)
    if kind in {ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.RANKING, ItemKind.MAXDIFF}:
        return any(option["code"] == value for option in question["options"])
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_texts(order: _Order, texts: list[str], where: str, page: int) -> None:
    for key in (key for text in texts for key in piped_keys(text)):
        if key.startswith(CONTEXT):
            continue
        place = order.places.get(key)
        if place is None:
            _refuse(
                where, N_("The text repeats the answer to “%(name)s”, which is not asked here."), name=key
            )
        if place.question.get("sensitive"):
            _refuse(where, N_("The text repeats “%(name)s”, which is sensitive."), name=key)
        if page < len(order.pages) and not order.page_before(place.page, page):
            _refuse(
                where,
                N_("The text repeats the answer to “%(name)s”, which is not asked on an earlier page."),
                name=key,
            )


def _check_consent(order: _Order, where: str, page: int, item: int) -> None:
    consents = [p for p in order.places.values() if p.question["kind"] == ItemKind.CONSENT]
    if not any(order.before(place, page, item) for place in consents):
        _refuse(
            f"{where}.sensitive",
            N_("This asks for something sensitive; a question for consent must stand before it."),
            hint=N_("Put a question of kind “consent” on the same page or an earlier one."),
        )


def _refuse(where: str, message: str, *, hint: str | None = None, **params: Any) -> NoReturn:
    raise Invalid(message, field=where, hint=hint, **params)

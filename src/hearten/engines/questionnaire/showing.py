"""Which pages and questions does somebody see after these answers, which answers fall away, and what comes next?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hearten.engines.questionnaire.conditions import Condition


class Fillable(Protocol):
    """A value that a question fills."""

    @property
    def key(self) -> str: ...


class Question(Protocol):
    """What is looked at of a question. `consent` names the question whose yes it stands under."""

    @property
    def code(self) -> str: ...
    @property
    def show_if(self) -> Condition | None: ...
    @property
    def consent(self) -> str: ...
    def fields(self) -> Sequence[Fillable]: ...


class Sheet(Protocol):
    """What is looked at of a page."""

    @property
    def code(self) -> str: ...
    @property
    def show_if(self) -> Condition | None: ...
    @property
    def items(self) -> Sequence[Question]: ...


class Limited(Protocol):
    """What is looked at of a quota."""

    @property
    def code(self) -> str: ...
    @property
    def when(self) -> Condition: ...


@dataclass(frozen=True)
class Settled:
    """What is left of the answers once hidden questions are left out, and what is shown."""

    values: Mapping[str, Any]
    dropped: tuple[str, ...]
    pages: frozenset[str]
    items: frozenset[str]


def settle(pages: Iterable[Sheet], values: Mapping[str, Any], context: Mapping[str, Any]) -> Settled:
    """Walk through the pages in the document's order, each condition seeing only answers to questions that are shown.

    `context` has its keys as conditions name them (`context.…`). A page without a shown question is not shown.
    """
    known: dict[str, Any] = dict(context)
    kept: dict[str, Any] = {}
    shown_pages: set[str] = set()
    shown_items: set[str] = set()
    dropped: list[str] = []
    for page in pages:
        open_page = holds(page.show_if, known)
        for item in page.items:
            given = {field.key: values[field.key] for field in item.fields() if field.key in values}
            if (
                open_page
                and holds(item.show_if, known)
                and (not item.consent or known.get(item.consent) is True)
            ):
                shown_pages.add(page.code)
                shown_items.add(item.code)
                kept.update(given)
                known.update(given)
            else:
                dropped.extend(given)
    return Settled(kept, tuple(dropped), frozenset(shown_pages), frozenset(shown_items))


def holds(condition: Condition | None, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds; none always does."""
    return condition is None or condition.holds(values)


def page_after(order: Sequence[str], shown: frozenset[str], current: str) -> str | None:
    """The next page that is shown; None at the end."""
    return next((code for code in order[order.index(current) + 1 :] if code in shown), None)


def page_before(order: Sequence[str], shown: frozenset[str], current: str) -> str | None:
    """The page shown before; None at the start."""
    return next((code for code in reversed(order[: order.index(current)]) if code in shown), None)


def progress(order: Sequence[str], shown: frozenset[str], current: str) -> tuple[int, int]:
    """The current page's number among the pages shown, and how many those are (it may grow with the answers)."""
    visible = [code for code in order if code in shown or code == current]
    return visible.index(current) + 1, len(visible)


def quotas_met(quotas: Iterable[Limited], values: Mapping[str, Any]) -> list[str]:
    """The codes of the quotas that these answers count towards, sorted (so that counters are always locked in one order)."""
    return sorted(quota.code for quota in quotas if quota.when.holds(values))

"""A questionnaire laid out for one person: pages and questions in their order, numbered, each with its slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from hearten.domains.fieldwork.slots import AGREE, Slot, pages_in_order, slots_of
from hearten.domains.fieldwork.telling import Telling, depends_on_answers
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.selectors.invitations import survey_of
from hearten.domains.surveys.services.preparing import order_shown
from hearten.domains.surveys.types import Item, ItemKind, Page, Survey
from hearten.engines.questionnaire.conditions import CONTEXT, Condition
from hearten.engines.questionnaire.ordering import seed_of


@dataclass(frozen=True)
class Asked:
    """One question as it is printed or read out. `only_if`: in words, when it is to be answered."""

    item: Item
    number: int  # 0 for a note
    text: str
    help: str
    low: str
    high: str
    slots: tuple[Slot, ...]
    only_if: str = ""


@dataclass(frozen=True)
class Part:
    """One page of the questionnaire."""

    page: Page
    title: str
    asked: tuple[Asked, ...]
    only_if: str = ""


@dataclass(frozen=True)
class LaidOut:
    """The whole, for one person."""

    survey: Survey
    telling: Telling
    parts: tuple[Part, ...]

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(one for part in self.parts for one in part.asked)

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for one in self.asked for slot in one.slots)


def lay_out(invitation: Invitation, *, language: str, values: Mapping[str, Any] | None = None) -> LaidOut:
    """The questionnaire of an invitation. What the occasion's facts rule out for this person is left out.

    With `values`, places for earlier answers are filled with them; without, they name the question.
    """
    survey = survey_of(invitation)
    order = order_shown(survey, seed_of(invitation.pk))
    pages = pages_in_order(survey, order)
    facts = {f"{CONTEXT}{key}": value for key, value in invitation.context.items()}
    numbers: dict[str, int] = {}
    for _page, items in pages:
        for item in items:
            if item.kind is not ItemKind.NOTE:
                numbers[item.code] = len(numbers) + 1
    telling = Telling(survey, language, numbers, invitation.context, values)
    with translation.override(language):
        parts = tuple(
            _part(page, items, telling, order, facts)
            for page, items in pages
            if not _ruled_out(page.show_if, facts)
        )
    return LaidOut(survey, telling, parts)


def _part(
    page: Page, items: list[Item], telling: Telling, order: Mapping[str, Any], facts: Mapping[str, Any]
) -> Part:
    return Part(
        page=page,
        title=telling.plain(page.title),
        asked=tuple(_asked(item, telling, order) for item in items if not _ruled_out(item.show_if, facts)),
        only_if=_only_if(page.show_if, telling),
    )


def _asked(item: Item, telling: Telling, order: Mapping[str, Any]) -> Asked:
    consent = Condition("==", field=item.consent, value=True) if item.consent else None
    by_agreement = item.kind is ItemKind.SERVQUAL
    reasons = [_only_if(item.show_if, telling), _only_if(consent, telling)]
    return Asked(
        item=item,
        number=telling.numbers.get(item.code, 0),
        text=telling.plain(item.text),
        help=telling.plain(item.help),
        low=telling.plain(item.low_label) or (gettext(AGREE[0]) if by_agreement else ""),
        high=telling.plain(item.high_label) or (gettext(AGREE[1]) if by_agreement else ""),
        slots=tuple(slots_of(item, order, telling.plain, gettext)),
        only_if=gettext(" and ").join(reason for reason in reasons if reason),
    )


def _only_if(condition: Condition | None, telling: Telling) -> str:
    return telling.condition(condition) if condition and depends_on_answers(condition) else ""


def _ruled_out(condition: Condition | None, facts: Mapping[str, Any]) -> bool:
    """Whether facts of the occasion alone say that this is not asked."""
    return condition is not None and not depends_on_answers(condition) and not condition.holds(facts)

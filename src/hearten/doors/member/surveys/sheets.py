"""One page of a survey as somebody sees it now: which questions, in which order, what comes before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services.preparing import order_shown, settle_answers
from hearten.domains.surveys.types import FieldKind, Page, Survey
from hearten.doors.member.surveys.questions import Asking, Question, question_of
from hearten.doors.member.surveys.telling import Teller
from hearten.engines.questionnaire.conditions import CONTEXT, Condition
from hearten.engines.questionnaire.ordering import seed_of
from hearten.engines.questionnaire.showing import Settled, page_after, page_before, progress


@dataclass(frozen=True)
class Sheet:
    """A page ready to be shown."""

    code: str
    title: Any
    questions: tuple[Question, ...]
    number: int
    count: int
    first: bool
    last: bool


class Reading:
    """One person's way through a survey, after the answers given so far."""

    def __init__(
        self, survey: Survey, invitation: Invitation, values: Mapping[str, Any], language: str | None
    ) -> None:
        self.survey, self.invitation, self.values = survey, invitation, values
        self.teller = Teller(survey, values, invitation.context, language)
        self.settled: Settled = settle_answers(survey, _whole(survey, values), invitation.context)
        self.shown = order_shown(survey, seed_of(invitation.pk))
        self.order: list[str] = self.shown.get("pages") or [page.code for page in survey.pages]

    def page(self, code: str | None) -> Page:
        """The page asked for when it is shown; else where somebody who comes back goes on."""
        wanted = code if code in self.settled.pages else self._resume()
        return self.survey.page(wanted) or self.survey.pages[0]

    def next(self, code: str) -> str | None:
        return page_after(self.order, self.settled.pages, code)

    def before(self, code: str) -> str | None:
        return page_before(self.order, self.settled.pages, code)

    def newly_shown(self, page: Page, seen: list[str]) -> bool:
        """Whether answers on this page opened a question of it that had not been shown."""
        return bool(seen) and any(
            item.code in self.settled.items and item.code not in seen for item in page.items
        )

    def sheet(self, page: Page, *, wrong: str = "", why: str = "") -> Sheet:
        place = {code: number for number, code in enumerate(self.shown.get("items", {}).get(page.code, ()))}
        items = sorted(page.items, key=lambda item: place.get(item.code, 0))
        asking = Asking(
            teller=self.teller,
            order=self.shown.get("options", {}),
            hidden=frozenset(item.code for item in items if item.code not in self.settled.items),
            wrong=wrong,
            why=why,
        )
        number, count = progress(self.order, self.settled.pages, page.code)
        return Sheet(
            code=page.code,
            title=self.teller.html(page.title) if page.title else "",
            questions=tuple(question_of(item, asking) for item in items),
            number=number,
            count=count,
            first=self.before(page.code) is None,
            last=self.next(page.code) is None,
        )

    def for_script(self) -> dict[str, Any]:
        """What the page's script needs to turn pages by itself while there is no network."""
        looked_at = {key for page in self.survey.pages for key in _looked_at(page)}
        context = {f"{CONTEXT}{key}": value for key, value in self.invitation.context.items()}
        return {
            "order": self.order,
            "values": dict(self.values),
            "facts": {key: value for key, value in context.items() if key in looked_at},
            "pages": [_plain_page(page) for page in self.survey.pages],
            "labels": {
                item.code: {option.code: self.teller.plain(option.text) for option in item.options}
                for item in self.survey.items
                if item.options
            },
        }

    def _resume(self) -> str:
        """The last page on which something was answered; else the first."""
        begun = [
            code
            for code in self.order
            if code in self.settled.pages
            and (page := self.survey.page(code))
            and any(field.key in self.values for item in page.items for field in item.fields())
        ]
        first = next((code for code in self.order if code in self.settled.pages), self.order[0])
        return begun[-1] if begun else first


def _whole(survey: Survey, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as conditions know them: what was posted and refused is text where a number or flag belongs."""
    return {key: _known(survey, key, value) for key, value in values.items()}


def _known(survey: Survey, key: str, value: Any) -> Any:
    field = survey.field(key)
    if field is None or not isinstance(value, str):
        return value
    if field.kind is FieldKind.NUMBER and value.isdecimal() and len(value) < 10:  # noqa: PLR2004
        return int(value)
    return value == "yes" if field.kind is FieldKind.FLAG else value


def _looked_at(page: Page) -> set[str]:
    conditions = [page.show_if, *(item.show_if for item in page.items)]
    return {key for condition in conditions if condition for key in condition.fields()}


def _plain_page(page: Page) -> dict[str, Any]:
    return {
        "code": page.code,
        "show_if": _plain(page.show_if),
        "items": [
            {
                "code": item.code,
                "show_if": _plain(item.show_if),
                "consent": item.consent,
                "keys": [field.key for field in item.fields()],
            }
            for item in page.items
        ],
    }


def _plain(condition: Condition | None) -> dict[str, Any] | None:
    if condition is None:
        return None
    return {
        "op": condition.op,
        "parts": [_plain(part) for part in condition.parts],
        "field": condition.field,
        "value": condition.value,
    }

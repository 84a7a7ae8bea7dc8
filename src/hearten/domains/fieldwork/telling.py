"""A questionnaire's texts as they are printed or read out: in one language, with places for earlier answers filled, and conditions in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.surveys.types import FieldKind, Item, Survey, Words
from hearten.engines.questionnaire.conditions import CONTEXT, DONT_KNOW, Condition
from hearten.engines.questionnaire.piping import fill_places
from hearten.kernel.text import N_

_OPS = {
    "==": N_("%(question)s is “%(value)s”"),
    "!=": N_("%(question)s is not “%(value)s”"),
    "<=": N_("%(question)s is at most %(value)s"),
    ">=": N_("%(question)s is at least %(value)s"),
    "<": N_("%(question)s is below %(value)s"),
    ">": N_("%(question)s is above %(value)s"),
    "in": N_("%(question)s is one of: %(value)s"),
    "has": N_("“%(value)s” is ticked in %(question)s"),
    "answered": N_("%(question)s is answered"),
}


@dataclass(frozen=True)
class Telling:
    """`numbers` by question code, as printed; without `values` a place names the question whose answer belongs there."""

    survey: Survey
    language: str
    numbers: Mapping[str, int]
    context: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] | None = None

    def plain(self, words: Words) -> str:
        return fill_places(words.in_language(self.language), self.word)

    def word(self, key: str) -> str:
        """What stands in the place of `{{key}}`."""
        if key.startswith(CONTEXT):
            return str(self.context.get(key.removeprefix(CONTEXT), "") or "…")
        if self.values is None:
            return _("(your answer to %(question)s)") % {"question": self.question(key)}
        given = self.values.get(key)
        return self._value(key, given) if given is not None else "…"

    def question(self, key: str) -> str:
        """How a question is named elsewhere on the form."""
        number = self.numbers.get(key.partition(".")[0])
        return _("question %(number)s") % {"number": number} if number else "…"

    def condition(self, condition: Condition) -> str:
        """A condition in words: when the question is to be answered."""
        if condition.op == "not":
            return _("not: %(part)s") % {"part": self.condition(condition.parts[0])}
        if condition.parts:
            joint = _(" and ") if condition.op == "all" else _(" or ")
            return joint.join(self.condition(part) for part in condition.parts)
        return _(_OPS[condition.op]) % {
            "question": self.question(condition.field),
            "value": self._value(condition.field, condition.value),
        }

    def _value(self, key: str, value: Any) -> str:
        known = self.survey.field(key)
        item = self.survey.item(known.item) if known else None
        if known and known.kind is FieldKind.FLAG:
            return _("Yes") if value else _("No")
        parts = value if isinstance(value, list | tuple) else [value]
        return _(", ").join(self._one(item, part) for part in parts)

    def _one(self, item: Item | None, value: Any) -> str:
        option = item.option(str(value)) if item else None
        if option:
            return option.text.in_language(self.language)
        return _("Can't say") if value == DONT_KNOW else str(value)


def depends_on_answers(condition: Condition | None) -> bool:
    """Whether somebody with a form in hand has to look at earlier answers to know."""
    return condition is not None and any(not key.startswith(CONTEXT) for key in condition.fields())

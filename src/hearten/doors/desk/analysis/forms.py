"""Which answers to look at: weighting, doubtful answers, groups, period. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.domains.insight.study_types import (
    FLAGGED_LABELS,
    WEIGHTING_LABELS,
    Flagged,
    Question,
    Weighting,
)
from hearten.doors.components.formats import day_text
from hearten.doors.desk.analysis.words import by_word, group_word

# Filters on offer, in their order.
GROUPS = ("product", "channel", "sex", "age_band", "study")


class AnswersForm(forms.Form):
    """What can't be read falls back to all answers, weighted by the chance of being asked.

    `flagged` is what becomes of doubtful answers where nobody chooses.
    """

    weighting = forms.ChoiceField(label=_("Weighting"), required=False)
    flagged = forms.ChoiceField(
        label=_("Doubtful answers"),
        required=False,
        choices=[(str(one), _(FLAGGED_LABELS[one])) for one in Flagged],
    )
    since = forms.ChoiceField(label=_("From"), required=False)
    until = forms.ChoiceField(label=_("Before"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        one_study: bool,
        groups: Mapping[str, Sequence[str]],
        bounds: Sequence[date],
        flagged: Flagged = Flagged.WITHOUT_SET_ASIDE,
    ) -> None:
        self.usual = {"weighting": str(Weighting.SAMPLE), "flagged": str(flagged)}
        given = {name: data.get(name) for name in data} if data else {}
        super().__init__(self.usual | given)
        ways = [w for w in Weighting if one_study or w is not Weighting.POPULATION]
        self._choose("weighting", [(str(way), _(WEIGHTING_LABELS[way])) for way in ways])
        days = [(str(day), day_text(day)) for day in bounds]
        self._choose("since", [("", _("The first answer")), *days[1:]])
        self._choose("until", [("", _("The last answer")), *days[1:]])
        for name in GROUPS:
            if name in groups:
                words = [(value, group_word(name, value)) for value in groups[name]]
                self.fields[name] = forms.ChoiceField(
                    label=by_word(name), required=False, choices=[("", _("All")), *words]
                )
        for name in ("since", "until"):
            if len(days) <= 1:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.is_required = False
        self.is_valid()

    def question(self, *, study_id: UUID | None, survey_code: str | None) -> Question:
        """The chosen answers."""
        return Question(
            study_id=study_id,
            survey_code=survey_code,
            since=self._moment("since"),
            until=self._moment("until"),
            weighting=Weighting(self._value("weighting") or Weighting.SAMPLE),
            flagged=Flagged(self._value("flagged") or self.usual["flagged"]),
            groups={name: value for name in GROUPS if (value := self._value(name))},
        )

    @property
    def query(self) -> dict[str, str]:
        """The filters as they go into an address."""
        chosen = {name: self._value(name) for name in self.fields}
        return {name: value for name, value in chosen.items() if value and value != self.usual.get(name)}

    @property
    def chips(self) -> list[str]:
        """What is chosen, in words."""
        chosen = [(name, self._value(name)) for name in self.fields]
        return [str(dict(self.fields[name].choices)[value]) for name, value in chosen if value]  # type: ignore[attr-defined]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _value(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    def _moment(self, name: str) -> datetime | None:
        value = self._value(name)
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None

"""The member's word on what was read of a bill: doubtful fields first, all others at hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hearten.domains.claims.models import Reading
from hearten.domains.claims.selectors.readings import DECISIVE, FIELD_LABELS, doubts_of, field_values
from hearten.doors.member.claims.inputs import DayField, MoneyField

PREFIX = "f_"


class ReadingForm(forms.Form):
    """One input for each field that decides the claim. `doubtful()` are those to look at, `further()` the rest."""

    def __init__(
        self, reading: Reading, *args: Any, categories: list[tuple[str, str]], guess: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        values = field_values(reading)
        self._doubts = [doubt.name for doubt in doubts_of(reading)]
        known = [name for name in DECISIVE if name in values or name in self._doubts]
        for name in dict.fromkeys([*self._doubts, *known]):
            self.fields[PREFIX + name] = _field(name, values.get(name))
        self.fields["category"] = forms.ChoiceField(
            label=_("Kind of expense"), choices=categories, initial=guess
        )

    def doubtful(self) -> list[tuple[int, forms.BoundField]]:
        """The fields to look at, with the numbers that mark them in the picture."""
        return [(number, self[PREFIX + name]) for number, name in enumerate(self._doubts, start=1)]

    def further(self) -> list[forms.BoundField]:
        """What was read without doubt, should it be wrong all the same."""
        doubtful = {PREFIX + name for name in self._doubts}
        return [self[name] for name in self.fields if name not in doubtful and name != "category"]

    def has_further_errors(self) -> bool:
        return any(bound.errors for bound in self.further())

    def corrections(self) -> dict[str, str | int]:
        """Every field with its value, as `confirm_reading` takes it. An empty one is left as it was read."""
        given: dict[str, str | int] = {}
        for name, value in self.cleaned_data.items():
            field = name.removeprefix(PREFIX)
            if field != name and value is not None and value != "":
                given[field] = value.isoformat() if isinstance(value, date) else value
        return given


def _field(name: str, value: Any) -> forms.Field:
    label = _(FIELD_LABELS[name])
    if name.endswith("_minor"):
        shown = "" if value is None else f"{int(value) // 100}.{int(value) % 100:02d}"
        return MoneyField(label=label, required=False, initial=shown)
    if name.endswith("_date"):
        return DayField(label=label, required=False, initial=value)
    return forms.CharField(label=label, required=False, max_length=120, initial=value)

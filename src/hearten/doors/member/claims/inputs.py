"""Inputs that people meet on many screens: money as they write it, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import HeartenError
from hearten.kernel.money import parse_money

DATE_HINT = gettext_lazy("Choose a day, such as 2026-03-05.")


class MoneyField(forms.CharField):
    """Yuan as people write them; gives minor units. Empty is nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"data-kind": "money", "placeholder": "0.00"}

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        try:
            return parse_money(text)
        except HeartenError as error:
            raise forms.ValidationError(sentence(error)) from error


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(
            widget=widget, error_messages={"invalid": DATE_HINT}, input_formats=["%Y-%m-%d"], **kwargs
        )

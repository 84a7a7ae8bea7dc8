"""What a list of customers can be narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.base.touchpoints.types import CHANNEL_LABELS
from hearten.domains.customers.types import SEX_LABELS, SOCIAL_INSURANCE_LABELS

_ANY = [("", _("All"))]


def _choices(labels: dict[Any, str]) -> list[tuple[str, Any]]:
    return _ANY + [(key.value, _(label)) for key, label in labels.items()]


class CustomerFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, number, phone, e-mail or ID number"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=lambda: _choices(SEX_LABELS))
    social_insurance = forms.ChoiceField(
        label=_("Social insurance"), required=False, choices=lambda: _choices(SOCIAL_INSURANCE_LABELS)
    )
    preferred_channel = forms.ChoiceField(
        label=_("Preferred channel"), required=False, choices=lambda: _choices(CHANNEL_LABELS)
    )

    def narrowed(self, rows: Any) -> Any:
        """`rows` with the chosen filters on; what can't be read narrows nothing."""
        for name in ("sex", "social_insurance", "preferred_channel"):
            if value := self.cleaned_data.get(name):
                rows = rows.filter(**{name: value})
        return rows

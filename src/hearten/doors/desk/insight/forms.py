"""The filters of insight, as they stand in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.insight.types import Dimension
from hearten.kernel.period import Period, add_months

MONTHS_DEFAULT, MONTHS_MOST = 12, 120
_PERIODS = (
    (3, _("Last 3 months")),
    (6, _("Last 6 months")),
    (12, _("Last 12 months")),
    (24, _("Last 24 months")),
    (MONTHS_MOST, _("All time")),
)


class InsightForm(forms.Form):
    """Period, product, channel, survey. What can't be read falls back to everything over the last year."""

    months = forms.TypedChoiceField(
        label=_("Period"),
        required=False,
        coerce=int,
        empty_value=str(MONTHS_DEFAULT),
        choices=_PERIODS,
        initial=MONTHS_DEFAULT,
    )
    product = forms.ChoiceField(label=_("Product"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    survey = forms.ChoiceField(label=_("Survey"), required=False)

    def __init__(self, data: Any, *, today: date, products: dict[str, str], surveys: dict[str, str]) -> None:
        super().__init__(data or {"months": str(MONTHS_DEFAULT)})
        self.today = today
        for name, labels, all_word in (
            ("product", products, _("All products")),
            ("channel", {c.value: _(CHANNEL_LABELS[c]) for c in Channel}, _("All channels")),
            ("survey", surveys, _("All surveys")),
        ):
            self.fields[name].choices = [("", all_word), *labels.items()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.is_required = False
        self.is_valid()

    @property
    def months_back(self) -> int:
        return int(self.cleaned_data.get("months") or MONTHS_DEFAULT)

    @property
    def period(self) -> Period | None:
        """Whole months up to and including this one; None for all time."""
        if self.months_back >= MONTHS_MOST:
            return None
        this_month = self.today.replace(day=1)
        return Period(add_months(this_month, 1 - self.months_back), add_months(this_month, 1))

    def filters(self, allowed: frozenset[Dimension]) -> dict[Dimension, str]:
        """The chosen filters that a figure with these dimensions can take."""
        given = {
            Dimension(name): str(self.cleaned_data.get(name) or "")
            for name in ("product", "channel", "survey")
        }
        return {dimension: value for dimension, value in given.items() if value and dimension in allowed}

"""What the report of deadlines is cut by."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.claims.selectors.clock_events import clock_book
from hearten.domains.claims.selectors.clock_report import ReportFilters
from hearten.doors.components.clock_chips import clock_name
from hearten.doors.desk.claims.forms import products_named
from hearten.kernel.period import Period, add_months

MONTHS_USUAL, MONTHS_ALL = 12, 120


class ClockReportForm(forms.Form):
    """Period, product, clock and grouping. What can't be read falls back to all clocks over the last year."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Period"), required=False, coerce=int, empty_value=str(MONTHS_USUAL)
    )
    group = forms.ChoiceField(label=gettext_lazy("Counted by"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    code = forms.ChoiceField(label=gettext_lazy("Deadline"), required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        given = data.copy() if data else {}
        given.setdefault("months", str(MONTHS_USUAL))
        super().__init__(given)
        self.today = today
        fields: Any = self.fields
        fields["months"].choices = [
            (1, _("This month")),
            (3, _("Last 3 months")),
            (12, _("Last 12 months")),
            (MONTHS_ALL, _("All time")),
        ]
        fields["group"].choices = [
            ("code", _("Deadline")),
            ("product", _("Deadline and product")),
            ("month", _("Deadline and month")),
        ]
        fields["product"].choices = [("", _("All products")), *products_named()]
        codes = [clock.code for clock in clock_book().clocks.values() if clock.about == "claim"]
        fields["code"].choices = [("", _("All deadlines")), *((code, clock_name(code)) for code in codes)]
        self.is_valid()

    def filters(self) -> ReportFilters:
        """The filters that could be read."""
        given = getattr(self, "cleaned_data", {})
        months = int(given.get("months") or MONTHS_USUAL)
        this_month = self.today.replace(day=1)
        period = Period(add_months(this_month, 1 - months), add_months(this_month, 1))
        return ReportFilters(
            period=None if months >= MONTHS_ALL else period,
            product=given.get("product") or "",
            code=given.get("code") or "",
            group=given.get("group") or "code",
        )


class DeclineForm(forms.Form):
    """Why nothing is owed after all."""

    reason = forms.CharField(label=gettext_lazy("Why nothing is owed"), max_length=300)

"""Sample figures for the page of all parts (/components/, only while developing)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.glossary import TERMS
from hearten.doors.components.icons import PATHS
from hearten.kernel.money import Money


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    amount = forms.CharField(
        label=gettext_lazy("Amount on the bill"),
        help_text=gettext_lazy("As printed, with fen."),
        widget=forms.TextInput(attrs={"data-kind": "money"}),
    )
    visited = forms.DateField(
        label=gettext_lazy("Day of treatment"), widget=forms.DateInput(attrs={"type": "date"})
    )
    cause = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        choices=[("illness", gettext_lazy("Illness")), ("accident", gettext_lazy("Accident"))],
        widget=forms.RadioSelect,
    )
    account = forms.ChoiceField(
        label=gettext_lazy("Pay to"),
        choices=[("1", "招商银行 ••8821"), ("2", "工商银行 ••0417")],
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Anything else"), widget=forms.Textarea, required=False)
    true = forms.BooleanField(label=gettext_lazy("What I say here is true"))
    bill = forms.FileField(label=gettext_lazy("Hospital bill"), required=False)


class FilterForm(forms.Form):
    """Filters as a desk list has them."""

    q = forms.CharField(
        label=gettext_lazy("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), ("paid", gettext_lazy("Paid"))],
    )


def _charts() -> list[Chart]:
    months = ["6", "7", "8", "9", "10", "11"]
    share = [34.1, 36.9, 35.2, 41.0, 44.3, 47.5]
    return [
        Chart(
            title=_("Net Promoter Score"),
            sentence=_("It rose from 34 to 48 in six months; the last two months lie above the goal."),
            kind="line",
            categories=months,
            category_word=_("Month"),
            series=[
                Series(_("All members"), share, low=[v - 5 for v in share], high=[v + 5 for v in share]),
                Series(_("After a claim"), [28, 30, 33, 31, 38, 42]),
            ],
            decimals=0,
            reference=(40, _("Goal")),
        ),
        Chart(
            title=_("Satisfied, by channel"),
            sentence=_("The app satisfies most; paper least, on few answers."),
            kind="row",
            categories=["App", _("Telephone"), _("Service desk"), _("Paper")],
            category_word=_("Channel"),
            series=[
                Series(_("Satisfied"), [91.2, 84.0, 79.5, 66.0], low=[89, 80, 74, 51], high=[93, 88, 84, 79])
            ],
            unit="%",
            decimals=1,
            minimum=0,
            maximum=100,
        ),
        Chart(
            title=_("Claims by state"),
            sentence=_("Nine in ten claims of the week are paid already."),
            kind="stacked",
            categories=[_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri")],
            category_word=_("Day"),
            series=[
                Series(_("Paid"), [82, 91, 88, 79, 60], tone="good"),
                Series(_("In review"), [4, 3, 6, 12, 22], tone="warn"),
                Series(_("Refused"), [1, 2, 1, 0, 1], tone="bad"),
            ],
        ),
        Chart(
            title=_("Nothing counted yet"),
            sentence="",
            kind="bar",
            categories=[],
            series=[],
            category_word=_("Month"),
        ),
    ]


def gallery() -> dict[str, Any]:
    """Everything the page of all parts shows."""
    now = datetime.now(UTC)
    refused = SampleForm({"name": "梅雪", "amount": "12x"})
    refused.is_valid()
    refused.add_error("amount", _("“12x” is not an amount of money. Write digits with at most two decimals."))
    return {
        "form": SampleForm(),
        "refused": refused,
        "filters": FilterForm(),
        "charts": _charts(),
        "icons": sorted(PATHS),
        "terms": sorted(TERMS),
        "page": Paginator(range(1234), 25).page(3),
        "amounts": [Money(123450), Money(-5000), Money(0), Money(100000000)],
        "states": [
            ("draft", _("Draft")),
            ("submitted", _("Received")),
            ("in_review", _("In review")),
            ("waiting_member", _("One document is missing")),
            ("paid", _("Paid")),
            ("refused", _("Refused")),
        ],
        "now": now,
        "earlier": [
            now - timedelta(seconds=20),
            now - timedelta(hours=5),
            now - timedelta(days=1),
            now - timedelta(days=40),
        ],
        "steps": [
            {
                "title": _("Received"),
                "at": now - timedelta(days=2),
                "state": "done",
                "text": _("Three documents"),
            },
            {"title": _("Being examined"), "at": now - timedelta(hours=3), "state": "now"},
            {"title": _("Decided"), "state": "later"},
            {"title": _("Paid to your account"), "state": "later"},
        ],
        "trace": [
            {"label": _("Bill"), "value": "¥8,420.00"},
            {
                "label": _("Paid by social medical insurance"),
                "value": "−¥3,120.00",
                "why": _("Settled first, as the law asks."),
            },
            {
                "label": _("Deductible"),
                "value": "−¥1,000.00",
                "why": _("¥1,000 of ¥10,000 was left for this year."),
            },
            {"label": _("We pay"), "value": "¥4,300.00", "kind": "total"},
        ],
        "facts": [
            {"term": _("Member number"), "value": "HC-7K3M-9QXC"},
            {"term": _("Telephone"), "value": "138 0000 0001", "note": _("You told us on 2 November.")},
            {"term": _("Bank account"), "value": ""},
        ],
        "columns": [
            {"word": _("Number"), "sort": "number"},
            {"word": _("State")},
            {"word": _("Amount"), "sort": "amount", "num": True},
        ],
        "rows": [
            {"cells": ["CL-7K3M-9QXC", _("Paid"), "¥4,300.00"], "link": "#a"},
            {"cells": ["CL-2J8F-1WAD", _("In review"), "¥12,080.50"], "link": "#b"},
        ],
        "tabs": [
            {"word": _("Overview"), "url": "#", "here": True},
            {"word": _("Claims"), "url": "#", "count": 3},
            {"word": _("Messages"), "url": "#"},
        ],
        "stepper": [_("What happened"), _("Documents"), _("Check"), _("Done")],
    }

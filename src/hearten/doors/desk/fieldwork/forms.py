"""What interviewers, typists and moderators fill in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.customers.types import SEX_LABELS
from hearten.domains.fieldwork.types import (
    FORM_LABELS,
    INCENTIVE_LABELS,
    OUTCOME_LABELS,
    SESSION_KIND_LABELS,
    Outcome,
    SessionKind,
    Topic,
)
from hearten.domains.surveys.ages import AGE_BANDS

_MOMENT = "%Y-%m-%dT%H:%M"
_TOPIC = re.compile(r"^\s*(\d{1,3})\s*[.:：、]?\s+(.+)$")


def _moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=[_MOMENT])


class EndForm(forms.Form):
    """How a call ended."""

    outcome = forms.ChoiceField(label=gettext_lazy("How did the call end?"), widget=forms.RadioSelect)
    call_back_at = _moment_field(gettext_lazy("Call back on"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note for the next call"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["outcome"].choices = [
            (one.value, _(OUTCOME_LABELS[one])) for one in Outcome if one is not Outcome.COMPLETE
        ]


class CodeForm(forms.Form):
    """Which form is to be keyed."""

    code = forms.CharField(
        label=gettext_lazy("Code of the form"), max_length=200,
        help_text=gettext_lazy("Scan the square code or type what stands at the foot of the page: PF-7K3M-9QXC-4."),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class FormsFilter(forms.Form):
    """Which forms of a study are listed."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = [
            ("", _("All")),
            *((state.value, _(word)) for state, word in FORM_LABELS.items()),
        ]

    @property
    def chosen(self) -> str:
        return self.cleaned_data["state"] if self.is_valid() else ""


class SessionForm(forms.Form):
    """A focus group or an interview."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), widget=forms.RadioSelect, initial=SessionKind.FOCUS_GROUP
    )
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    where = forms.CharField(label=gettext_lazy("Where it takes place"), max_length=160)
    starts_at = _moment_field(gettext_lazy("Begins"))
    seats = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=20, initial=8)
    guide = forms.CharField(
        label=gettext_lazy("Guide"), widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("One topic a line, with its minutes first; its questions below, each after a dash."),
        initial=gettext_lazy("10 Warming up\n- Who are you, and when did you last need us?\n40 What matters\n- Tell me about it.\n10 Closing"),
    )  # fmt: skip
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    age_band = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    needs_study = forms.CharField(
        label=gettext_lazy("Needs study that its words are for"), required=False, widget=forms.Select
    )
    incentive_words = forms.CharField(
        label=gettext_lazy("Thanks for taking part"), required=False, max_length=120
    )
    incentive = forms.DecimalField(
        label=gettext_lazy("Worth, in yuan"), required=False, min_value=0, max_digits=8, decimal_places=2
    )

    def __init__(
        self,
        *args: Any,
        products: list[tuple[str, str]],
        needs: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        anybody = ("", _("Anybody"))
        fields["kind"].choices = [(kind.value, _(SESSION_KIND_LABELS[kind])) for kind in SessionKind]
        fields["sex"].choices = [anybody, *((sex.value, _(word)) for sex, word in SEX_LABELS.items())]
        fields["age_band"].choices = [
            anybody,
            *((name, name.replace("-", "–")) for first, name in AGE_BANDS if first),
        ]
        fields["product"].choices = [anybody, *products]
        fields["needs_study"].widget.choices = [("", _("Not for a needs study")), *needs]

    def moment(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))

    def topics(self) -> list[Topic]:
        return topics_of(self.cleaned_data["guide"])

    def recruiting(self) -> dict[str, str]:
        return {
            name: self.cleaned_data[name]
            for name in ("sex", "age_band", "product")
            if self.cleaned_data[name]
        }


def topics_of(text: str) -> list[Topic]:
    """The topics of a guide as written: `10 Warming up`, then questions after dashes. A line without minutes has 0."""
    topics: list[tuple[str, int, list[str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line[0] in "-–—•·" and topics:
            topics[-1][2].append(line[1:].strip())
        else:
            match = _TOPIC.match(line)
            name, minutes = (match.group(2), int(match.group(1))) if match else (line, 0)
            topics.append((name, minutes, []))
    return [Topic(name, minutes, tuple(questions)) for name, minutes, questions in topics]


class WriteForm(forms.Form):
    """What was noted and said."""

    notes = forms.CharField(
        label=gettext_lazy("Moderator's notes"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    transcript = forms.CharField(
        label=gettext_lazy("Transcript"), required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("Names of those on the roster and numbers are taken out before anybody codes it."),
    )  # fmt: skip


class ThanksForm(forms.Form):
    """What is promised for answering."""

    kind = forms.ChoiceField(label=gettext_lazy("Thanks"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("What there is to win or to get"), max_length=120)
    rules = forms.CharField(
        label=gettext_lazy("Rules, as people are told"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )  # fmt: skip
    prizes = forms.IntegerField(
        label=gettext_lazy("Prizes (of a draw)"), required=False, min_value=1, max_value=10_000
    )
    value = forms.DecimalField(
        label=gettext_lazy("Worth of one, in yuan"), min_value=0, max_digits=8, decimal_places=2
    )
    budget = forms.DecimalField(
        label=gettext_lazy("Budget, in yuan"), min_value=0, max_digits=10, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, _(word)) for kind, word in INCENTIVE_LABELS.items()]


class CouponForm(forms.Form):
    """Codes that were bought, or how many to make."""

    codes = forms.CharField(
        label=gettext_lazy("Codes, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    how_many = forms.IntegerField(
        label=gettext_lazy("Or make so many"), required=False, min_value=1, max_value=50_000
    )

"""What somebody who works a case fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.improvement.rules import loop_rules
from hearten.domains.improvement.selectors import CaseFilter
from hearten.domains.improvement.selectors.cases import VIEWS
from hearten.domains.improvement.services.steps import LONGEST_TEXT
from hearten.domains.improvement.types import (
    CALL_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    REASON_LABELS,
    CallResult,
    Outcome,
)

COMPLAINT_CHANNELS = (
    Channel.PHONE,
    Channel.EMAIL,
    Channel.WECHAT,
    Channel.DESK,
    Channel.PAPER,
    Channel.AGENT,
)


def cause_choices() -> list[tuple[str, str]]:
    return [(cause.code, cause.in_language(get_language())) for cause in loop_rules().causes]


def words_of(labels: Any) -> list[tuple[str, str]]:
    return [(key.value, _(word)) for key, word in labels.items()]


class CaseFilterForm(forms.Form):
    """Filters of the list; what can't be read is left out."""

    view = forms.ChoiceField(required=False, choices=[(v, v) for v in VIEWS], widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Case or customer"), required=False, max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    root_cause = forms.ChoiceField(label=gettext_lazy("Root cause"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        fields: Any = self.fields
        fields["kind"].choices = everything + words_of(KIND_LABELS)
        fields["reason"].choices = everything + words_of(REASON_LABELS)
        fields["root_cause"].choices = everything + cause_choices()

    def filters(self) -> CaseFilter:
        self.is_valid()
        given = {name: self.cleaned_data.get(name) or "" for name in ("text", "kind", "reason", "root_cause")}
        return CaseFilter(view=self.cleaned_data.get("view") or "open", **given)


class VersionForm(forms.Form):
    """The version of the case that the page showed."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class CallForm(VersionForm):
    result = forms.ChoiceField(label=gettext_lazy("How did the call go?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What was said"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["result"].choices = words_of(CALL_LABELS)

    def clean_result(self) -> CallResult:
        return CallResult(self.cleaned_data["result"])


class NoteForm(VersionForm):
    words = forms.CharField(
        label=gettext_lazy("Note for colleagues"), max_length=LONGEST_TEXT, widget=forms.Textarea
    )


class CloseForm(VersionForm):
    root_cause = forms.ChoiceField(label=gettext_lazy("What caused it"))
    outcome = forms.ChoiceField(label=gettext_lazy("How it ended"))
    promise = forms.CharField(
        label=gettext_lazy("What we promised"),
        help_text=gettext_lazy("The customer reads this."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = [("", _("Choose"))]
        fields: Any = self.fields
        fields["root_cause"].choices = choose + cause_choices()
        fields["outcome"].choices = choose + words_of(OUTCOME_LABELS)

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class ComplaintForm(forms.Form):
    """A complaint that came by telephone, letter or in person."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    customer = forms.CharField(
        label=gettext_lazy("Customer"),
        help_text=gettext_lazy("Customer number, such as HC-7K3M-9QXC-4, or telephone number"),
        max_length=40,
    )
    channel = forms.ChoiceField(label=gettext_lazy("How it reached us"))
    summary = forms.CharField(
        label=gettext_lazy("What the customer says"), max_length=LONGEST_TEXT, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel"].choices = [(c.value, _(CHANNEL_LABELS[c])) for c in COMPLAINT_CHANNELS]

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])

"""What a person hands in or writes about payments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.base.payments.ports import file_channels

CHANNEL_LABELS = {"iso20022": _("Our bank"), "sandbox-bank": _("The test bank")}


def channel_label(name: str) -> str:
    return str(CHANNEL_LABELS.get(name, name))


class FileForm(forms.Form):
    provider = forms.ChoiceField(
        label=_("Which bank sent it?"),
        choices=lambda: [(name, channel_label(name)) for name in file_channels()],
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml"}),
        help_text=_(
            "pain.002, camt.053 or camt.054 as XML, at most 50 MB. The same file again changes nothing."
        ),
    )


class ReleaseForm(forms.Form):
    note = forms.CharField(
        label=_("What was wrong, and what was mended?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The payments then go into the next batch."),
    )


class ExplainForm(forms.Form):
    note = forms.CharField(
        label=_("What was it, and what did you do?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

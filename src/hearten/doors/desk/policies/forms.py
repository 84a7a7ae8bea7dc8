"""What an underwriter fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.policies.types import VERDICT_LABELS, Verdict

_BP_PER_PERCENT = 100
_OFFERED = (Verdict.ACCEPT, Verdict.LOAD, Verdict.EXCLUDE, Verdict.DECLINE)


class ReferralForm(forms.Form):
    verdict = forms.ChoiceField(label=gettext_lazy("Underwriting decision"), widget=forms.RadioSelect)
    loading = forms.IntegerField(
        label=gettext_lazy("Extra charge in percent"),
        required=False,
        min_value=1,
        max_value=300,
        help_text=gettext_lazy("Only for a higher price."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    exclusion = forms.CharField(
        label=gettext_lazy("What is not covered"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Only when something is left out; the member reads it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=gettext_lazy("The reason, as the member reads it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [(v.value, _(VERDICT_LABELS[v])) for v in _OFFERED]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What decide_referral wants."""
        given = self.cleaned_data
        text = given["exclusion"].strip()
        return {
            "verdict": Verdict(given["verdict"]),
            "note": given["note"],
            "loading_bp": (given["loading"] or 0) * _BP_PER_PERCENT,
            "exclusions": [{"clause": "", "text": text}] if text else [],
        }

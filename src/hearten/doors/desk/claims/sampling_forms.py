"""What an examiner says of an automatic decision before seeing it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from hearten.doors.desk.claims.forms import clean_money


class CheckForm(forms.Form):
    """The amount that should be paid, worked out from the papers and the clauses."""

    should_pay = forms.CharField(
        label=gettext_lazy("What should be paid (yuan)"),
        max_length=20,
        widget=forms.TextInput(attrs={"data-kind": "money"}),
        help_text=gettext_lazy("Work it out from papers and clauses; 0 when nothing is due."),
    )
    note = forms.CharField(
        label=gettext_lazy("How you came to it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_should_pay(self) -> int:
        return clean_money(self.cleaned_data["should_pay"]) or 0

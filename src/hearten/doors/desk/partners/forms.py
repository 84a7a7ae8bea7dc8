"""What the partners' pages ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.domains.partners.types import SCOPE_LABELS, Scope


class PartnerListForm(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the key"),
        max_length=80,
        help_text=_("Which system will use it, such as “HIS, test”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=lambda: [(scope.value, _(SCOPE_LABELS[scope])) for scope in Scope],
        initial=[scope.value for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
    )


class SettlementForm(forms.Form):
    holder = forms.CharField(
        label=_("Whose account"), max_length=120, help_text=_("As the bank knows the hospital.")
    )
    account = forms.CharField(
        label=_("Account number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_("CSV or XLSX, with the columns of the template."),
    )

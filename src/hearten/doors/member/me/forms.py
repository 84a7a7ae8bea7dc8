"""How I am reached and paid, and who may claim for me."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.domains.customers.types import RELATION_LABELS


class ContactForm(forms.Form):
    """What is left empty stays as it is; the service says what can't be right."""

    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("For messages from us. You sign in with the address of your account."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email", "inputmode": "email"}),
    )


class BankAccountForm(forms.Form):
    """Where we pay to; the service says what can't be right, the bank says whose it is."""

    number = forms.CharField(
        label=_("Card or account number"),
        max_length=40,
        help_text=_("As on your bank card. Spaces do not matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.ChoiceField(label=_("Whose account is it?"))

    def __init__(self, *args: Any, holders: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["holder"].choices = [(name, name) for name in holders]


class RepresentativeForm(forms.Form):
    """Who may make claims for me: found by two things that only they tell me."""

    number = forms.CharField(
        label=_("Member number of this person"),
        max_length=20,
        help_text=_("It stands at the top of their page Me."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    phone = forms.CharField(
        label=_("Their telephone"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    relation = forms.ChoiceField(
        label=_("This person is my"),
        choices=[(code.value, _(label)) for code, label in RELATION_LABELS.items()],
    )

"""How I am reached and paid, and who may claim for me."""

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
    bank_account = forms.CharField(
        label=_("Bank account for payments to you"),
        max_length=34,
        required=False,
        help_text=_("Digits only, as on your bank card. Leave it empty to keep the one we have."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_bank_account(self) -> str:
        return "".join(self.cleaned_data["bank_account"].split())


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

"""What the settings ask for."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hearten.base.accounts.types import ROLE_LABELS, Role

STAFF_ROLES = tuple(role for role in Role if role is not Role.MEMBER)


class StaffForm(forms.Form):
    display_name = forms.CharField(label=_("Name"), max_length=80, strip=True)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The sign-in code is sent here."))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(r.value, _(ROLE_LABELS[r])) for r in STAFF_ROLES]  # type: ignore[attr-defined]


class StaffListForm(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    active = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("All")), ("1", _("Open")), ("0", _("Closed"))]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles = [(r.value, _(ROLE_LABELS[r])) for r in STAFF_ROLES]
        self.fields["role"].choices = [("", _("All roles")), *roles]  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    active = forms.ChoiceField(choices=[("1", "1"), ("0", "0")], widget=forms.HiddenInput)

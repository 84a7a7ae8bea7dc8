"""What a member types about a claim, as the services want it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.claims.selectors.terms import BILLED, INDEMNITY
from hearten.domains.claims.types import CAUSE_LABELS, DOCUMENT_LABELS, Cause, DocumentKind, LineFacts
from hearten.doors.components.sentences import sentence
from hearten.doors.member.claims.facts import (
    DAY_LABELS,
    LAST_DAY_LABELS,
    fact_fields,
    facts_given,
    needed_facts,
)
from hearten.doors.member.claims.inputs import DayField, MoneyField
from hearten.kernel.errors import HeartenError

_WITH_LAST_DAY = ("income", "care")
# What a bill of social insurance tells apart; a health account pays the whole of a bill, other benefits look at none.
_BILL_PARTS = ("social_fund_paid", "out_of_catalogue", "class_self_paid", "settled_by_social")


def put_error(form: forms.Form, error: HeartenError) -> None:
    """Show what a service said beside the field it speaks of."""
    name = (error.field or "").rsplit(".", 1)[-1]
    form.add_error(name if name in form.fields else None, sentence(error))


class PolicyForm(forms.Form):
    """Under which policy."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    policy_id = forms.UUIDField(
        error_messages={"required": gettext_lazy("Choose the policy to claim under.")}
    )

    def policy(self) -> UUID:
        return UUID(str(self.cleaned_data["policy_id"]))


class EventForm(forms.Form):
    """What happened."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Was it an illness or an accident?"), widget=forms.RadioSelect
    )
    event_date = DayField(
        label=gettext_lazy("On what day?"),
        help_text=gettext_lazy("The first day of treatment, or the day of the accident."),
    )
    diagnosis = forms.CharField(
        label=gettext_lazy("What did the doctor find?"),
        max_length=200,
        help_text=gettext_lazy(
            "A few words, as on the medical record. Only those who examine claims can read it."
        ),
    )
    story = forms.CharField(
        label=gettext_lazy("What else should we know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = [(c.value, _(CAUSE_LABELS[c])) for c in Cause]  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One expense."""

    category = forms.ChoiceField(label=gettext_lazy("Kind of expense"))
    service_date = DayField(label=gettext_lazy("Day of treatment"))
    until_date = DayField(label=gettext_lazy("Last day"), required=False)
    provider = forms.CharField(label=gettext_lazy("Hospital or clinic"), max_length=120)
    billed = MoneyField(label=gettext_lazy("Total of the bill (yuan)"))
    social_fund_paid = MoneyField(
        label=gettext_lazy("Of this, paid by social insurance"),
        required=False,
        help_text=gettext_lazy("On the bill: paid from the pooled fund. Leave empty if there is none."),
    )
    out_of_catalogue = MoneyField(
        label=gettext_lazy("Of this, outside the social insurance catalogue"),
        required=False,
        help_text=gettext_lazy("On the bill: entirely self-paid."),
    )
    class_self_paid = MoneyField(
        label=gettext_lazy("Of this, your first share of class B items"),
        required=False,
        help_text=gettext_lazy("On the bill: self-paid first by class."),
    )
    settled_by_social = forms.BooleanField(
        label=gettext_lazy("Settled with the social insurance card"), required=False
    )

    def __init__(self, *args: Any, categories: list[tuple[str, str]], kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind = kind
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        if kind != INDEMNITY:
            self._ask_of_benefit(kind)
        else:
            del self.fields["until_date"]

    def _ask_of_benefit(self, kind: str) -> None:
        """Other benefits than bills have days with a name of their own, and facts instead of amounts."""
        for name in _BILL_PARTS if kind in BILLED else ("billed", *_BILL_PARTS):
            del self.fields[name]
        self.fields["category"].label = _("What do you claim?")
        self.fields["service_date"].label = DAY_LABELS[kind]
        if kind in LAST_DAY_LABELS:
            self.fields["until_date"].label = LAST_DAY_LABELS[kind]
            self.fields["until_date"].required = kind in _WITH_LAST_DAY
        else:
            del self.fields["until_date"]
        self.fields |= fact_fields(kind)
        self._ask_what_is_needed(kind)

    def _ask_what_is_needed(self, kind: str) -> None:
        """What is needed depends on what is claimed, which may change in the browser: the server looks, not the browser."""
        self.use_required_attribute = False
        choices: Any = self.fields["category"]
        first = str(choices.choices[0][0]) if choices.choices else ""
        for name, say in needed_facts(kind, self.data.get("category") or first).items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = say

    def line(self) -> LineFacts:
        given = self.cleaned_data
        return LineFacts(
            category=given["category"],
            service_date=given["service_date"],
            provider=given["provider"],
            until_date=given.get("until_date"),
            billed_minor=given.get("billed", 0),
            out_of_catalogue_minor=given.get("out_of_catalogue", 0),
            class_self_paid_minor=given.get("class_self_paid", 0),
            social_fund_paid_minor=given.get("social_fund_paid", 0),
            settled_by_social=given.get("settled_by_social", False) or given.get("social_fund_paid", 0) > 0,
            benefit_facts=facts_given(self._kind, given),
        )


class PaperForm(forms.Form):
    """One photo or PDF. What it is, is read from it; who knows better may say so."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), required=False, initial=DocumentKind.RECEIPT)
    file = forms.FileField(
        label=gettext_lazy("Photo or PDF"),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("The file is empty. Choose it again."),
            "max_length": gettext_lazy("The file's name is too long. Shorten it."),
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.value, _(DOCUMENT_LABELS[k])) for k in DocumentKind]  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    """Where the money goes."""

    bank_account = forms.CharField(
        label=gettext_lazy("Bank account"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_bank_account(self) -> str:
        return "".join(str(self.cleaned_data["bank_account"]).split())


class AppealForm(forms.Form):
    """What the member sees differently."""

    grounds = forms.CharField(
        label=gettext_lazy("What do you see differently?"),
        max_length=2000,
        help_text=gettext_lazy("In your own words. You can add papers on the page of the claim."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

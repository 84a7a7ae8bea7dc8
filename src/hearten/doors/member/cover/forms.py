"""What a buyer types, as the services want it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.domains.customers.types import PURPOSE_TEXTS, Purpose
from hearten.domains.policies.selectors import Shopper
from hearten.domains.products.selectors import default_choices
from hearten.domains.products.types import InsuredPerson, Product
from hearten.doors.components.forms import add_error
from hearten.doors.components.pricing import PREFIX, PriceForm
from hearten.doors.components.sentences import document_language
from hearten.engines.underwriting import Question, read_answers
from hearten.engines.underwriting.declaration import QuestionKind
from hearten.kernel.errors import HeartenError

OLDEST = 120
_PERSON = ("sex", "has_social_insurance", "region", "occupation_class")


class QuoteForm(PriceForm):
    """Choices; and for a visitor, the facts that a price needs, with the day of birth."""

    age = None  # type: ignore[assignment]
    birth_date = forms.DateField(
        label=gettext_lazy("Day of birth"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(
        self, product: Product, *args: Any, person: InsuredPerson | None = None, **kwargs: Any
    ) -> None:
        super().__init__(product, *args, **kwargs)
        self.person = person
        if person is not None:
            for name in ("birth_date", *_PERSON):
                del self.fields[name]
        self.order_fields([name for name in self.fields if name.startswith(PREFIX)])

    @property
    def shopper(self) -> Shopper | None:
        """The visitor; a member is known already."""
        if self.person is not None:
            return None
        given = self.cleaned_data
        return Shopper(
            birth_date=given["birth_date"],
            sex=given["sex"],
            region=given["region"],
            occupation_class=given["occupation_class"],
            has_social_insurance=given["has_social_insurance"] == "yes",
        )

    @property
    def applicant(self) -> InsuredPerson:  # type: ignore[override]
        if self.person is not None:
            return self.person
        shopper = self.shopper
        assert shopper is not None  # noqa: S101 -- a form without a person has asked for one
        return shopper.on(timezone.localdate())


def quote_answers(product: Product, given: Mapping[str, str]) -> dict[str, Any]:
    """What the form holds first: what the shop window carried over, the product's defaults for the rest."""
    first: dict[str, Any] = {
        "sex": "female",
        "region": "310000",
        "occupation_class": 1,
        "has_social_insurance": "yes",
        "birth_date": _birth_at(given.get("age", "")),
    }
    first |= {PREFIX + code: str(value) for code, value in default_choices(product).items()}
    return first | {name: given[name] for name in first if given.get(name)}


def _birth_at(age: str) -> str:
    """A day of birth for the age that was typed in the shop window: the person puts the right day there."""
    years = int(age) if age.isascii() and age.isdigit() and int(age) <= OLDEST else 30
    return date(timezone.localdate().year - years, 1, 1).isoformat()


class JoinForm(forms.Form):
    """Who the visitor is; with an account for coming back."""

    name = forms.CharField(
        label=gettext_lazy("Name as on your ID"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Your policy and our messages go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    id_number = forms.CharField(
        label=gettext_lazy("ID number"),
        required=False,
        max_length=18,
        help_text=gettext_lazy("You can add it later. It is stored encrypted."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=128,
        help_text=gettext_lazy("At least 10 characters. Leave it empty to sign in with a code by e-mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    health_data = forms.BooleanField(
        label=gettext_lazy(PURPOSE_TEXTS[Purpose.HEALTH_DATA].label),
        help_text=gettext_lazy(PURPOSE_TEXTS[Purpose.HEALTH_DATA].notice),
    )
    automated_decision = forms.BooleanField(
        label=gettext_lazy(PURPOSE_TEXTS[Purpose.AUTOMATED_DECISION].label),
        required=False,
        help_text=gettext_lazy(PURPOSE_TEXTS[Purpose.AUTOMATED_DECISION].notice),
    )
    surveys = forms.BooleanField(
        label=gettext_lazy(PURPOSE_TEXTS[Purpose.SURVEYS].label),
        required=False,
        help_text=gettext_lazy(PURPOSE_TEXTS[Purpose.SURVEYS].notice),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            password_validation.validate_password(password)
        return str(password)

    def facts(self) -> dict[str, Any]:
        """What enter_with_quote wants."""
        given = self.cleaned_data
        purposes = tuple(
            purpose
            for purpose in (Purpose.HEALTH_DATA, Purpose.AUTOMATED_DECISION, Purpose.SURVEYS)
            if given[purpose.value]
        )
        return {
            "name": given["name"],
            "phone": given["phone"],
            "email": given["email"],
            "id_number": given["id_number"],
            "password": given["password"] or None,
            "purposes": purposes,
            "language": get_language() or "zh-hans",
        }


class DeclarationForm(forms.Form):
    """The product's questions, each in its kind; a follow-up is shown when the question before it calls for it."""

    def __init__(self, product: Product, *args: Any, ask_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = product.questions
        words = {
            given["code"]: given for given in product.words[document_language()]["declaration"]["questions"]
        }
        for question in self.questions:
            self.fields[question.code] = _question_field(question, words[question.code])
        self.units = {code: str(given.get("unit", "")) for code, given in words.items()}
        if ask_consent:
            text = PURPOSE_TEXTS[Purpose.HEALTH_DATA]
            self.fields["consent"] = forms.BooleanField(label=_(text.label), help_text=_(text.notice))

    def rows(self) -> list[dict[str, Any]]:
        """The bound questions with the condition under which each is shown."""
        return [
            {
                "field": self[question.code],
                "after": question.after,
                "equals": _plain(question.equals),
                "unit": self.units[question.code],
            }
            for question in self.questions
        ]

    def clean(self) -> dict[str, Any]:
        """Every question that was asked, checked one by one, so that all that is missing is said at once."""
        given = super().clean() or {}
        answers: dict[str, Any] = {}
        for question in self.questions:
            if question.after and answers.get(question.after) != question.equals:
                continue
            try:
                answers |= read_answers([replace(question, after="")], given)
            except HeartenError as error:
                add_error(self, error)
        return given

    def answers(self) -> dict[str, Any]:
        return {question.code: self.cleaned_data.get(question.code) for question in self.questions}


def declared(answers: Mapping[str, Any] | None) -> dict[str, Any]:
    """Answers given before, as the form shows them."""
    return {code: _plain(value) for code, value in (answers or {}).items()}


def _question_field(question: Question, words: Mapping[str, Any]) -> forms.Field:
    options = [(str(option["value"]), option["label"]) for option in words.get("options", ())]
    common: dict[str, Any] = {"label": words["text"], "help_text": words.get("help", ""), "required": False}
    field: forms.Field
    match question.kind:
        case QuestionKind.YES_NO:
            field = forms.ChoiceField(
                choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **common
            )
        case QuestionKind.NUMBER:
            field = forms.CharField(
                max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common
            )
        case QuestionKind.CHOICE:
            field = forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
        case _:
            field = forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    return field


def _plain(value: Any) -> Any:
    if value is True or value is False:
        return "yes" if value else "no"
    return list(value) if isinstance(value, tuple) else value


class PaymentForm(forms.Form):
    account = forms.CharField(
        label=gettext_lazy("Account or card number"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_account(self) -> str:
        return "".join(str(self.cleaned_data["account"]).split())

"""The price form that the shop window and the desk share: who, which choices, and the answer at once (P2)."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.products.selectors import quote
from hearten.domains.products.types import Applicant, InsuredPerson, Product
from hearten.domains.products.words import FACT_LABELS, OCCUPATION_LABELS, REGION_LABELS
from hearten.doors.components.sentences import document_language
from hearten.kernel.errors import Invalid

OLDEST = 120
PREFIX = "choice_"


class PriceForm(forms.Form):
    """Facts of the person, and one field for each choice of the product."""

    age = forms.IntegerField(
        label=gettext_lazy(FACT_LABELS["age"]),
        min_value=0,
        max_value=OLDEST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy(FACT_LABELS["sex"]), widget=forms.RadioSelect)
    has_social_insurance = forms.ChoiceField(
        label=gettext_lazy(FACT_LABELS["has_social_insurance"]), widget=forms.RadioSelect
    )
    region = forms.ChoiceField(label=gettext_lazy(FACT_LABELS["region"]))
    occupation_class = forms.TypedChoiceField(label=gettext_lazy(FACT_LABELS["occupation_class"]), coerce=int)

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        self.language = document_language()
        self._offer("sex", [("female", _("Female")), ("male", _("Male"))])
        self._offer("has_social_insurance", [("yes", _("Yes")), ("no", _("No"))])
        self._offer("region", [(code, _(name)) for code, name in REGION_LABELS.items()])
        self._offer("occupation_class", [(n, _(OCCUPATION_LABELS[n])) for n in OCCUPATION_LABELS])
        for choice in product.words[self.language]["choices"]:
            self.fields[PREFIX + choice["code"]] = forms.ChoiceField(
                label=choice["label"],
                help_text=choice["help"],
                choices=[(str(option["value"]), option["label"]) for option in choice["options"]],
                widget=forms.RadioSelect,
            )

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(PREFIX)]

    @property
    def applicant(self) -> Applicant:
        given = self.cleaned_data
        return Applicant(
            age=given["age"],
            sex=given["sex"],
            region=given["region"],
            occupation_class=given["occupation_class"],
            has_social_insurance=given["has_social_insurance"] == "yes",
        )

    @property
    def chosen(self) -> dict[str, str]:
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


def first_answers(product: Product, person: InsuredPerson | None = None) -> dict[str, Any]:
    """What the form holds before anyone types: the member's own facts, or a person of thirty in Shanghai."""
    known = person or Applicant(age=30, sex="female", region="310000")
    facts = {
        "age": known.age,
        "sex": known.sex if known.sex in {"female", "male"} else "female",
        "region": known.region if known.region in REGION_LABELS else "310000",
        "occupation_class": known.occupation_class,
        "has_social_insurance": "yes" if known.has_social_insurance else "no",
    }
    return facts | {PREFIX + choice["code"]: str(choice["default"]) for choice in product.document["choices"]}


def answer(form: PriceForm, **more: Any) -> dict[str, Any]:
    """The price with its steps, or the sentence that says why there is none."""
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return {"problem": problems[0], "hint": _("Please look at what you entered.")}
    try:
        price = quote(form.product, form.chosen, form.applicant, **more)
    except Invalid as error:
        return {
            "problem": _(error.message) % error.params,
            "hint": _(error.hint) % error.params if error.hint else "",
        }
    return {
        "price": price,
        "steps": price.lines(form.language),
        "first_month": price.monthly[0],
        "last_month": price.monthly[-1],
    }

"""The price tester of the desk: the shop's form, with the health grade and a loading. And benefits on trial."""

from __future__ import annotations

from typing import Any, cast

import yaml
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.products.types import Product
from hearten.domains.products.words import GRADE_LABELS
from hearten.doors.components.pricing import PriceForm

HIGHEST_LOADING = 300


class TestPriceForm(PriceForm):
    """Facts, choices, and what underwriting may have found."""

    __test__ = False

    health_grade = forms.ChoiceField(label=gettext_lazy("Health grade"))
    loading_percent = forms.IntegerField(
        label=gettext_lazy("Extra charge, in percent"), min_value=0, max_value=HIGHEST_LOADING
    )

    def __init__(self, product: Product, *args: Any, **kwargs: Any) -> None:
        super().__init__(product, *args, **kwargs)
        self._offer("health_grade", [(code, _(word)) for code, word in GRADE_LABELS.items()])
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and isinstance(field.widget, forms.RadioSelect):
                offered = cast("list[tuple[Any, str]]", field.choices)
                field.widget = forms.Select()
                self._offer(name, offered)

    @property
    def found(self) -> dict[str, Any]:
        """What underwriting found, as `quote` takes it."""
        return {
            "health_grade": self.cleaned_data["health_grade"],
            "loading_bp": self.cleaned_data["loading_percent"] * 100,
        }


LONGEST_BENEFITS = 40_000


class TrialForm(forms.Form):
    """The benefits of a product as YAML; what does not compute is said by the service."""

    benefits = forms.CharField(
        label=gettext_lazy("Benefits (YAML, as in the product document)"),
        max_length=LONGEST_BENEFITS,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "ht-code"}),
    )

    def clean_benefits(self) -> dict[str, Any]:
        try:
            read = yaml.safe_load(self.cleaned_data["benefits"])
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise forms.ValidationError(
                _("This is not YAML: look at line %(line)s."), params={"line": mark.line + 1 if mark else 1}
            ) from error
        if not isinstance(read, dict):
            raise forms.ValidationError(
                _("Write the benefits as names and values, as in the product document.")
            )
        return read

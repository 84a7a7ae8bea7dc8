"""The price tester of the desk: the shop's form, with the health grade and a loading."""

from __future__ import annotations

from typing import Any, cast

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

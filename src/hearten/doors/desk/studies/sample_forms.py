"""What somebody says of the sample they need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.surveys.ports import health_groups
from hearten.domains.surveys.sample_types import (
    AIM_LABELS,
    ALLOCATION_LABELS,
    VARIABLE_LABELS,
    Aim,
    Allocation,
    SamplePlan,
    Variable,
)
from hearten.doors.desk.studies.sample_words import label_words
from hearten.kernel.errors import Invalid

_PERCENT = 100
_CONFIDENCES = ((90, "90 %"), (95, "95 %"), (99, "99 %"))
_MEASURES = (
    ("csat", gettext_lazy("Satisfaction, 1 to 5")),
    ("effort", gettext_lazy("Ease, 1 to 7")),
    ("nps", gettext_lazy("Recommendation, 0 to 10")),
)


def _range(low: float, high: float, step: float) -> forms.NumberInput:
    """A slider; its value stands beside it."""
    return forms.NumberInput(attrs={"type": "range", "min": low, "max": high, "step": step, "data-says": ""})


class SampleForm(forms.Form):
    """A sample plan in percent. `plan()` gives it as the domain takes it."""

    aim = forms.ChoiceField(
        label=gettext_lazy("What is the sample to show?"), widget=forms.RadioSelect, choices=()
    )
    margin = forms.FloatField(
        label=gettext_lazy("May be off by (± percentage points)"),
        min_value=0.5,
        max_value=20,
        widget=_range(1, 20, 0.5),
    )
    share = forms.FloatField(
        label=gettext_lazy("Expected share (%)"),
        help_text=gettext_lazy("50 % is the safe choice when nothing is known."),
        min_value=1,
        max_value=99,
        widget=_range(1, 99, 1),
    )
    second_share = forms.FloatField(
        label=gettext_lazy("Share in the other group that must be told apart (%)"),
        min_value=1,
        max_value=99,
        widget=_range(1, 99, 1),
    )
    power = forms.FloatField(
        label=gettext_lazy("Found how surely, if it is there (%)"),
        min_value=50,
        max_value=99,
        widget=_range(50, 99, 1),
    )
    margin_of_mean = forms.FloatField(
        label=gettext_lazy("The mean may be off by (± points)"), min_value=0.01, max_value=5
    )
    deviation = forms.FloatField(
        label=gettext_lazy("Answers differ by (standard deviation, points)"), min_value=0.05, max_value=10
    )
    answers = forms.IntegerField(label=gettext_lazy("Answers wanted"), min_value=1, max_value=10_000_000)
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("Confidence"), coerce=int, choices=_CONFIDENCES, widget=forms.Select
    )
    response_rate = forms.FloatField(
        label=gettext_lazy("Of those asked, so many answer (%)"),
        min_value=1,
        max_value=100,
        widget=_range(1, 100, 1),
    )
    design_effect = forms.FloatField(
        label=gettext_lazy("Design effect"),
        help_text=gettext_lazy("1 for people drawn one by one; more when neighbours answer alike."),
        min_value=1,
        max_value=10,
    )
    by = forms.MultipleChoiceField(
        label=gettext_lazy("Groups by"),
        help_text=gettext_lazy("Up to three. Each combination is drawn for itself."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    allocation = forms.ChoiceField(
        label=gettext_lazy("How invitations are shared"), choices=(), widget=forms.Select
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Differences seen in earlier answers about"),
        choices=_MEASURES,
        widget=forms.Select,
    )
    least = forms.IntegerField(
        label=gettext_lazy("At least so many answers from each group"), min_value=0, max_value=100_000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = [(str(a), _(word)) for a, word in AIM_LABELS.items()]  # type: ignore[attr-defined]
        self.fields["allocation"].choices = [(str(a), _(w)) for a, w in ALLOCATION_LABELS.items()]  # type: ignore[attr-defined]
        known = [v for v in Variable if v is not Variable.HEALTH or health_groups().labels]
        self.fields["by"].choices = [(str(v), _(VARIABLE_LABELS[v])) for v in known]  # type: ignore[attr-defined]
        for variable in known:
            self.fields[f"only_{variable}"] = forms.MultipleChoiceField(
                label=_(VARIABLE_LABELS[variable]),
                required=False,
                choices=list(label_words(variable).items()),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def limits(self) -> list[forms.BoundField]:
        """The fields that say who may be asked."""
        return [self[name] for name in self.fields if name.startswith("only_")]

    def plan(self) -> SamplePlan:
        """Raises Invalid with a field of this form."""
        given = self.cleaned_data
        shares = ("margin", "share", "second_share", "power", "confidence", "response_rate")
        plain = ("margin_of_mean", "deviation", "answers", "design_effect", "measure", "least")
        only = {
            Variable(name.removeprefix("only_")): tuple(labels)
            for name, labels in given.items()
            if name.startswith("only_") and labels
        }
        if given["aim"] == Aim.DIFFERENCE and given["share"] == given["second_share"]:
            raise Invalid(
                _("Two equal shares can't be told apart."),
                field="second_share",
                hint=_("Choose another one."),
            )
        return SamplePlan(
            aim=Aim(given["aim"]),
            allocation=Allocation(given["allocation"]),
            by=tuple(Variable(name) for name in given["by"]),
            only=only,
            **{name: given[name] / _PERCENT for name in shares},
            **{name: given[name] for name in plain},
        )


def values_of(plan: SamplePlan) -> dict[str, Any]:
    """A plan as the form shows it."""
    document = plan.as_document()
    percents = ("margin", "share", "second_share", "power", "confidence", "response_rate")
    shown = {name: round(document[name] * _PERCENT, 1) for name in percents}
    shown["confidence"] = round(shown["confidence"])
    limits = {f"only_{name}": labels for name, labels in document["only"].items()}
    return document | shown | limits

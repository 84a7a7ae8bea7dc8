"""What somebody who studies needs fills in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.domains.research.selectors.coding import ThemeNode
from hearten.domains.research.selectors.topics import TextFilter
from hearten.domains.research.services.coding import LONGEST_MATERIAL
from hearten.domains.research.services.common import LONGEST_LINE, LONGEST_TEXT
from hearten.domains.research.types import (
    CHANGE_LABELS,
    CHANGE_STATE_LABELS,
    CONFIDENCE_LABELS,
    FACTOR_LABELS,
    KANO_LABELS,
    MATERIAL_LABELS,
    NATURE_LABELS,
    STEP_FIELDS,
    Step,
)
from hearten.engines.opentext.sentiment import Sentiment
from hearten.engines.opentext.taxonomy import TOPICS
from hearten.kernel.text import N_

SENTIMENT_LABELS = {
    Sentiment.NEGATIVE: N_("Dissatisfied in words"),
    Sentiment.NEUTRAL: N_("Neutral"),
    Sentiment.POSITIVE: N_("Satisfied in words"),
}
_MONTHS = (
    (3, gettext_lazy("Last 3 months")),
    (6, gettext_lazy("Last 6 months")),
    (12, gettext_lazy("Last 12 months")),
    (120, gettext_lazy("All time")),
)
_DAYS_OF_MONTH = 30.44
_BRIEF = forms.Textarea(attrs={"rows": 2})


def words_of(labels: Any) -> list[tuple[str, str]]:
    return [(key.value, _(word)) for key, word in labels.items()]


def topic_word(code: str) -> str:
    topic = TOPICS.get(code)
    return topic.in_language(get_language()) if topic else code


def topic_choices() -> list[tuple[str, str]]:
    return [(code, topic_word(code)) for code in TOPICS]


class _Choosing(forms.Form):
    """A form whose choices are words of the reader's language, looked up when it is made."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name, labels in self.labels.items():
            empty = [("", _("All"))] if not fields[name].required else []
            fields[name].choices = empty + words_of(labels)


class TokenForm(_Choosing):
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)


class StudyForm(TokenForm):
    name = forms.CharField(label=gettext_lazy("What the study is called"), max_length=120)


class StepForm(forms.Form):
    """The texts of one step. What the step needs to be finished is marked, but may be saved while it is still empty."""

    use_required_attribute = False

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in STEP_FIELDS[step]:
            self.fields[asked.name] = forms.CharField(
                label=_(asked.label),
                help_text=_(asked.hint),
                required=asked.required and not self.is_bound,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


class SourceForm(forms.Form):
    survey_code = forms.ChoiceField(label=gettext_lazy("Survey"))

    def __init__(self, *args: Any, surveys: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["survey_code"].choices = list(surveys.items())


class MaterialForm(TokenForm):
    labels = {"kind": MATERIAL_LABELS}

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    segment = forms.CharField(
        label=gettext_lazy("Who spoke"),
        help_text=gettext_lazy("A group such as “over 60, rural”, never a name."),
        required=False,
        max_length=60,
    )
    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label=gettext_lazy("Transcript or notes"),
        help_text=gettext_lazy("Names, telephone and card numbers are taken out before it is kept."),
        max_length=LONGEST_MATERIAL,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ThemeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Theme"), max_length=80)
    definition = forms.CharField(
        label=gettext_lazy("What belongs to it, what does not"), max_length=LONGEST_LINE, widget=_BRIEF
    )
    parent_id = forms.UUIDField(label=gettext_lazy("Under"), required=False, widget=forms.Select)

    def __init__(self, *args: Any, nodes: Iterable[ThemeNode] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parent_id"].widget.choices = [
            ("", _("At the top")),
            *((str(node.theme.pk), f"{'– ' * node.depth}{node.theme.name}") for node in nodes),
        ]


class CodeForm(forms.Form):
    statement = forms.UUIDField()
    theme = forms.UUIDField()
    on = forms.BooleanField(required=False)


class CutForm(forms.Form):
    start = forms.IntegerField(min_value=0, max_value=10**6)
    end = forms.IntegerField(min_value=1, max_value=10**6)


class NeedForm(TokenForm):
    labels = {
        "kano": KANO_LABELS,
        "factor": FACTOR_LABELS,
        "nature": NATURE_LABELS,
        "confidence": CONFIDENCE_LABELS,
    }

    statement = forms.CharField(
        label=gettext_lazy("Need"),
        help_text=gettext_lazy("What people want to get done or to feel, not how we would do it."),
        max_length=300,
        widget=_BRIEF,
    )
    kano = forms.ChoiceField(label=gettext_lazy("Kano class"))
    kano_why = forms.CharField(label=gettext_lazy("Why this class"), max_length=LONGEST_LINE, widget=_BRIEF)
    factor = forms.ChoiceField(label=gettext_lazy("Factor behind it"))
    nature = forms.ChoiceField(label=gettext_lazy("Functional or emotional"))
    importance = forms.IntegerField(
        label=gettext_lazy("Importance, 1 to 5"), min_value=1, max_value=5, initial=3
    )
    confidence = forms.ChoiceField(label=gettext_lazy("How sure we are"))


class ChangeForm(TokenForm):
    labels = {"kind": CHANGE_LABELS}

    kind = forms.ChoiceField(label=gettext_lazy("What changes"))
    reference = forms.CharField(
        label=gettext_lazy("Its number"),
        help_text=gettext_lazy("Number of the case or initiative, or product and version."),
        required=False,
        max_length=80,
    )
    words = forms.CharField(label=gettext_lazy("In one sentence"), max_length=LONGEST_LINE, widget=_BRIEF)


class MoveForm(_Choosing):
    labels = {"state": CHANGE_STATE_LABELS}

    state = forms.ChoiceField(label=gettext_lazy("State"))
    result = forms.CharField(
        label=gettext_lazy("What became of it"), required=False, max_length=LONGEST_LINE, widget=_BRIEF
    )


class BoardForm(_Choosing):
    labels = {"factor": FACTOR_LABELS, "nature": NATURE_LABELS}

    factor = forms.ChoiceField(label=gettext_lazy("Factor behind it"), required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Functional or emotional"), required=False)

    def filters(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class LabelForm(_Choosing):
    labels = {"sentiment": SENTIMENT_LABELS}

    sentiment = forms.ChoiceField(label=gettext_lazy("Feeling"))
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["topics"].choices = topic_choices()


class TextForm(_Choosing):
    """Filters of open answers; what can't be read is left out."""

    labels = {"sentiment": SENTIMENT_LABELS}

    months = forms.TypedChoiceField(
        label=gettext_lazy("Period"), required=False, coerce=int, choices=_MONTHS, empty_value="12"
    )
    survey = forms.ChoiceField(label=gettext_lazy("Survey"), required=False)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    sentiment = forms.ChoiceField(label=gettext_lazy("Feeling"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Urgent only"), required=False)

    def __init__(self, data: Any, *, surveys: dict[str, str]) -> None:
        super().__init__(data or {"months": "12"})
        fields: Any = self.fields
        fields["survey"].choices = [("", _("All surveys")), *surveys.items()]
        fields["topic"].choices = [("", _("All")), *topic_choices()]
        self.is_valid()

    def filters(self) -> TextFilter:
        given = self.cleaned_data
        return TextFilter(
            **{name: given.get(name) or "" for name in ("survey", "topic", "sentiment")},
            urgent=bool(given.get("urgent")),
            since=_months_ago(int(given.get("months") or 12)),
        )

    def query(self) -> dict[str, str]:
        given = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: "on" if value is True else str(value) for name, value in given.items() if value}


def _months_ago(months: int) -> datetime:
    day = timezone.localdate() - timedelta(days=round(months * _DAYS_OF_MONTH))
    return datetime.combine(day.replace(day=1), time.min, ZoneInfo(settings.TIME_ZONE))

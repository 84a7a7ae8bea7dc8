"""What somebody who plans a study fills in."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.surveys.field_types import CHANNELS, LINK_LABELS, LinkKind
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.services.studies import LATEST_REMINDER_DAYS, LONGEST_NAME, LONGEST_OWN_TEXT
from hearten.kernel.text import N_

INCENTIVE_WORDS = {"none": N_("None"), "draw": N_("A draw"), "coupon": N_("A coupon for everybody")}
# A study closes at the end of its last day.
_LAST_MINUTE = time(23, 59)


class NewStudyForm(forms.Form):
    """What is asked, under which name."""

    name = forms.CharField(label=gettext_lazy("Name of the study"), max_length=LONGEST_NAME)
    survey = forms.ChoiceField(label=gettext_lazy("Survey"))

    def __init__(self, *args: Any, surveys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["survey"].choices = surveys

    def chosen(self) -> tuple[str, int]:
        """The survey's code and version."""
        code, _sep, version = self.cleaned_data["survey"].rpartition(":")
        return code, int(version)


class PlanForm(forms.Form):
    """Over which channels, from when to when, with what words."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name of the study"), max_length=LONGEST_NAME)
    link = forms.ChoiceField(label=gettext_lazy("How people get to the survey"), widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What somebody prefers is tried first, then the others in this order."),
    )
    own_zh = forms.CharField(
        label=gettext_lazy("A sentence of your own, in Chinese"), max_length=LONGEST_OWN_TEXT, required=False
    )
    own_en = forms.CharField(
        label=gettext_lazy("A sentence of your own, in English"), max_length=LONGEST_OWN_TEXT, required=False
    )
    opens_on = forms.DateField(
        label=gettext_lazy("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Left empty, it begins when it is launched."),
    )  # fmt: skip
    closes_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first_reminder = forms.IntegerField(
        label=gettext_lazy("First reminder after so many days"),
        min_value=1,
        max_value=LATEST_REMINDER_DAYS,
        required=False,
    )
    second_reminder = forms.IntegerField(
        label=gettext_lazy("Second reminder after so many days"),
        min_value=1,
        max_value=LATEST_REMINDER_DAYS,
        required=False,
    )
    thank = forms.BooleanField(label=gettext_lazy("Thank whoever answers with a letter"), required=False)
    most_answers = forms.IntegerField(
        label=gettext_lazy("At most so many answers"), min_value=1, required=False
    )
    incentive = forms.ChoiceField(label=gettext_lazy("Incentive"), required=False)
    incentive_words = forms.CharField(
        label=gettext_lazy("What there is to win or to get"), max_length=120, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["link"].choices = [(kind.value, _(LINK_LABELS[kind])) for kind in LinkKind]
        fields["channels"].choices = [(c, _(CHANNEL_LABELS[Channel(c)])) for c in CHANNELS]
        fields["incentive"].choices = [(key, _(word)) for key, word in INCENTIVE_WORDS.items()]

    def changes(self) -> dict[str, Any]:
        """As `change_study` takes them."""
        given = self.cleaned_data
        days = [day for day in (given["first_reminder"], given["second_reminder"]) if day]
        kind = given["incentive"] or "none"
        return {
            "name": given["name"],
            "link": given["link"],
            "channels": given["channels"],
            "texts": {"zh": given["own_zh"], "en": given["own_en"]},
            "opens_at": moment_of(given["opens_on"], time.min),
            "closes_at": moment_of(given["closes_on"], _LAST_MINUTE),
            "reminders": days,
            "thank": given["thank"],
            "most_answers": given["most_answers"],
            "incentive": {} if kind == "none" else {"kind": kind, "about": given["incentive_words"]},
        }


class ExtendForm(forms.Form):
    """Until when."""

    closes_on = forms.DateField(
        label=gettext_lazy("New last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def moment(self) -> datetime:
        moment = moment_of(self.cleaned_data["closes_on"], _LAST_MINUTE)
        if moment is None:
            raise ValueError("a valid form has a day")
        return moment


class PilotForm(forms.Form):
    """How many are asked first."""

    size = forms.IntegerField(label=gettext_lazy("How many people"), min_value=1)


class ReasonForm(forms.Form):
    """Why a study goes out without a pilot."""

    reason = forms.CharField(label=gettext_lazy("Why without a pilot"), max_length=LONGEST_OWN_TEXT)


class QuotaForm(forms.Form):
    """How many answers of a group are enough."""

    stratum = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    quota = forms.IntegerField(label=gettext_lazy("Enough answers"), min_value=1, required=False)


def plan_of(study: Study) -> dict[str, Any]:
    """What the form shows of a study."""
    zone = ZoneInfo(settings.TIME_ZONE)
    reminders = [*study.reminders, None, None]
    return {
        "revision": study.revision,
        "name": study.name,
        "link": study.link,
        "channels": study.channels,
        "own_zh": study.texts.get("zh", ""),
        "own_en": study.texts.get("en", ""),
        "opens_on": study.opens_at.astimezone(zone).date() if study.opens_at else None,
        "closes_on": study.closes_at.astimezone(zone).date() if study.closes_at else None,
        "first_reminder": reminders[0],
        "second_reminder": reminders[1],
        "thank": study.thank,
        "most_answers": study.most_answers,
        "incentive": study.incentive.get("kind", "none"),
        "incentive_words": study.incentive.get("about", ""),
    }


def moment_of(day: Any, clock: time) -> datetime | None:
    """A moment of a day by the house's clock."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(settings.TIME_ZONE)) if day else None

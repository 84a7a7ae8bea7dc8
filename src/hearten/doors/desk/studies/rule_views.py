"""Triggers and limits at the desk: what sets a survey off by itself, how often people are asked, when never."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.surveys import services
from hearten.domains.surveys.field_types import MESSAGE_CHANNELS
from hearten.domains.surveys.rules import LONGEST_COOL_DOWN_DAYS, MOST_A_YEAR
from hearten.domains.surveys.selectors.overview import list_surveys_for
from hearten.domains.surveys.selectors.rules import list_rule_changes_for, rules_document_for
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.studies.tabs import tabs
from hearten.doors.desk.surveys.words import MOMENT_WORDS, moment_word
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotFound
from hearten.kernel.text import N_

_HISTORY_ROWS = 20
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class LimitsForm(forms.Form):
    """What holds for all surveys."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    cool_down_days = forms.IntegerField(
        label=gettext_lazy("Nobody is asked again within so many days"),
        min_value=0,
        max_value=LONGEST_COOL_DOWN_DAYS,
    )
    most_a_year = forms.IntegerField(
        label=gettext_lazy("Nobody is asked more often in a year than"), min_value=1, max_value=MOST_A_YEAR
    )
    quiet_start = forms.TimeField(label=gettext_lazy("Quiet hours begin"), widget=_CLOCK)
    quiet_end = forms.TimeField(label=gettext_lazy("Quiet hours end"), widget=_CLOCK)
    reason = forms.CharField(label=gettext_lazy("Why the change"), max_length=200)


class TriggerForm(forms.Form):
    """One trigger. Its name stays; what it does may change."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Short name"), max_length=40, help_text=gettext_lazy("Small letters, digits and _")
    )
    moment = forms.ChoiceField(label=gettext_lazy("Moment"))
    survey = forms.ChoiceField(label=gettext_lazy("Survey"))
    delay_hours = forms.FloatField(label=gettext_lazy("How many hours after"), min_value=0, max_value=2160)
    share = forms.IntegerField(label=gettext_lazy("Share asked, in percent"), min_value=0, max_value=100)
    channels = forms.MultipleChoiceField(label=gettext_lazy("Channels"), widget=forms.CheckboxSelectMultiple)
    on = forms.BooleanField(label=gettext_lazy("Switched on"), required=False)
    reason = forms.CharField(label=gettext_lazy("Why the change"), max_length=200)

    def __init__(self, *args: Any, surveys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["moment"].choices = [(code, _(word)) for code, word in MOMENT_WORDS.items()]
        fields["survey"].choices = surveys
        fields["channels"].choices = [(c, _(CHANNEL_LABELS[Channel(c)])) for c in MESSAGE_CHANNELS]

    def row(self) -> dict[str, Any]:
        """As the document states a trigger."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "moment": given["moment"],
            "survey": given["survey"],
            "delay_minutes": round(given["delay_hours"] * 60),
            "fraction": given["share"] / 100,
            "channels": given["channels"],
            "on": given["on"],
        }


@requires(Permission.SURVEYS_VIEW)
@require_http_methods(["GET", "POST"])
def asking_rules(request: HttpRequest) -> HttpResponse:
    """The rules in force, their limits to change, and who changed them."""
    actor = actor_of(request)
    document, number = rules_document_for(actor)
    form = LimitsForm(request.POST or None, initial=_limits(document, number))
    if request.method == "POST":
        actor.require(Permission.SURVEYS_FIELD)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changed = document | {
            "cool_down_days": given["cool_down_days"],
            "most_a_year": given["most_a_year"],
            "quiet": {"start": f"{given['quiet_start']:%H:%M}", "end": f"{given['quiet_end']:%H:%M}"},
        }
        if _put(request, actor, changed, form):
            return redirect("desk:asking_rules")
    language = get_language()
    names = {one.code: one.name.in_language(language) for one in list_surveys_for(actor)}
    context = {
        "triggers": [_trigger(row, names) for row in document["triggers"]],
        "form": form,
        "number": number,
        "changes": list_rule_changes_for(actor)[:_HISTORY_ROWS],
        "may_field": actor.can(Permission.SURVEYS_FIELD),
        "tabs": tabs("asking_rules"),
    }
    return render(request, "desk/studies/rules.html", context, status=400 if form.errors else 200)


@requires(Permission.SURVEYS_FIELD)
@require_http_methods(["GET", "POST"])
def asking_trigger(request: HttpRequest, name: str) -> HttpResponse:
    """One trigger to change; `new` makes another."""
    actor = actor_of(request)
    document, number = rules_document_for(actor)
    rows = document["triggers"]
    found = next((row for row in rows if row["name"] == name), None)
    if found is None and name != "new":
        raise NotFound(N_("There is no such trigger."))
    language = get_language()
    surveys = [(one.code, one.name.in_language(language)) for one in list_surveys_for(actor)]
    form = TriggerForm(request.POST or None, surveys=surveys, initial=_initial(found, number))
    if request.method == "POST" and form.is_valid():
        changed = (found or {}) | form.row()
        others = [changed if row is found else row for row in rows] if found else [*rows, changed]
        if _put(request, actor, document | {"triggers": others}, form):
            return redirect("desk:asking_rules")
    title = moment_word(found["moment"]) if found else ""
    context = {"form": form, "title": title, "name": name, "is_new": found is None}
    return render(request, "desk/studies/trigger.html", context, status=400 if form.errors else 200)


def _put(request: HttpRequest, actor: Actor, document: dict[str, Any], form: Any) -> bool:
    try:
        services.change_rules(
            document=document,
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            moments=MOMENT_WORDS,
            by=actor,
            now=utc_now(),
        )
    except HeartenError as error:
        place = (error.field or "").rpartition(".")[2]
        form.add_error(place if place in form.fields else None, sentence(error))
        return False
    messages.success(request, _("In force from now on."))
    return True


def _limits(document: dict[str, Any], number: int) -> dict[str, Any]:
    quiet = document.get("quiet", {"start": "22:00", "end": "08:00"})
    return {
        "number": number,
        "cool_down_days": document["cool_down_days"],
        "most_a_year": document.get("most_a_year", 6),
        "quiet_start": quiet["start"],
        "quiet_end": quiet["end"],
    }


def _initial(row: dict[str, Any] | None, number: int) -> dict[str, Any]:
    given = row or {"delay_minutes": 60, "fraction": 1.0, "channels": ["app", "email"]}
    return {
        **given,
        "number": number,
        "delay_hours": given["delay_minutes"] / 60,
        "share": round(given["fraction"] * 100),
        "on": given.get("on", True),
    }


def _trigger(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "moment": moment_word(row["moment"]),
        "survey": names.get(row["survey"], row["survey"]),
        "delay": timedelta(minutes=row["delay_minutes"]),
        "fraction": row["fraction"],
        "channels": [_(CHANNEL_LABELS[Channel(c)]) for c in row.get("channels", ["app", "email"])],
        "on": row.get("on", True),
    }

"""Panels at the desk: people who have agreed to be asked again, and their waves."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys import services
from hearten.domains.surveys.field_types import LEFT_LABELS, Left, StudyState
from hearten.domains.surveys.selectors.overview import list_surveys_for
from hearten.domains.surveys.selectors.panels import PanelStanding, get_panel_for, list_panels_for
from hearten.domains.surveys.selectors.studies import standings_for
from hearten.domains.surveys.services.panels import candidates_for
from hearten.doors.components.forms import add_error
from hearten.doors.desk.studies.tabs import tabs
from hearten.doors.desk.studies.views import state_tone, state_word, version_word
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


class PanelForm(forms.Form):
    """A new panel."""

    name = forms.CharField(label=gettext_lazy("Name of the panel"), max_length=120)
    about = forms.CharField(label=gettext_lazy("What it is for"), widget=forms.Textarea, required=False)
    size = forms.IntegerField(label=gettext_lazy("How many people"), min_value=1, max_value=1_000_000)
    most_waves = forms.IntegerField(
        label=gettext_lazy("In how many waves one takes part at most"), min_value=1, max_value=200, initial=12
    )


class WaveForm(forms.Form):
    """The next wave of a panel."""

    name = forms.CharField(label=gettext_lazy("Name of the study"), max_length=120)
    survey = forms.ChoiceField(label=gettext_lazy("Survey"))

    def __init__(self, *args: Any, surveys: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["survey"].choices = surveys


@requires(Permission.SURVEYS_VIEW)
@require_http_methods(["GET", "POST"])
def panels(request: HttpRequest) -> HttpResponse:
    """All panels, and a new one."""
    actor = actor_of(request)
    form = PanelForm(request.POST or None)
    if request.method == "POST":
        actor.require(Permission.SURVEYS_FIELD)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_panel(**form.cleaned_data, by=actor, now=utc_now())
        except HeartenError as error:
            add_error(form, error)
        else:
            return redirect("desk:panel", panel_id=made.pk)
    context = {
        "rows": list_panels_for(actor),
        "form": form,
        "may_field": actor.can(Permission.SURVEYS_FIELD),
        "tabs": tabs("panels"),
    }
    return render(request, "desk/studies/panels.html", context, status=400 if form.errors else 200)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def panel(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """One panel with its waves."""
    return _show(request, get_panel_for(actor_of(request), panel_id))


@requires(Permission.SURVEYS_FIELD)
@require_POST
def panel_wave(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Plan the next wave: the same people, those who left replaced by others drawn at random."""
    actor = actor_of(request)
    standing = get_panel_for(actor, panel_id)
    form = WaveForm(request.POST, surveys=_surveys(actor))
    if form.is_valid():
        code, _sep, version = form.cleaned_data["survey"].rpartition(":")
        try:
            study = services.start_wave(
                panel_id=panel_id,
                name=form.cleaned_data["name"],
                survey_code=code,
                version=int(version),
                candidates=candidates_for(actor, standing.panel, now=utc_now()),
                seed=secrets.randbits(32),
                by=actor,
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The wave is planned. Choose its last day, then launch it."))
            return redirect("desk:study", study_id=study.pk)
    return _show(request, standing, status=400, form=form)


def _show(
    request: HttpRequest, standing: PanelStanding, *, status: int = 200, form: WaveForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    waves = [
        {"standing": row, "state": state_word(row.study), "tone": state_tone(row.study)}
        for row in standings_for(actor, standing.waves)
    ]
    context = {
        "panel": standing.panel,
        "standing": standing,
        "left": [(_(LEFT_LABELS[Left(reason)]), n) for reason, n in sorted(standing.left.items())],
        "waves": waves,
        "may_start": actor.can(Permission.SURVEYS_FIELD)
        and all(wave.state == StudyState.CLOSED for wave in standing.waves[-1:]),
        "form": form or WaveForm(surveys=_surveys(actor)),
    }
    return render(request, "desk/studies/panel.html", context, status=status)


def _surveys(actor: Actor) -> list[tuple[str, str]]:
    language = get_language()
    return [
        (f"{one.code}:{one.version}", f"{one.name.in_language(language)} · {version_word(one.version)}")
        for one in list_surveys_for(actor)
    ]

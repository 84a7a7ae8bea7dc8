"""What is done with a study: planned, launched, paused, taken up, made longer, closed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.surveys import services
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.studies.forms import ExtendForm, PilotForm, PlanForm, QuotaForm
from hearten.doors.desk.studies.views import show_study
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_plan(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Change how a study is to go."""
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            services.change_study(
                study_id=study_id,
                revision=form.cleaned_data["revision"],
                changes=form.changes(),
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("Kept."))
            return redirect("desk:study", study_id=study_id)
    return show_study(request, study_id, status=400, form=form)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_launch(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Send it into the field, with a reason where nobody has tried the questions."""
    launch = partial(services.launch_study, reason=request.POST.get("reason", "").replace("\x00", ""))
    return _do(request, study_id, launch, _("Launched. Invitations are on their way."))


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_pause(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Let it stand still."""
    return _do(
        request, study_id, services.pause_study, _("It stands still. Who has a link may still answer.")
    )


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_resume(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Go on."""
    return _do(request, study_id, services.resume_study, _("It goes on."))


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_close(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """End it."""
    return _do(request, study_id, services.close_study, _("Closed. Nobody can answer any more."))


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_drop(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Throw a plan away."""
    try:
        services.drop_study(study_id=study_id, by=actor_of(request), now=utc_now())
    except HeartenError as error:
        messages.error(request, sentence(error))
        return redirect("desk:study", study_id=study_id)
    messages.success(request, _("Thrown away. Nobody was asked."))
    return redirect("desk:studies")


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_renew_link(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """A new open link in place of the one that is being misused."""
    return _do(
        request, study_id, services.renew_open_link, _("There is a new link; the old one leads nowhere.")
    )


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_extend(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Let it run longer."""
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            services.extend_study(
                study_id=study_id, closes_at=form.moment(), by=actor_of(request), now=utc_now()
            )
        except HeartenError as error:
            form.add_error("closes_on", sentence(error))
        else:
            messages.success(request, _("It runs longer."))
            return redirect("desk:study", study_id=study_id)
    return show_study(request, study_id, status=400, extend_form=form)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_pilot(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Ask a few of the sample first."""
    form = PilotForm(request.POST)
    if form.is_valid():
        try:
            pilot = services.split_pilot(
                study_id=study_id,
                size=form.cleaned_data["size"],
                seed=secrets.randbits(32),
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("These few are asked first. Choose the pilot's last day."))
            return redirect("desk:study", study_id=pilot.pk)
    return show_study(request, study_id, status=400, pilot_form=form)


@requires(Permission.SURVEYS_FIELD)
@require_POST
def study_quota(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """How many answers of a group are enough."""
    form = QuotaForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data

        def put(*, study_id: UUID, by: Any, now: Any) -> Any:
            return services.set_quota(
                study_id=study_id, stratum=given["stratum"], quota=given["quota"], by=by, now=now
            )

        return _do(request, study_id, put, _("Kept."))
    messages.error(request, _("Please choose a number from 1 up, or leave it empty."))
    return redirect("desk:study", study_id=study_id)


def _do(request: HttpRequest, study_id: UUID, act: Callable[..., Any], done: str) -> HttpResponse:
    """One act, its word of success, or the sentence why not; then back to the study."""
    try:
        act(study_id=study_id, by=actor_of(request), now=utc_now())
    except HeartenError as error:
        messages.error(request, sentence(error))
    else:
        messages.success(request, done)
    return redirect("desk:study", study_id=study_id)

"""The telephone: the queue of a study, the call in hand with its script, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.customers.selectors import get_customer
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.laid_out import Asked, LaidOut, lay_out
from hearten.domains.fieldwork.models import CallTask
from hearten.domains.fieldwork.selectors import calls
from hearten.domains.fieldwork.slots import How, Slot
from hearten.domains.fieldwork.typed import values_of
from hearten.domains.fieldwork.types import MOST_ATTEMPTS, OUTCOME_LABELS, Outcome
from hearten.domains.surveys.selectors import saved_answers
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.domains.surveys.services import save_answers
from hearten.domains.surveys.services.fitting import check_item
from hearten.domains.surveys.services.preparing import settle_answers
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.fieldwork.forms import EndForm
from hearten.doors.desk.fieldwork.tabs import study_tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError, Invalid, NotFound

START, END = "start", "end"


@requires(Permission.FIELDWORK_DO)
@require_GET
def calls_of_study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The telephone sample: what is to be called, what is agreed, how each interviewer gets on."""
    actor = actor_of(request)
    study = get_study_for(actor, study_id)
    ended = calls.outcomes_for(actor, study_id)
    context = {
        "study": study,
        "tabs": study_tabs(study, "fieldwork_calls"),
        "standing": calls.call_standing_for(actor, study_id, now=utc_now()),
        "outcomes": [(_(OUTCOME_LABELS[Outcome(code)]), n) for code, n in sorted(ended.items(), key=lambda pair: -pair[1])],
        "interviewers": calls.interviewers_for(actor, study_id),
    }  # fmt: skip
    return render(request, "desk/fieldwork/calls.html", context)


@requires(Permission.FIELDWORK_DO)
@require_POST
def call_next(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """The best call that nobody has in hand."""
    task = services.take_next_call(study_id=study_id, by=actor_of(request), now=utc_now())
    if task is None:
        messages.info(
            request, _("There is nobody to call at the moment. Calls are made between 9:00 and 20:30.")
        )
        return redirect("desk:fieldwork_calls", study_id=study_id)
    return redirect("desk:fieldwork_call", task_id=task.pk)


@requires(Permission.FIELDWORK_DO)
@never_cache
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, task_id: int) -> HttpResponse:
    """The call in hand: the introduction, one question after another, the end."""
    actor = actor_of(request)
    try:
        task = services.stay_on_call(task_id=task_id, by=actor, now=utc_now())
        return _turn(request, task, actor) if request.method == "POST" else _show(request, task)
    except (Conflict, NotFound) as gone:
        messages.error(request, sentence(gone))
        return redirect("desk:fieldwork")


@requires(Permission.FIELDWORK_DO)
@never_cache
@require_POST
def call_number(request: HttpRequest, task_id: int) -> HttpResponse:
    """The telephone number, on the page of who has the call; that it was shown is on record."""
    actor = actor_of(request)
    number = services.show_number(task_id=task_id, by=actor, now=utc_now())
    task = services.held_task(task_id, by=actor, now=utc_now())
    return _show(request, task, number=number)


@requires(Permission.FIELDWORK_DO)
@require_POST
def call_end(request: HttpRequest, task_id: int) -> HttpResponse:
    """How the call ended."""
    actor, form = actor_of(request), EndForm(request.POST)
    task = services.held_task(task_id, by=actor, now=utc_now())
    if form.is_valid():
        try:
            services.end_call(
                task_id=task_id,
                outcome=form.cleaned_data["outcome"],
                call_back_at=_local(form.cleaned_data["call_back_at"]),
                note=form.cleaned_data["note"],
                by=actor,
                now=utc_now(),
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, sentence(error))
        else:
            messages.success(request, _("Written down."))
            return redirect("desk:fieldwork_calls", study_id=task.study_id)
    return _show(request, task, end_form=form, status=400)


def _turn(request: HttpRequest, task: CallTask, actor: Actor) -> HttpResponse:
    """Keep the answer to the question shown and go to the next, or back, or hand in."""
    here, go = request.POST.get("q", START), request.POST.get("go", "next")
    sheet = _sheet(task)
    asked = next((one for one in sheet.asked if one.item.code == here), None)
    if asked is not None:
        try:
            _keep(request, task, sheet, asked, checked=go == "next")
        except Invalid as error:
            return _show(request, task, here=here, error=error)
    if go == "finish":
        try:
            services.finish_interview(task_id=task.pk, by=actor, now=utc_now(), language=_language(task))
        except Invalid as error:
            return _show(request, task, here=(error.field or "").partition(".")[0], error=error)
        messages.success(request, _("Thank you said, answer handed in."))
        return redirect("desk:fieldwork_calls", study_id=task.study_id)
    order = _order(_sheet(task), task)
    place = order.index(here) if here in order else 0
    there = order[max(0, place - 1)] if go == "back" else order[min(place + 1, len(order) - 1)]
    return redirect(f"{request.path}?q={there}")


def _keep(request: HttpRequest, task: CallTask, sheet: LaidOut, asked: Asked, *, checked: bool) -> None:
    typed = {slot.key: " ".join(request.POST.getlist(f"f.{slot.key}")) for slot in asked.slots}
    values: dict[str, Any] = {slot.key: None for slot in asked.slots} | values_of(asked.slots, typed)
    if checked:
        check_item(asked.item, {key: value for key, value in values.items() if value is not None})
    save_answers(invitation_id=task.invitation_id, values=values, now=utc_now())


def _show(
    request: HttpRequest,
    task: CallTask,
    *,
    here: str = "",
    number: str = "",
    error: HeartenError | None = None,
    end_form: EndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sheet = _sheet(task)
    order = _order(sheet, task)
    wanted = here or request.GET.get("q", START)
    here = wanted if wanted in order else START
    asked = next((one for one in sheet.asked if one.item.code == here), None)
    person = get_customer(task.invitation.customer_id) if task.invitation.customer_id else None
    values = saved_answers(task.invitation)
    context = {
        "task": task,
        "study": task.study,
        "person": person,
        "number": number,
        "attempt": task.attempts + 1,
        "most": MOST_ATTEMPTS,
        "earlier": [(one, _(OUTCOME_LABELS[Outcome(one.outcome)])) for one in calls.attempts_of(task)],
        "survey": sheet.telling.plain(sheet.survey.name),
        "spoken": _language(task),
        "about": sheet.telling.plain(sheet.survey.about),
        "notice": sheet.telling.plain(sheet.survey.privacy_notice),
        "thanks": sheet.telling.plain(sheet.survey.thanks),
        "minutes": sheet.survey.minutes,
        "resume": next((code for code in order[1:] if not _answered(sheet, code, values)), END),
        "begun": bool(values),
        "here": here,
        "asked": asked,
        "cells": [_cell(slot, values, request) for slot in asked.slots] if asked else [],
        "place": order.index(here),
        "count": len(order) - 2,
        "error": sentence(error) if error else "",
        "end_form": end_form or EndForm(),
    }
    return render(request, "desk/fieldwork/call.html", context, status=400 if error else status)


def _sheet(task: CallTask) -> LaidOut:
    return lay_out(task.invitation, language=_language(task), values=saved_answers(task.invitation))


def _language(task: CallTask) -> str:
    customer_id = task.invitation.customer_id
    return get_customer(customer_id).language if customer_id else settings.LANGUAGE_CODE


def _order(sheet: LaidOut, task: CallTask) -> list[str]:
    """Introduction, the questions that are asked after the answers so far, the end."""
    settled = settle_answers(sheet.survey, saved_answers(task.invitation), task.invitation.context)
    codes = [one.item.code for one in sheet.asked if one.item.code in settled.items]
    return [START, *codes, END]


def _answered(sheet: LaidOut, code: str, values: Mapping[str, Any]) -> bool:
    asked = next((one for one in sheet.asked if one.item.code == code), None)
    return asked is not None and (not asked.slots or any(slot.key in values for slot in asked.slots))


def _cell(slot: Slot, values: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    """A slot as it is clicked or typed; what was posted and refused is shown again."""
    name, value = f"f.{slot.key}", values.get(slot.key)
    posted = request.POST.getlist(name)
    given = value if isinstance(value, list) else [] if value is None else [value]
    marks = posted or [str(choice.number) for choice in slot.choices if choice.value in given]
    if not posted and given == ["dk"]:
        marks = ["d"]
    typed = " ".join(posted) or _typed(slot, value)
    return {
        "slot": slot,
        "name": name,
        "value": typed,
        "kind": "check" if slot.how is How.PICKS else "radio" if slot.width else "words" if slot.how is How.WORDS else "line",
        "choices": [(choice, str(choice.number) in marks) for choice in slot.choices],
        "cant": "d" in marks,
        "ranking": slot.how is How.ORDER,
    }  # fmt: skip


def _typed(slot: Slot, value: Any) -> str:
    if value is None:
        return ""
    if slot.how is How.ORDER and isinstance(value, list):
        return " ".join(str(value.index(choice.value) + 1) for choice in slot.choices)
    return str(value)


def _local(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo:
        return moment
    return moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))

"""All reports, a new one in two clicks, and one report with its runs, its composition and its schedules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import ROLE_LABELS, Actor, Permission, Role
from hearten.domains.reports import services
from hearten.domains.reports.models import Report
from hearten.domains.reports.selectors import (
    get_report_for,
    list_reports_for,
    list_runs_for,
    schedules_for,
    waiting_for_reader,
)
from hearten.domains.reports.types import RHYTHM_LABELS, RUN_LABELS, Rhythm, RunState
from hearten.domains.surveys.field_types import StudyState
from hearten.domains.surveys.selectors import list_surveys_for, list_versions_for
from hearten.domains.surveys.selectors.studies import list_studies_for
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.reports.forms import (
    CompositionForm,
    NewReportForm,
    ScheduleForm,
    new_token,
    section_rows,
)
from hearten.doors.desk.reports.present import person_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, HeartenError, Invalid

BAD_INPUT, MOVED_ON = 422, 409
_MOST_STUDIES = 60


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of this room."""
    pages = (("reports", _("Reports")), ("report_actions", _("What is done about it")))
    return [{"word": word, "url": reverse(f"desk:{name}"), "here": name == here} for name, word in pages]


@requires(Permission.REPORTS_VIEW)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """All reports that the reader may see, those sent to him first."""
    return _list_page(request, _new_form(actor_of(request), initial=_asked_for(request)))


@requires(Permission.REPORTS_EDIT)
@require_POST
def report_new(request: HttpRequest) -> HttpResponse:
    """Compose a report with its usual sections, and make it."""
    actor, now = actor_of(request), utc_now()
    form = _new_form(actor, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                made = _compose(form, actor)
                token = f"first:{made.client_token}"[:64]
                run = services.start_run(report_id=made.pk, client_token=token, by=actor, now=now)
        except HeartenError as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:report_run", args=[run.pk]))
    return _list_page(request, form, status=BAD_INPUT)


@requires(Permission.REPORTS_VIEW)
@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return show_report(request, report_id)


@requires(Permission.REPORTS_EDIT)
@require_POST
def report_change(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Another name, other sections in another order, other weights."""
    form = CompositionForm(request.POST)
    if not form.is_valid():
        return show_report(request, report_id, status=BAD_INPUT, composition=form)
    try:
        services.change_report(
            report_id=report_id,
            sections=form.sections(),
            by=actor_of(request),
            now=utc_now(),
            **{name: form.cleaned_data[name] for name in ("name", "weighting", "flagged", "revision")},
        )
    except Conflict as error:
        return show_report(request, report_id, status=MOVED_ON, problem=sentence(error))
    except Invalid as error:
        return show_report(request, report_id, status=BAD_INPUT, problem=sentence(error))
    messages.success(request, _("Saved. The next time it is made it looks like this."))
    return HttpResponseRedirect(reverse("desk:report", args=[report_id]))


def show_report(
    request: HttpRequest, report_id: UUID, *, status: int = 200, problem: str = "", **forms: Any
) -> HttpResponse:
    """The page of a report; `forms` are those that came back with something to mend."""
    actor = actor_of(request)
    found = get_report_for(actor, report_id)
    may_edit = actor.can(Permission.REPORTS_EDIT)
    runs = list_runs_for(actor, report_id)
    given = ("name", "weighting", "flagged", "revision")
    context = {
        "report": found,
        "about": _about(actor, found),
        "runs": [
            {"run": run, "state": _(RUN_LABELS[RunState(run.state)]), "by": person_of(run.started_by)}
            for run in runs
        ],
        "may_compare": sum(run.made_at is not None for run in runs) > 1,
        "sections": section_rows(found.sections),
        "schedules": [_schedule(row) for row in schedules_for(actor, report_id)],
        "may_edit": may_edit,
        "problem": problem,
        "make": new_token(),
        "composition": CompositionForm(initial={name: getattr(found, name) for name in given}),
        "schedule_form": ScheduleForm(initial=new_token()) if may_edit else None,
        **forms,
    }
    return render(request, "desk/reports/report.html", context, status=status)


def _list_page(request: HttpRequest, form: NewReportForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    rows = [
        {
            "report": one,
            "about": _about(actor, one),
            "run": run,
            "state": _(RUN_LABELS[RunState(run.state)]) if run else "",
        }
        for one, run in list_reports_for(actor)
    ]
    context = {
        "tabs": tabs("reports"),
        "rows": rows,
        "waiting": waiting_for_reader(actor),
        "form": form,
        "open": bool(form.errors or request.GET.get("study")),
        "may_edit": actor.can(Permission.REPORTS_EDIT),
    }
    return render(request, "desk/reports/reports.html", context, status=status)


def _new_form(actor: Actor, data: Any = None, initial: dict[str, str] | None = None) -> NewReportForm:
    asked = list_studies_for(actor).exclude(state__in=[StudyState.DRAFT, StudyState.SAMPLED])
    studies = {str(one.pk): one.name for one in asked[:_MOST_STUDIES]}
    surveys = {s.code: s.name.in_language(get_language()) for s in list_surveys_for(actor)}
    return NewReportForm(data, initial=new_token() | (initial or {}), studies=studies, surveys=surveys)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """A page of a study leads here with its id."""
    study = request.GET.get("study", "")
    return {"about": f"study:{study}"} if study else {}


def _compose(form: NewReportForm, actor: Actor) -> Report:
    given = form.cleaned_data
    kind, _colon, key = given["about"].partition(":")
    names = {str(value): str(word) for _group, pairs in form.fields["about"].choices for value, word in pairs}  # type: ignore[attr-defined]
    about: dict[str, Any] = (
        {"study_id": UUID(key)} if kind == "study" else {"survey_code": key, "months": given["months"]}
    )
    return services.make_report(
        name=given["name"] or names[given["about"]][:120],
        by=actor,
        now=utc_now(),
        client_token=given["token"],
        **about,
    )


def _about(actor: Actor, found: Report) -> str:
    if found.study is not None:
        return _("Study: %(name)s") % {"name": found.study.name}
    language = "en" if (get_language() or "").startswith("en") else "zh"
    name = list_versions_for(actor, found.survey_code)[0].document["name"][language]
    return _("%(survey)s: its last %(months)s months") % {"survey": name, "months": found.months}


def _schedule(row: Any) -> dict[str, Any]:
    one = row.schedule
    return {
        "row": row,
        "rhythm": _(RHYTHM_LABELS[Rhythm(one.rhythm)]),
        "readers": [_(ROLE_LABELS[Role(role)]) for role in one.roles],
        "people": len(one.people),
    }

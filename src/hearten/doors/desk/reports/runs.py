"""One run of a report: being made, read, worded, released, taken away as a file, held beside another."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.base.plumbing.live import live_answer
from hearten.domains.reports import services
from hearten.domains.reports.selectors import (
    RunPage,
    deliveries_for,
    get_report_for,
    get_run_for,
    list_runs_for,
)
from hearten.domains.reports.services.running import topic_of
from hearten.domains.reports.types import RUN_LABELS, Document, RunState
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.reports.comparing import compared
from hearten.doors.desk.reports.document import report_pdf
from hearten.doors.desk.reports.forms import ActionForm, WordsForm, new_token
from hearten.doors.desk.reports.present import (
    FINDING_TONES,
    cell_text,
    chart_of,
    numeric_columns,
    presented,
    reading,
)
from hearten.doors.desk.reports.views import BAD_INPUT, MOVED_ON
from hearten.doors.desk.reports.workbook import report_workbook
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid

_FILES = {
    "pdf": (report_pdf, "application/pdf"),
    "xlsx": (report_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_UNMADE = (RunState.MAKING, RunState.FAILED)


@requires(Permission.REPORTS_EDIT)
@require_POST
def report_make(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make it again, with the answers there are now."""
    run = services.start_run(
        report_id=report_id,
        client_token=request.POST.get("token", "")[:64].replace("\x00", "") or new_token()["token"],
        by=actor_of(request),
        now=utc_now(),
    )
    return HttpResponseRedirect(reverse("desk:report_run", args=[run.pk]))


@requires(Permission.REPORTS_VIEW)
@require_GET
def report_run(request: HttpRequest, report_run_id: UUID) -> HttpResponse:
    """Read a run; opening it is noted for whom it was sent to."""
    actor = actor_of(request)
    found = get_run_for(actor, report_run_id)
    if found.run.released_at is not None:
        services.mark_opened(run_id=report_run_id, by=actor, now=utc_now())
    return show_run(request, found)


@requires(Permission.REPORTS_VIEW)
@require_GET
def report_run_live(request: HttpRequest, report_run_id: UUID) -> HttpResponseBase:
    """Says when the run is made."""
    return live_answer(request, topic_of(get_run_for(actor_of(request), report_run_id).run.pk))


@requires(Permission.REPORTS_EDIT)
@require_http_methods(["GET", "POST"])
def report_words(request: HttpRequest, report_run_id: UUID) -> HttpResponse:
    """The analyst's own sentences for each section, in both languages."""
    actor = actor_of(request)
    found = get_run_for(actor, report_run_id)
    run, problem, status = found.run, "", 200
    form = WordsForm(request.POST or None, sections=run.sections, initial=_words_now(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.write_words(
                run_id=run.pk,
                given=form.given(),
                version=form.cleaned_data["version"],
                by=actor,
                now=utc_now(),
            )
        except (Conflict, Invalid) as error:
            problem, status = sentence(error), MOVED_ON if isinstance(error, Conflict) else BAD_INPUT
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("desk:report_run", args=[run.pk]))
    elif request.method == "POST":
        status = BAD_INPUT
    context = {"run": run, "form": form, "problem": problem}
    return render(request, "desk/reports/words.html", context, status=status)


@requires(Permission.REPORTS_EDIT)
@require_POST
def report_release(request: HttpRequest, report_run_id: UUID) -> HttpResponse:
    """Let it out."""
    actor = actor_of(request)
    given = request.POST.get("version", "")
    version = int(given[:9]) if given.isascii() and given.isdigit() else 0
    try:
        services.release_run(run_id=report_run_id, version=version, by=actor, now=utc_now())
    except Conflict as error:
        return show_run(request, get_run_for(actor, report_run_id), status=MOVED_ON, problem=sentence(error))
    messages.success(request, _("Released. It can't be changed any more."))
    return HttpResponseRedirect(reverse("desk:report_run", args=[report_run_id]))


@requires(Permission.REPORTS_VIEW)
@require_GET
def report_file(request: HttpRequest, report_run_id: UUID, kind: str) -> HttpResponse:
    """The run as PDF or as a workbook, in the reader's language."""
    found = get_run_for(actor_of(request), report_run_id)
    if kind not in _FILES or found.run.state in _UNMADE:
        raise Http404
    write, content_type = _FILES[kind]
    response = HttpResponse(write(presented(found)), content_type=content_type)
    name = f"{found.run.report.name} {found.run.made_at:%Y-%m-%d}.{kind}"
    how = "inline" if kind == "pdf" else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.REPORTS_VIEW)
@require_GET
def report_compare(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Two runs side by side: which figures changed, and whether by more than chance."""
    actor = actor_of(request)
    found = get_report_for(actor, report_id)
    runs = [run for run in list_runs_for(actor, report_id) if run.made_at is not None]
    by_id = {str(run.pk): run for run in runs}
    later = by_id.get(request.GET.get("later", ""), runs[0] if runs else None)
    earlier = by_id.get(request.GET.get("earlier", ""), runs[1] if len(runs) > 1 else None)
    both = (
        compared(get_run_for(actor, earlier.pk), get_run_for(actor, later.pk), reading())
        if earlier and later
        else None
    )
    context = {"report": found, "runs": runs, "earlier": earlier, "later": later, "both": both}
    return render(request, "desk/reports/compare.html", context)


def show_run(
    request: HttpRequest, found: RunPage, *, status: int = 200, problem: str = "", **forms: Any
) -> HttpResponse:
    """The page of a run; `forms` are those that came back with something to mend."""
    actor, run = actor_of(request), found.run
    may_edit = actor.can(Permission.REPORTS_EDIT)
    made = run.state not in _UNMADE
    shown = presented(found)
    context = {
        "run": run,
        "state": _(RUN_LABELS[RunState(run.state)]),
        "facts": [{"term": name, "value": value} for name, value in shown.facts],
        "parts": [{"part": part, "blocks": [_block(one) for one in part.blocks]} for part in shown.parts],
        "making": run.state == RunState.MAKING,
        "failed": _why(run.problem) if run.state == RunState.FAILED else "",
        "draft": run.state == RunState.DRAFT,
        "made": made,
        "may_edit": may_edit,
        "may_plan": may_edit and made and bool(found.snapshot.get("findings")),
        "deliveries": deliveries_for(actor, run.pk) if may_edit and made else [],
        "problem": problem,
        "action_form": action_form(found, initial=new_token()) if may_edit and made else None,
        "again": new_token(),
        **forms,
    }
    return render(request, "desk/reports/run.html", context, status=status)


def action_form(found: RunPage, data: Any = None, **kwargs: Any) -> ActionForm:
    language = reading()
    findings = [(one["key"], one[language][:110]) for one in found.snapshot.get("findings", [])]
    figures = [(one["key"], one[language]) for one in found.snapshot.get("fields", [])]
    return ActionForm(data, findings=findings, figures=figures, **kwargs)


def _block(block: Document) -> Document:
    """A block as the page shows it: charts as charts, cells as text."""
    if block["kind"] == "chart":
        return {"kind": "chart", "chart": chart_of(block["chart"])}
    if block["kind"] == "findings":
        return {
            **block,
            "findings": [{**one, "tone": FINDING_TONES[one["weight"]]} for one in block["findings"]],
        }
    if block["kind"] == "table":
        numeric = numeric_columns(block)
        head = [{"word": word, "numeric": i in numeric} for i, word in enumerate(block["head"])]
        rows = [
            [
                {"text": cell_text(value, block["decimals"][i]), "numeric": i in numeric}
                for i, value in enumerate(row)
            ]
            for row in block["rows"]
        ]
        return {**block, "head": head, "rows": rows}
    return block


def _words_now(found: RunPage) -> dict[str, Any]:
    words = {
        f"{section}_{language}": text
        for section, texts in found.run.words.items()
        for language, text in texts.items()
    }
    return {"version": found.run.version, **words}


def _why(problem: Document) -> str:
    return _(problem["words"]) % problem["values"] if problem else ""

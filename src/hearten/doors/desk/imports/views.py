"""The list of imports with its progress, one import, and the way in for a file."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.base.imports.handing_back import as_csv, as_ndjson
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import get_run_for, list_reasons_for, list_runs_for, rejections_of
from hearten.base.imports.services import restart_run, submit_upload
from hearten.base.imports.types import KIND_LABELS, STATE_LABELS, ImportKind, ImportState
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import say
from hearten.doors.desk.imports.forms import UploadForm
from hearten.doors.desk.imports.uploads import keep
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 25
MOST_REASONS = 200
_MOVING = {ImportState.WAITING, ImportState.RUNNING}


@requires(Permission.IMPORT_RUN)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    return _page(request, UploadForm())


@requires(Permission.IMPORT_RUN)
@require_POST
def import_upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        kind = ImportKind(form.cleaned_data["kind"])
        upload = form.cleaned_data["file"]
        try:
            kept = keep(upload, kind=kind)
            run = submit_upload(
                kind=kind,
                source=form.cleaned_data["source"],
                path=str(kept.path),
                title=upload.name,
                sha256=kept.sha256,
                total_bytes=kept.size,
                by=actor_of(request),
                now=utc_now(),
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            messages.success(request, _("The file is taken over; the import begins in a moment."))
            return redirect("desk:import_run", run_id=run.pk)
    return _page(request, form, status=400)


@requires(Permission.IMPORT_RUN)
@require_GET
def import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    run = get_run_for(actor, run_id)
    reasons = Counter(
        say(item.reason, item.hint, item.params)
        for item in list_reasons_for(actor, run_id, limit=MOST_REASONS)
    )
    context = {
        "run": _row(run),
        "counts": [
            {"kind": _("Unreadable") if kind == "?" else kind, **count}
            for kind, count in sorted(run.counts.items())
        ],
        "rows": run.sums.get("rows", {}),
        "sums": [
            {"what": word, "currency": currency, "amount": amount}
            for what, word in (("claims", _("Claims")), ("benefits", _("Payments")))
            for currency, amount in run.sums.get(what, {}).items()
        ],
        "reasons": reasons.most_common(12),
        "of_first": run.rejected > MOST_REASONS,
        "failure": say(run.failure["message"], run.failure["hint"], run.failure["params"])
        if run.failure
        else "",
    }
    return render(request, "desk/imports/run.html", context)


@requires(Permission.IMPORT_RUN)
@require_POST
def import_again(request: HttpRequest, run_id: UUID) -> HttpResponse:
    restart_run(run_id=run_id, by=actor_of(request))
    messages.success(request, _("The import goes on where it stopped."))
    return redirect("desk:import_run", run_id=run_id)


@requires(Permission.IMPORT_RUN)
@require_GET
def import_rejects(request: HttpRequest, run_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """What was not taken, with its reasons, to be mended and handed in again."""
    run = get_run_for(actor_of(request), run_id)
    if run.kind == ImportKind.FHIR:
        lines, ending, mime = as_ndjson(rejections_of(run.pk), say), "ndjson", "application/x-ndjson"
    else:
        columns = run.position.get("columns", [])
        lines = as_csv(rejections_of(run.pk), say, columns=columns, reason_word=_("Reason"))
        ending, mime = "csv", "text/csv; charset=utf-8"
    response = StreamingHttpResponse(lines, content_type=mime)
    response.headers["Content-Disposition"] = (
        f'attachment; filename="given-back-{run.created_at:%Y%m%d-%H%M}.{ending}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    page = Paginator(list_runs_for(actor_of(request)), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [_row(run) for run in page]
    context = {"form": form, "page": page, "rows": rows, "moving": any(row["moving"] for row in rows)}
    return render(request, "desk/imports/list.html", context, status=status)


def _row(run: ImportRun) -> dict[str, Any]:
    return {
        "run": run,
        "kind": _(KIND_LABELS[ImportKind(run.kind)]),
        "state": _(STATE_LABELS[ImportState(run.state)]),
        "moving": run.state in _MOVING,
        "taken": sum(count["taken"] for count in run.counts.values()),
        "percent": 100 if run.state == ImportState.DONE else 100 * run.done_bytes // max(run.total_bytes, 1),
    }

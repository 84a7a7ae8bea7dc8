"""Tables of hospitals without FHIR: the template, the way in, how far it is, the answers and what was given back."""

from __future__ import annotations

import hashlib
import shutil
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, public, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.imports.models import ImportRun
from hearten.base.imports.selectors import get_run_for, get_run_of
from hearten.base.imports.services import submit_upload
from hearten.base.imports.types import STATE_LABELS, ImportKind, ImportState
from hearten.domains.partners.types import Scope
from hearten.doors.api.fhir.server.answering import status_of
from hearten.doors.api.fhir.server.guard import Caller, partner_only
from hearten.doors.api.tables.hospital_answers import answer_rows, rejected_rows, template_rows
from hearten.doors.api.tables.sheets import table_answer
from hearten.doors.components.sentences import say, sentence
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid, NotFound
from hearten.kernel.text import N_

LARGEST_TABLE = 20 << 20
FORMS = {"csv", "xlsx"}


def refuse(error: HeartenError, status: int | None = None) -> HttpResponse:
    """The error as a code, a sentence and the field."""
    body = {"code": error.code, "message": sentence(error), "field": error.field}
    return JsonResponse(body, status=status or status_of(error))


@public
@require_GET
def template(request: HttpRequest, form: str) -> HttpResponse:
    """The empty table, with a row to show how it is filled in."""
    return table_answer(template_rows(), name="hearten-claims", form=_form(form))


@partner_only(Scope.CLAIMS_WRITE, refuse=refuse)
@require_POST
def upload(request: HttpRequest, caller: Caller, form: str) -> HttpResponse:
    """Take a table over; it is read in a moment. The address in the answer tells how far it is."""
    kept = _keep(request, _form(form))
    run = submit_upload(
        kind=ImportKind.HOSPITAL_CLAIMS,
        source=str(caller.actor.organization_id),
        path=str(kept),
        title=f"claims.{form}",
        sha256=hashlib.sha256(kept.read_bytes()).hexdigest(),
        total_bytes=kept.stat().st_size,
        by=Actor.system("hospital.tables"),
        now=utc_now(),
    )
    return JsonResponse(_state(run), status=HTTPStatus.ACCEPTED)


@partner_only(Scope.CLAIMS_READ, Scope.CLAIMS_WRITE, refuse=refuse)
@require_GET
def run_state(request: HttpRequest, caller: Caller, run_id: UUID) -> HttpResponse:
    return JsonResponse(_state(_own_run(caller, run_id)))


@partner_only(Scope.CLAIMS_READ, refuse=refuse)
@require_GET
def answers(request: HttpRequest, caller: Caller, run_id: UUID, form: str) -> HttpResponse:
    """The answers to the claims of one table, as they stand now."""
    return table_answer(answer_rows(_own_run(caller, run_id)), name="answers", form=_form(form))


@partner_only(Scope.CLAIMS_READ, Scope.CLAIMS_WRITE, refuse=refuse)
@require_GET
def given_back(request: HttpRequest, caller: Caller, run_id: UUID, form: str) -> HttpResponse:
    """The rows that could not be taken, each with its reason."""
    return table_answer(rejected_rows(_own_run(caller, run_id)), name="given-back", form=_form(form))


@requires(Permission.IMPORT_RUN, Permission.PARTNERS_EDIT)
@require_GET
def desk_answers(request: HttpRequest, run_id: UUID, form: str) -> HttpResponse:
    """The same answers for the desk, which handed the table in for a hospital."""
    run = get_run_for(actor_of(request), run_id)
    if run.kind != ImportKind.HOSPITAL_CLAIMS:
        raise NotFound(N_("There is no such import."))
    return table_answer(answer_rows(run), name="answers", form=_form(form))


def _own_run(caller: Caller, run_id: UUID) -> ImportRun:
    return get_run_of(str(caller.actor.organization_id), run_id)


def _form(form: str) -> str:
    if form not in FORMS:
        raise NotFound(N_("We hand tables out as CSV and XLSX."))
    return form


def _keep(request: HttpRequest, form: str) -> Path:
    data = request.read(LARGEST_TABLE + 1)
    if not data:
        raise Invalid(N_("The file is empty."), field="file")
    if len(data) > LARGEST_TABLE:
        raise Invalid(
            N_("This table is larger than %(mb)d MB."),
            field="file",
            hint=N_("Send it in parts."),
            mb=LARGEST_TABLE >> 20,
        )
    folder = Path(settings.MEDIA_ROOT) / "imports" / uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    try:
        path = folder / f"table.{form}"
        path.write_bytes(data)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path


def _state(run: ImportRun) -> dict[str, object]:
    count = run.counts.get("Claim", {"taken": 0, "rejected": 0})
    failure = run.failure
    return {
        "run": str(run.pk),
        "state": run.state,
        "message": say(failure["message"], failure["hint"], failure["params"])
        if failure
        else _(STATE_LABELS[ImportState(run.state)]),
        "claims_taken": count["taken"],
        "claims_given_back": count["rejected"],
        "address": reverse("hospital:run", args=[run.pk]),
        "answers": reverse("hospital:answers", args=[run.pk, "csv"]),
        "given_back": reverse("hospital:given_back", args=[run.pk, "csv"]),
    }

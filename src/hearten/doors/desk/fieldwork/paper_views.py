"""Forms on paper: printed for a study's sample, keyed by two people, settled by a third."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.laid_out import LaidOut, lay_out
from hearten.domains.fieldwork.models import PaperForm
from hearten.domains.fieldwork.selectors import paper
from hearten.domains.fieldwork.services.entering import differing
from hearten.domains.fieldwork.slots import How, Slot
from hearten.domains.fieldwork.types import FORM_LABELS, FormState
from hearten.domains.surveys.selectors import list_versions_for
from hearten.domains.surveys.selectors.studies import get_study_for
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.fieldwork.form_sheets import forms_pdf
from hearten.doors.desk.fieldwork.forms import CodeForm, FormsFilter
from hearten.doors.desk.fieldwork.tabs import study_tabs, tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid

_PAGE_ROWS = 50
_TONES = {FormState.DONE: "good", FormState.DIFFERS: "warn", FormState.KEYED_ONCE: "info"}


@requires(Permission.FIELDWORK_DO)
@require_GET
def paper_of_study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """How far the paper sample of a study has come."""
    actor = actor_of(request)
    study = get_study_for(actor, study_id)
    chosen = FormsFilter(request.GET)
    rows = paper.forms_for(actor, study_id, state=chosen.chosen)
    page = Paginator(rows, _PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "study": study,
        "tabs": study_tabs(study, "fieldwork_paper"),
        "standing": paper.paper_standing_for(actor, study_id),
        "rows": [
            (form, _(FORM_LABELS[FormState(form.state)]), _TONES.get(FormState(form.state), "quiet"))
            for form in page
        ],
        "page": page,
        "filters": chosen,
        "typists": paper.typists_for(actor, study_id),
    }
    return render(request, "desk/fieldwork/paper.html", context)


@requires(Permission.FIELDWORK_DO)
@require_POST
def paper_print(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Forms for those of the sample who have none yet."""
    try:
        made = services.print_forms(study_id=study_id, by=actor_of(request), now=utc_now())
    except HeartenError as error:
        messages.error(request, sentence(error))
    else:
        if made:
            return _pdf(made, f"forms-{made[0].code}.pdf")
        messages.info(request, _("Everybody of the paper sample has a form."))
    return redirect("desk:fieldwork_paper", study_id=study_id)


@requires(Permission.FIELDWORK_DO)
@require_GET
def paper_pdf(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """One form again: the same code."""
    form = paper.form_for(actor_of(request), form_id)
    return _pdf([form], f"{form.code}.pdf")


@requires(Permission.SURVEYS_VIEW)
@require_GET
def paper_specimen(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """A questionnaire on paper, to look at before anything is planned."""
    found = next((one for one in list_versions_for(actor_of(request), code) if one.version == version), None)
    if found is None:
        raise Http404
    form = paper.specimen(found, language=get_language() or "", now=utc_now())
    return _pdf([form], f"{code}-{version}.pdf")


@requires(Permission.FIELDWORK_DO)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """Which form is in front of me?"""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = paper.find_form_for(actor_of(request), form.cleaned_data["code"])
        except HeartenError as error:
            form.add_error("code", sentence(error))
        else:
            return redirect("desk:fieldwork_form", form_id=found.pk)
    context = {"form": form, "tabs": tabs("fieldwork_entry")}
    return render(request, "desk/fieldwork/entry.html", context, status=400 if form.errors else 200)


@requires(Permission.FIELDWORK_DO)
@never_cache
@require_http_methods(["GET", "POST"])
def form_page(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """The grid in which a form is keyed, or the differences to be settled."""
    actor = actor_of(request)
    form = paper.form_for(actor, form_id)
    sheet = lay_out(form.invitation, language=form.language)
    error: HeartenError | None = None
    if request.method == "POST":
        typed = {key[2:]: str(value) for key, value in request.POST.items() if key.startswith("f.")}
        try:
            done = _keep(request, form, typed, actor)
        except HeartenError as wrong:
            error = wrong
        else:
            messages.success(request, _said(done))
            return redirect("desk:fieldwork_entry")
    return _show(request, form, sheet, actor, error)


def _keep(request: HttpRequest, form: PaperForm, typed: Mapping[str, str], actor: Actor) -> PaperForm:
    if form.state == FormState.DIFFERS:
        return services.settle_form(form_id=form.pk, chosen=typed, by=actor, now=utc_now())
    spent = request.POST.get("seconds", "")
    seconds = int(spent) if spent.isdecimal() and len(spent) < 6 else 0  # noqa: PLR2004
    return services.key_form(form_id=form.pk, typed=typed, by=actor, now=utc_now(), seconds=seconds)


def _said(form: PaperForm) -> str:
    return {
        FormState.KEYED_ONCE: _("Kept. A second person keys it too."),
        FormState.DIFFERS: _("The two entries differ; a third person settles it."),
        FormState.DONE: _("Both entries agree; the answer is handed in."),
    }.get(FormState(form.state), _("Kept."))


def _show(
    request: HttpRequest, form: PaperForm, sheet: LaidOut, actor: Actor, error: HeartenError | None
) -> HttpResponse:
    entries = paper.entries_of(form)
    mine = any(entry.typist_id == actor.user_id for entry in entries)
    wrong = error.field if isinstance(error, Invalid) else ""
    context: dict[str, Any] = {
        "form": form,
        "survey": sheet.telling.plain(sheet.survey.name),
        "state": _(FORM_LABELS[FormState(form.state)]),
        "tone": _TONES.get(FormState(form.state), "quiet"),
        "error": sentence(error) if error else "",
        "wrong": wrong,
        "mine": mine,
        "turn": len(entries) + 1,
    }
    if form.state == FormState.DIFFERS:
        asked = {one.item.code: one for one in sheet.asked}
        context["differences"] = [
            {"slot": slot, "asked": asked[slot.item], "first": found.first, "second": found.second, "name": f"f.{slot.key}"}
            for slot, found in differing(form, sheet)
        ]  # fmt: skip
        page = "desk/fieldwork/settle.html"
    else:
        context["parts"] = [
            (part, [(one, [_cell(slot, request) for slot in one.slots]) for one in part.asked if one.slots])
            for part in sheet.parts
        ]
        page = "desk/fieldwork/key.html"
    return render(request, page, context, status=400 if error else 200)


def _cell(slot: Slot, request: HttpRequest) -> dict[str, Any]:
    name = f"f.{slot.key}"
    return {
        "slot": slot,
        "name": name,
        "value": request.POST.get(name, ""),
        "words": slot.how is How.WORDS,
        "width": slot.width,
        "hint": _hint(slot),
    }


def _hint(slot: Slot) -> str:
    if slot.how is How.DATE:
        return "2026-01-31"
    if slot.how is How.PICKS:
        return _("numbers, with blanks")
    if slot.how is How.ORDER:
        return _("places, as printed from the top")
    if slot.choices:
        return f"{slot.choices[0].number}–{slot.choices[-1].number}"
    return ""


def _pdf(forms: list[PaperForm], name: str) -> HttpResponse:
    answer = HttpResponse(forms_pdf(forms), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

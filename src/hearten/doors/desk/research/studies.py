"""The list of studies, and one study on its way through the five steps."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research import services
from hearten.domains.research.selectors.coding import (
    agreement_for,
    code_book_for,
    list_materials_for,
    matrix_for,
)
from hearten.domains.research.selectors.figures import figures_for
from hearten.domains.research.selectors.studies import (
    get_study_for,
    list_studies_for,
    needs_for,
    sources_for,
    steps_for,
)
from hearten.domains.research.types import KANO_LETTERS, STEP_ABOUT, STEP_LABELS, STEP_STATE_LABELS, Step
from hearten.domains.surveys.selectors import list_surveys_for
from hearten.doors.components.forms import add_error
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.research.forms import MaterialForm, NeedForm, SourceForm, StepForm, StudyForm
from hearten.engines.disclosure import THRESHOLD
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid
from hearten.kernel.given import one_of

BAD_INPUT, MOVED_ON = 422, 409


def new_token() -> dict[str, str]:
    return {"token": secrets.token_urlsafe(24)}


def surveys_of(actor: Actor) -> dict[str, str]:
    """The surveys an actor may see, by code, in the reader's language."""
    if not actor.can(Permission.SURVEYS_VIEW):
        return {}
    return {survey.code: survey.name.in_language(get_language()) for survey in list_surveys_for(actor)}


def tabs(here: str) -> list[dict[str, Any]]:
    """The pages of this room."""
    pages = (
        ("research", _("Needs studies")),
        ("needs_board", _("Needs board")),
        ("texts", _("Open answers")),
    )
    return [{"word": word, "url": reverse(f"desk:{name}"), "here": name == here} for name, word in pages]


@requires(Permission.INSIGHT_VIEW)
@require_GET
def research(request: HttpRequest) -> HttpResponse:
    """All studies with how far they are."""
    return _list_page(request, StudyForm(initial=new_token()))


@requires(Permission.RESEARCH_EDIT)
@require_POST
def needs_open(request: HttpRequest) -> HttpResponse:
    form = StudyForm(request.POST)
    if form.is_valid():
        try:
            study = services.open_study(
                name=form.cleaned_data["name"],
                product_code="",
                client_token=form.cleaned_data["token"],
                by=actor_of(request),
                now=utc_now(),
            )
        except Invalid as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:needs_study", args=[study.pk]))
    return _list_page(request, form, status=BAD_INPUT)


def _list_page(request: HttpRequest, form: StudyForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    rows = [
        {"study": row.study, "at": STEP_LABELS[row.at] if row.at else "", "done": row.done}
        for row in list_studies_for(actor)
    ]
    context = {
        "tabs": tabs("research"),
        "rows": rows,
        "form": form,
        "may_edit": actor.can(Permission.RESEARCH_EDIT),
    }
    return render(request, "desk/research/studies.html", context, status=status)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def needs_study(request: HttpRequest, needs_id: UUID) -> HttpResponse:
    """One step of a study, by ?step=, the first unfinished one else."""
    return show_study(request, needs_id)


@requires(Permission.RESEARCH_EDIT)
@require_http_methods(["POST"])
def needs_step(request: HttpRequest, needs_id: UUID, name: str) -> HttpResponse:
    """Save a step's texts; the button “finish” calls it finished too."""
    step, actor = _step(name), actor_of(request)
    form = StepForm(step, request.POST)
    if not form.is_valid():
        return show_study(request, needs_id, step=step, status=BAD_INPUT, step_form=form)
    version = form.cleaned_data.pop("version")
    common: dict[str, Any] = {"study_id": needs_id, "step": step, "by": actor, "now": utc_now()}
    try:
        row = services.save_step(**common, given=form.cleaned_data, version=version)
        if "finish" in request.POST:
            row = services.finish_step(**common, version=row.version)
    except Conflict as error:
        return show_study(request, needs_id, step=step, status=MOVED_ON, problem=sentence(error))
    except Invalid as error:
        return show_study(request, needs_id, step=step, status=BAD_INPUT, problem=sentence(error))
    messages.success(request, _("The step is finished.") if row.done_at else _("Saved."))
    order = list(Step)
    shown = order[min(order.index(step) + 1, len(order) - 1)] if row.done_at else step
    return HttpResponseRedirect(_address(needs_id, shown))


@requires(Permission.RESEARCH_EDIT)
@require_POST
def needs_source(request: HttpRequest, needs_id: UUID) -> HttpResponse:
    """Look at a survey's answers too; or, with ?remove, no longer."""
    actor = actor_of(request)
    given = request.POST.get("remove", "")
    if given.isascii() and given.isdigit():
        services.remove_source(study_id=needs_id, source_id=int(given[:18]), by=actor)
        return HttpResponseRedirect(_address(needs_id, Step.COLLECT))
    form = SourceForm(request.POST, surveys=surveys_of(actor))
    if not form.is_valid():
        return show_study(request, needs_id, step=Step.COLLECT, status=BAD_INPUT, source_form=form)
    services.add_source(
        study_id=needs_id,
        survey_code=form.cleaned_data["survey_code"],
        survey_study_id=None,
        by=actor,
        now=utc_now(),
    )
    return HttpResponseRedirect(_address(needs_id, Step.COLLECT))


@requires(Permission.RESEARCH_EDIT)
@require_POST
def needs_material(request: HttpRequest, needs_id: UUID) -> HttpResponse:
    """Take in a transcript or notes."""
    form = MaterialForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        try:
            services.add_material(
                study_id=needs_id,
                client_token=form.cleaned_data["token"],
                by=actor_of(request),
                now=utc_now(),
                **given,
            )
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("Taken in, without names and numbers."))
            return HttpResponseRedirect(_address(needs_id, Step.COLLECT))
    return show_study(request, needs_id, step=Step.COLLECT, status=BAD_INPUT, material_form=form)


@requires(Permission.RESEARCH_EDIT)
@require_POST
def need_new(request: HttpRequest, needs_id: UUID) -> HttpResponse:
    """Write down a need of a study."""
    form = NeedForm(request.POST)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        try:
            need = services.write_need(
                study_id=needs_id,
                client_token=form.cleaned_data["token"],
                by=actor_of(request),
                now=utc_now(),
                **given,
            )
        except Invalid as error:
            add_error(form, error)
        else:
            return HttpResponseRedirect(reverse("desk:need", args=[need.pk]))
    return show_study(request, needs_id, step=Step.DISTIL, status=BAD_INPUT, need_form=form)


def show_study(
    request: HttpRequest,
    needs_id: UUID,
    *,
    step: Step | None = None,
    status: int = 200,
    problem: str = "",
    **forms: Any,
) -> HttpResponse:
    """The page of a study at one step."""
    actor = actor_of(request)
    study, steps = get_study_for(actor, needs_id), steps_for(actor, needs_id)
    asked = request.GET.get("step", "")
    unfinished = [name for name, one in steps.items() if not one.row.done_at]
    step = step or (Step(asked) if asked in set(Step) else unfinished[0] if unfinished else Step.STRATEGY)
    row = steps[step].row
    context = {
        "study": study,
        "step": step.value,
        "about": _(STEP_ABOUT[step]),
        "row": row,
        "state": _(STEP_STATE_LABELS[row.state]),  # type: ignore[index]
        "gaps": [_(gap.words) % _values(dict(gap.values)) for gap in steps[step].gaps],
        "steps": [
            {
                "word": f"{number}. {_(STEP_LABELS[name])}",
                "url": _address(needs_id, name),
                "here": name is step,
                "done": bool(steps[name].row.done_at),
            }
            for number, name in enumerate(Step, start=1)
        ],
        "problem": problem,
        "may_edit": actor.can(Permission.RESEARCH_EDIT),
        "may_read": actor.can(Permission.INSIGHT_ROWS),
        "step_form": StepForm(step, initial={**row.fields, "version": row.version}),
        **_PARTS[step](actor, study.pk),
        **forms,
    }
    return render(request, "desk/research/study.html", context, status=status)


def _goal(actor: Actor, needs_id: UUID) -> dict[str, Any]:
    return {}


def _collect(actor: Actor, needs_id: UUID) -> dict[str, Any]:
    surveys = surveys_of(actor)
    return {
        "sources": [
            {"source": source, "word": surveys.get(source.survey_code, source.survey_code)}
            for source in sources_for(actor, needs_id)
        ],
        "materials": list_materials_for(actor, needs_id),
        "source_form": SourceForm(surveys=surveys),
        "material_form": MaterialForm(initial=new_token()),
    }


def _analyse(actor: Actor, needs_id: UUID) -> dict[str, Any]:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    matrix = matrix_for(actor, needs_id)
    return {
        "materials": list_materials_for(actor, needs_id),
        "figures": figures_for(actor, needs_id, language=language),
        "nodes": code_book_for(actor, needs_id),
        "matrix": matrix,
        "may_read": actor.can(Permission.INSIGHT_ROWS),
        "agreement": agreement_for(actor, needs_id),
        "threshold": THRESHOLD,
        "kano_words": KANO_LETTERS,
    }


def _distil(actor: Actor, needs_id: UUID) -> dict[str, Any]:
    return {"needs": needs_for(actor, study_id=needs_id), "need_form": NeedForm(initial=new_token())}


def _strategy(actor: Actor, needs_id: UUID) -> dict[str, Any]:
    return {"needs": needs_for(actor, study_id=needs_id)}


_PARTS = {
    Step.GOAL: _goal,
    Step.COLLECT: _collect,
    Step.ANALYSE: _analyse,
    Step.DISTIL: _distil,
    Step.STRATEGY: _strategy,
}


def _step(name: str) -> Step:
    return one_of(Step, name, field="step")


def _address(needs_id: UUID, step: Step) -> str:
    return f"{reverse('desk:needs_study', args=[needs_id])}?step={step.value}"


def _values(values: dict[str, object]) -> dict[str, object]:
    """Words among a sentence's values, in the reader's language."""
    return {name: _(value) if isinstance(value, str) else value for name, value in values.items()}

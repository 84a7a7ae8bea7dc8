"""Studies at the desk: all of them, a new one, one in planning or in the field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.plumbing.live import live_answer
from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.surveys import services
from hearten.domains.surveys.field_types import (
    LINK_LABELS,
    STAGE_LABELS,
    STUDY_LABELS,
    LinkKind,
    Stage,
    StudyState,
)
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.questionnaire import Words
from hearten.domains.surveys.readiness import check_study, needs_a_reason
from hearten.domains.surveys.selectors.overview import funnel_of_study, list_surveys_for
from hearten.domains.surveys.selectors.response_rates import exact_outcome_for, outcome_for
from hearten.domains.surveys.selectors.studies import (
    Standing,
    days_of,
    get_study_for,
    list_strata_for,
    list_studies_for,
    quotas_of,
    standings_for,
)
from hearten.domains.surveys.services.fielding import topic_of
from hearten.doors.components.forms import add_error
from hearten.doors.desk.studies import figures
from hearten.doors.desk.studies.forms import (
    ExtendForm,
    NewStudyForm,
    PilotForm,
    PlanForm,
    ReasonForm,
    plan_of,
)
from hearten.doors.desk.studies.link_views import open_address, qr_svg
from hearten.doors.desk.studies.tabs import tabs
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError

PAGE_ROWS = 25
# What one looks for in the list: what is still to do, what runs, what can be read.
_STATES = {
    "planned": (StudyState.DRAFT, StudyState.SAMPLED),
    "running": (StudyState.FIELDING,),
    "over": (StudyState.CLOSED,),
}


@requires(Permission.SURVEYS_VIEW)
@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    """All studies with how far they have come."""
    actor = actor_of(request)
    chosen = request.GET.get("state", "")
    rows = list_studies_for(actor, states=_STATES.get(chosen, ()))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(standing) for standing in standings_for(actor, list(page))],
        "may_field": actor.can(Permission.SURVEYS_FIELD),
        "by_hand": actor.can(Permission.FIELDWORK_DO),
        "states": _state_links(chosen),
        "filtered": chosen in _STATES,
        "tabs": tabs("studies"),
    }
    return render(request, "desk/studies/studies.html", context)


@requires(Permission.SURVEYS_FIELD)
@require_http_methods(["GET", "POST"])
def study_new(request: HttpRequest) -> HttpResponse:
    """The first step: what is asked, under which name."""
    actor, language = actor_of(request), get_language()
    surveys = [
        (f"{one.code}:{one.version}", f"{one.name.in_language(language)} · {version_word(one.version)}")
        for one in list_surveys_for(actor)
    ]
    initial = {"survey": request.GET.get("survey", "")}
    form = NewStudyForm(request.POST or None, surveys=surveys, initial=initial)
    if request.method == "POST" and form.is_valid():
        code, version = form.chosen()
        try:
            made = services.make_study(
                name=form.cleaned_data["name"], survey_code=code, version=version, by=actor, now=utc_now()
            )
        except HeartenError as error:
            add_error(form, error)
        else:
            return redirect("desk:study", study_id=made.pk)
    status = 400 if form.errors else 200
    return render(request, "desk/studies/new.html", {"form": form, "steps": step_words()}, status=status)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """One study: what is still to be planned, or how it goes in the field."""
    return show_study(request, study_id)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def study_live(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Says when something about the study has changed."""
    found = get_study_for(actor_of(request), study_id)
    return live_answer(request, topic_of(found.pk))


def show_study(request: HttpRequest, study_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a study; `forms` are those that came back with something to mend."""
    actor = actor_of(request)
    found = get_study_for(actor, study_id)
    context = _facts(actor, found) | forms
    planned = found.state in {StudyState.DRAFT, StudyState.SAMPLED}
    context |= _planning(found) if planned else _fielding(actor, found)
    context |= forms
    page = "desk/studies/planning.html" if planned else "desk/studies/fielding.html"
    return render(request, page, context, status=status)


def step_words() -> list[str]:
    """The guided path of a new study."""
    return [_("What is asked"), _("Who is asked"), _("How they are reached"), _("Check and launch")]


def _state_links(chosen: str) -> list[dict[str, Any]]:
    words = {"": _("All"), "planned": _("Being planned"), "running": _("In the field"), "over": _("Over")}
    here = chosen if chosen in _STATES else ""
    address = reverse("desk:studies")
    return [
        {"word": word, "url": f"{address}?state={code}" if code else address, "here": code == here}
        for code, word in words.items()
    ]


def _row(standing: Standing) -> dict[str, Any]:
    found = standing.study
    return {
        "study": found,
        "survey": _survey_name(found),
        "stage": _(STAGE_LABELS[Stage(found.stage)]),
        "state": state_word(found),
        "tone": state_tone(found),
        "standing": standing,
        "rate": standing.answered / standing.asked if standing.asked else None,
    }


def state_word(study: Study) -> str:
    if study.paused_at:
        return _("Paused")
    return _(STUDY_LABELS[StudyState(study.state)])


def state_tone(study: Study) -> str:
    if study.paused_at:
        return "warn"
    return {StudyState.FIELDING: "good", StudyState.SAMPLED: "info"}.get(StudyState(study.state), "quiet")


def _facts(actor: Actor, found: Study) -> dict[str, Any]:
    strata = list_strata_for(actor, found.pk)
    return {
        "study": found,
        "survey": _survey_name(found),
        "stage": _(STAGE_LABELS[Stage(found.stage)]),
        "state": state_word(found),
        "tone": state_tone(found),
        "link": _(LINK_LABELS[LinkKind(found.link)]),
        "channels": [_(CHANNEL_LABELS[Channel(channel)]) for channel in found.channels],
        "strata": strata,
        "drawn": sum(stratum.drawn for stratum in strata),
        "population": sum(stratum.population for stratum in strata),
        "may_field": actor.can(Permission.SURVEYS_FIELD),
        "may_analyse": actor.can(Permission.INSIGHT_VIEW),
        "is_open": found.link == LinkKind.OPEN,
        "sample_url": reverse("desk:study_sample", args=[found.pk]),
    }


def _planning(found: Study) -> dict[str, Any]:
    findings = check_study(found, now=utc_now())
    now = 2 if found.state == StudyState.DRAFT and found.link == LinkKind.PERSONAL else 3
    ready = not any(finding.stops for finding in findings)
    return {
        "steps": step_words(),
        "step": len(step_words()) if ready else now,
        "ready": ready,
        "findings": [
            {"sentence": _(finding.sentence), "hint": _(finding.hint), "tone": "bad" if finding.stops else "warn"}
            for finding in findings
        ],
        "form": PlanForm(initial=plan_of(found)),
        "pilot_form": PilotForm(),
        "reason_form": ReasonForm() if ready and needs_a_reason(found) else None,
        "may_pilot": found.state == StudyState.SAMPLED and found.stage == Stage.MAIN and found.before_id is None,
    }  # fmt: skip


def _fielding(actor: Actor, found: Study) -> dict[str, Any]:
    exact = actor.can(Permission.SURVEYS_FIELD)
    outcome = (exact_outcome_for if exact else outcome_for)(actor, found.pk)
    funnel = funnel_of_study(actor, found.pk)
    strata = list_strata_for(actor, found.pk)
    return {
        "tiles": figures.open_tiles(funnel)
        if found.link == LinkKind.OPEN
        else figures.tiles(outcome, funnel, over=found.state == StudyState.CLOSED),
        "funnel": funnel,
        "funnel_steps": figures.steps(funnel) if found.link == LinkKind.PERSONAL else [],
        "withheld": figures.withheld_rows(funnel, exact=exact),
        "groups": figures.strata_rows(outcome, strata),
        "by_channel": figures.channel_rows(outcome),
        "dispositions": figures.disposition_rows(outcome.overall) if found.link == LinkKind.PERSONAL else [],
        "chart": figures.daily_chart(days_of(actor, found.pk)),
        "quotas": figures.quota_rows(quotas_of(actor, found), get_language()),
        "running": found.state == StudyState.FIELDING,
        "by_hand": actor.can(Permission.FIELDWORK_DO),
        "extend_form": ExtendForm(),
        "open_url": (url := open_address(found)),
        "qr": mark_safe(qr_svg(url)) if url else "",
        "with_quotas": any(stratum.quota for stratum in strata),
        "bias_url": reverse("desk:study_bias", args=[found.pk]) if strata else "",
    }


def version_word(number: int) -> str:
    return _("version %(n)s") % {"n": number}


def _survey_name(found: Study) -> str:
    name = found.survey.document["name"]
    return Words(zh=name["zh"], en=name["en"]).in_language(get_language())

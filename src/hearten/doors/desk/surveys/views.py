"""Which surveys run, what sets them off, who answers; and one survey in its versions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.surveys import selectors
from hearten.domains.surveys.building import item_codes
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors import Funnel
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.types import WITHHELD_LABELS, Trigger, Withheld
from hearten.doors.desk.studies.tabs import tabs
from hearten.doors.desk.surveys.builder import name_of
from hearten.doors.desk.surveys.words import moment_word, outcome_words
from hearten.kernel.clock import utc_now

PAGE_ROWS = 25
PERIODS = (30, 90, 365)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys with their response rate, and the triggers."""
    actor, days = actor_of(request), _days(request)
    language, since = get_language(), utc_now() - timedelta(days=days)
    found = selectors.list_surveys_for(actor)
    names = {survey.code: survey.name.in_language(language) for survey in found}
    rows = [
        {
            "survey": survey,
            "name": names[survey.code],
            "funnel": selectors.funnel_for(actor, survey_code=survey.code, since=since),
        }
        for survey in found
    ]
    rules = rules_in_force()
    context = {
        "rows": rows,
        "triggers": [_trigger(trigger, names) for trigger in rules.triggers if trigger.on],
        "cool_down": rules.cool_down.days,
        "periods": _periods(days),
        "tabs": tabs("surveys"),
        "may_edit": actor.can(Permission.SURVEYS_EDIT),
        "designs": [
            {"design": design, "name": name_of(design), "questions": len(item_codes(design.document))}
            for design in selectors.list_designs_for(actor)
        ],
    }
    return render(request, "desk/surveys/surveys.html", context)


@requires(Permission.SURVEYS_VIEW)
@require_GET
def survey(request: HttpRequest, code: str) -> HttpResponse:
    """One survey: how far its invitations came, how it looks, its versions, and single answers for who may read them."""
    actor, days = actor_of(request), _days(request)
    language, since = get_language(), utc_now() - timedelta(days=days)
    versions = selectors.list_versions_for(actor, code)
    chosen = next((v for v in versions if str(v.version) == request.GET.get("version")), versions[0])
    shown = compile_survey(chosen.document)
    funnel = selectors.funnel_for(actor, survey_code=code, since=since)
    context = {
        "survey": shown,
        "name": shown.name.in_language(language),
        "lows": [
            (item.text.in_language(language), item.low_at_most)
            for item in shown.items
            if item.low_at_most is not None
        ],
        "questions": len(shown.items),
        "design": selectors.find_design_of(actor, code),
        "may_edit": actor.can(Permission.SURVEYS_EDIT),
        "may_field": actor.can(Permission.SURVEYS_FIELD),
        "may_analyse": actor.can(Permission.INSIGHT_VIEW),
        "versions": versions,
        "chosen": chosen,
        "funnel": funnel,
        "steps": _steps(funnel),
        "withheld": [
            (_(WITHHELD_LABELS[Withheld(reason)]), n) for reason, n in sorted(funnel.withheld.items())
        ],
        "periods": _periods(days),
        **_answers(actor, code, request.GET.get("page")),
    }
    return render(request, "desk/surveys/survey.html", context)


def _answers(actor: Actor, code: str, number: str | None) -> dict[str, Any]:
    if not actor.can(Permission.INSIGHT_ROWS):
        return {"may_read": False}
    rows = selectors.list_responses_for(actor, survey_code=code)
    page = Paginator(rows, PAGE_ROWS).get_page(number)
    channels = {channel.value: _(CHANNEL_LABELS[channel]) for channel in Channel}
    return {
        "may_read": True,
        "page": page,
        "answers": [{"row": row, "channel": channels.get(row.channel, row.channel)} for row in page],
    }


def _steps(funnel: Funnel) -> list[dict[str, Any]]:
    counts = (
        (_("Occasions"), funnel.considered),
        (_("Sent"), funnel.sent),
        (_("Opened"), funnel.opened),
        (_("Begun"), funnel.started),
        (_("Answered"), funnel.answered),
    )
    most = max(funnel.considered, 1)
    return [{"word": word, "count": count, "of": most} for word, count in counts]


def _trigger(trigger: Trigger, names: dict[str, str]) -> dict[str, Any]:
    return {
        "moment": moment_word(trigger.moment),
        "outcomes": outcome_words(trigger.outcomes),
        "survey": names.get(trigger.survey, trigger.survey),
        "code": trigger.survey,
        "delay": trigger.delay,
        "fraction": trigger.fraction,
    }


def _days(request: HttpRequest) -> int:
    text = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == text), PERIODS[1])


def _periods(chosen: int) -> list[dict[str, Any]]:
    words = {30: _("30 days"), 90: _("90 days"), 365: _("12 months")}
    return [{"word": words[days], "url": f"?days={days}", "here": days == chosen} for days in PERIODS]

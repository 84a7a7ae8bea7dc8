"""One indicator: its course with interval and target, its groups, what it is and how it is measured, its targets and causes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.improvement.selectors import count_causes_for
from hearten.domains.quality.selectors import (
    course_for,
    get_indicator,
    groupings_of,
    groups_for,
    index_for,
    list_targets_for,
)
from hearten.domains.quality.selectors.measuring import moment_of
from hearten.domains.quality.services import set_target
from hearten.domains.quality.types import (
    GROUPING_LABELS,
    SOURCE_LABELS,
    STANDING_LABELS,
    UNIT_LABELS,
    Figure,
    Indicator,
)
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.forms import add_error
from hearten.doors.desk.quality.figures import (
    TONES,
    aspect_word,
    count_text,
    course_chart,
    group_words,
    groups_chart,
    interval_text,
    month_word,
    name_of,
    points_interval,
    points_text,
    value_text,
)
from hearten.doors.desk.quality.forms import TargetForm
from hearten.doors.desk.quality.overview import month_of
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid
from hearten.kernel.period import add_months

BAD_INPUT = 422
_YEAR = 12
# From a figure to the rows behind it: the pages that already show them, where the reader may go.
_BEHIND = {
    "ease": ("insight_measure", "effort", Permission.INSIGHT_VIEW),
    "complaint_rate": ("insight_measure", "complaint_rate", Permission.INSIGHT_VIEW),
    "claim_turnaround": ("insight_measure", "turnaround", Permission.INSIGHT_VIEW),
    "first_response": ("cases", "", Permission.CASES_VIEW),
    "cases_settled": ("cases", "", Permission.CASES_VIEW),
    "within_promise": ("claim_clocks", "", Permission.CLAIMS_VIEW),
    "decisions_stand": ("claim_quality", "", Permission.CLAIMS_VIEW),
}


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_indicator(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, get_indicator(code))


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_target(request: HttpRequest, code: str) -> HttpResponse:
    """Set the target from a month on."""
    indicator = get_indicator(code)
    form = TargetForm(request.POST, indicator=indicator)
    if form.is_valid():
        try:
            set_target(code=code, by=actor_of(request), now=utc_now(), **form.given())
        except Invalid as error:
            add_error(form, error)
        else:
            messages.success(request, _("The target is set."))
            return HttpResponseRedirect(reverse("desk:quality_indicator", args=[code]))
    return _page(request, indicator, form=form, status=BAD_INPUT)


def _page(
    request: HttpRequest, indicator: Indicator, *, form: TargetForm | None = None, status: int = 200
) -> HttpResponse:
    actor, month, language = actor_of(request), month_of(request), get_language()
    context: dict[str, Any] = {
        "code": indicator.code,
        "word": name_of(indicator),
        "about": indicator.about.in_language(language),
        "aspect": aspect_word(indicator.aspect),
        "source": _(SOURCE_LABELS[indicator.source]),
        "measured_by": indicator.measured_by.in_language(language),
        "unit": _(UNIT_LABELS[indicator.unit]),
        "window": indicator.window,
        "month": None,
        "behind": _behind(actor, indicator),
        "may_edit": actor.can(Permission.QUALITY_EDIT),
        "targets": _targets(actor, indicator),
    }
    aim = (indicator.target, indicator.floor)
    if month is not None:
        context |= _measured(request, actor, indicator, month)
        aim = context["aim"]
    context["form"] = form or TargetForm(indicator=indicator, aim=aim)
    return render(request, "desk/quality/indicator.html", context, status=status)


def _measured(request: HttpRequest, actor: Actor, indicator: Indicator, month: date) -> dict[str, Any]:
    row = next(row for row in index_for(actor, month).rows if row.indicator.code == indicator.code)
    cuts = groupings_of(actor, indicator.code, month)
    cut = next((g for g in cuts if g.value == request.GET.get("by")), cuts[0] if cuts else None)
    figures = groups_for(actor, indicator.code, cut, month) if cut else []
    words = group_words(cut) if cut else {}
    course = course_for(actor, indicator.code, month)
    figure = row.figure
    return {
        "month": month_word(month),
        "value": value_text(indicator.unit, figure.value if figure else None),
        "note": " · ".join(filter(None, [interval_text(indicator, figure), count_text(figure)])),
        "tenth": value_text(indicator.unit, figure.upper_tenth) if figure and figure.upper_tenth else "",
        "points": points_text(row.points),
        "points_note": points_interval(row.points),
        "standing": _(STANDING_LABELS[row.standing]),
        "tone": TONES[row.standing],
        "aim": (row.aim.target, row.aim.floor),
        "target": value_text(indicator.unit, row.aim.target),
        "floor": value_text(indicator.unit, row.aim.floor),
        "chart": course_chart(course, row.aim.target),
        "tabs": [
            {
                "word": _(GROUPING_LABELS[g]),
                "url": f"?month={month_word(month)}&by={g.value}",
                "here": g is cut,
            }
            for g in cuts
        ],
        "groups_chart": groups_chart(indicator, cut, figures, words, row.aim.target) if cut else None,
        "groups": [_group(indicator, one, words) for one in figures],
        "cut_word": _(GROUPING_LABELS[cut]) if cut else "",
        "position": row.position,
        "peers": [
            {"row": peer, "value": value_text(indicator.unit, peer.value)}
            for peer in (row.position.peers if row.position else ())
        ],
        **_causes(actor, indicator, month),
    }


def _group(indicator: Indicator, figure: Figure, words: dict[str, str]) -> dict[str, str]:
    return {
        "word": words.get(figure.key, figure.key),
        "value": value_text(indicator.unit, figure.value),
        "interval": interval_text(indicator, figure),
        "n": "" if figure.n is None else str(figure.n),
    }


def _causes(actor: Actor, indicator: Indicator, month: date) -> dict[str, Any]:
    """Root causes of a year's closed cases as a Pareto chart; those that speak of this indicator are marked."""
    counts = count_causes_for(
        actor, since=moment_of(add_months(month, 1 - _YEAR)), until=moment_of(add_months(month, 1))
    )
    shown = [one for one in counts if one.cases is not None]
    total, run, rows = sum(one.cases or 0 for one in shown), 0, []
    for one in shown:
        run += one.cases or 0
        rows.append(
            {
                "word": one.cause.in_language(get_language()),
                "cases": one.cases,
                "together": f"{100 * run / total:.0f}%",
                "ours": one.cause.code in indicator.causes,
                "link": f"{reverse('desk:cases')}?view=closed&root_cause={one.cause.code}"
                if actor.can(Permission.CASES_VIEW)
                else "",
            }
        )
    ours = sum(one.cases or 0 for one in shown if one.cause.code in indicator.causes)
    chart = Chart(
        title=_("Root causes of the cases closed in a year"),
        sentence=_("%(ours)s of the %(all)s cases shown speak of what this indicator measures.")
        % {"ours": ours, "all": total},
        kind="row",
        categories=[str(row["word"]) for row in rows],
        series=[Series(name=_("Cases"), values=[one.cases for one in shown])],
        category_word=_("Root cause"),
        links=[str(row["link"]) for row in rows],
        height=90 + 34 * max(2, len(rows)),
    )
    return {"causes": rows, "causes_chart": chart, "causes_hidden": len(counts) - len(shown)}


def _behind(actor: Actor, indicator: Indicator) -> str:
    page, argument, needs = _BEHIND.get(indicator.code, ("", "", Permission.INSIGHT_VIEW))
    if not page or not actor.can(needs):
        return ""
    return reverse(f"desk:{page}", args=[argument] if argument else [])


def _targets(actor: Actor, indicator: Indicator) -> list[dict[str, Any]]:
    stated = {
        "target": value_text(indicator.unit, indicator.target),
        "floor": value_text(indicator.unit, indicator.floor),
        "from": "",
        "who": "",
        "why": _("As stated with the index"),
    }
    rows = [
        {
            "target": value_text(indicator.unit, row.target),
            "floor": value_text(indicator.unit, row.floor),
            "from": month_word(row.from_month),
            "who": row.set_by_name or row.set_by,
            "why": row.why,
            "at": row.set_at,
        }
        for row in list_targets_for(actor, indicator.code)
    ]
    return [*rows, stated]

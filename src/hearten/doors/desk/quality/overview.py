"""The index on one page, as a file, measured anew; and operating figures beside what members say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.quality.selectors import index_for, last_measured_month, survey_beside
from hearten.domains.quality.selectors.courses import LEAST_PAIRS, Beside
from hearten.domains.quality.selectors.index import HISTORY, IndexView, IndicatorRow
from hearten.domains.quality.services import measure_index
from hearten.domains.quality.types import SOURCE_LABELS, STANDING_LABELS, WEIGHING_LABELS, Aspect
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text
from hearten.doors.desk.insight.export import KINDS, table_file
from hearten.doors.desk.quality.figures import (
    TONES,
    aspect_word,
    aspects_chart,
    count_text,
    index_chart,
    interval_text,
    month_word,
    name_of,
    points_interval,
    points_text,
    spark_of,
    value_text,
)
from hearten.kernel.clock import utc_now
from hearten.kernel.period import add_months

_PAGES = (
    ("quality", Permission.INSIGHT_VIEW),
    ("quality_beside", Permission.INSIGHT_VIEW),
    ("quality_rounds", Permission.EXPERT_SCORE),
    ("quality_weights", Permission.INSIGHT_VIEW),
    ("quality_peers", Permission.INSIGHT_VIEW),
)
MEASURED_AT_ONCE, MEASURED_LATER = 3, 24


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages of this room that the actor may enter."""
    words = {
        "quality": _("Index"),
        "quality_beside": _("Beside the surveys"),
        "quality_rounds": _("Experts"),
        "quality_weights": _("Weights"),
        "quality_peers": _("Other insurers"),
    }
    return [
        {"word": words[name], "url": reverse(f"desk:{name}"), "here": name == here}
        for name, needs in _PAGES
        if actor.can(needs)
    ]


def month_of(request: HttpRequest) -> date | None:
    """The month asked for; otherwise the last whole month that was measured. None when nothing was."""
    last = last_measured_month(actor_of(request))
    if last is None:
        return None
    asked = _read_month(request.GET.get("month", ""))
    if asked is not None and asked <= last:
        return asked
    running = timezone.localdate().replace(day=1)
    return add_months(last, -1) if last >= running else last


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """The index, its dimensions with their intervals, the fifteen indicators."""
    actor, month = actor_of(request), month_of(request)
    context: dict[str, Any] = {
        "tabs": tabs(actor, "quality"),
        "may_edit": actor.can(Permission.QUALITY_EDIT),
        "month": None,
    }
    if month is not None:
        view = index_for(actor, month)
        context |= {
            "month": month_word(month),
            "months": _months(actor),
            "running": month == timezone.localdate().replace(day=1),
            "index": points_text(view.points),
            "interval": points_interval(view.points),
            "covered": round(100 * view.points.covered),
            "weighing": _(WEIGHING_LABELS[view.weights.kind]),
            "measured_at": view.measured_at,
            "charts": [aspects_chart(view), index_chart(view)],
            "aspects": [
                {
                    "word": aspect_word(row.aspect),
                    "points": points_text(row.points),
                    "interval": points_interval(row.points),
                    "weight": round(100 * row.weight),
                    "rows": [_row(one) for one in row.rows],
                }
                for row in view.aspects
            ],
        }
    return render(request, "desk/quality/index.html", context)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The fifteen rows of a month as a file."""
    month = month_of(request)
    if kind not in KINDS:
        raise Http404
    head = [
        _("Month"), _("Dimension"), _("Indicator"), _("Unit"), _("Figure"), _("Low"), _("High"), _("Counted"),
        _("Target"), _("Floor"), _("Points"), _("Weight"), _("Standing"), _("Measured by"),
    ]  # fmt: skip
    rows = _export_rows(index_for(actor_of(request), month)) if month else []
    return table_file(kind, f"service-quality-{month_word(month) if month else 'none'}", head, rows)


@requires(Permission.QUALITY_EDIT)
@require_POST
def quality_measure(request: HttpRequest) -> HttpResponse:
    """Measure now: the last months at once, two years by a job when nothing was measured before."""
    actor = actor_of(request)
    first = last_measured_month(actor) is None
    count = measure_index(months=MEASURED_AT_ONCE, by=actor, now=utc_now())
    if first:
        enqueue("quality.measure", months=MEASURED_LATER, lock="quality.measure")
    messages.success(request, _("%(n)s figures measured.") % {"n": number_text(count)})
    return HttpResponseRedirect(reverse("desk:quality"))


@requires(Permission.INSIGHT_VIEW)
@require_GET
def quality_beside(request: HttpRequest) -> HttpResponse:
    """For each dimension what is measured in the records, beside what members feel."""
    actor, month = actor_of(request), month_of(request)
    pairs = [_pair(survey_beside(actor, aspect, month)) for aspect in Aspect] if month else []
    context = {"tabs": tabs(actor, "quality_beside"), "pairs": pairs, "least": LEAST_PAIRS}
    return render(request, "desk/quality/beside.html", context)


def _row(row: IndicatorRow) -> dict[str, Any]:
    one, unit = row.indicator, row.indicator.unit
    return {
        "code": one.code,
        "word": name_of(one),
        "source": _(SOURCE_LABELS[one.source]),
        "value": value_text(unit, row.figure.value if row.figure else None),
        "interval": interval_text(one, row.figure),
        "count": count_text(row.figure),
        "tenth": value_text(unit, row.figure.upper_tenth) if row.figure and row.figure.upper_tenth else "",
        "target": value_text(unit, row.aim.target),
        "points": points_text(row.points),
        "standing": _(STANDING_LABELS[row.standing]),
        "tone": TONES[row.standing],
        "spark": spark_of(row),
        "position": row.position.standing if row.position else None,
        "among": row.position.standing.peers + 1 if row.position else 0,
    }


def _export_rows(view: IndexView) -> list[list[Any]]:
    rows = []
    for aspect in view.aspects:
        for row in aspect.rows:
            figure = row.figure
            shown = (figure.value, figure.low, figure.high, figure.n) if figure else (None,) * 4
            rows.append(
                [
                    month_word(view.month), aspect_word(aspect.aspect), name_of(row.indicator),
                    row.indicator.unit.value, *shown, row.aim.target, row.aim.floor,
                    round(row.points.value, 1) if row.points.known else None, round(row.weight, 4),
                    _(STANDING_LABELS[row.standing]), _(SOURCE_LABELS[row.indicator.source]),
                ]
            )  # fmt: skip
    return rows


def _pair(beside: Beside) -> dict[str, Any]:
    """Two charts over the same months, and what can be said of both together."""
    begins = _first_known(beside)
    months = [month_word(at) for at in beside.months[begins:]]
    word = aspect_word(beside.aspect)
    operating = Chart(
        title=_("%(dimension)s: measured in our records") % {"dimension": word},
        sentence=_("Points from 0 (floor) to 100 (target), the indicators of our own records together."),
        kind="line",
        categories=months,
        series=[
            Series(
                name=_("Points"),
                values=[p.value if p.known else None for p in beside.operating[begins:]],
                low=[p.low if p.known else None for p in beside.operating[begins:]],
                high=[p.high if p.known else None for p in beside.operating[begins:]],
            )
        ],
        category_word=_("Month"), minimum=0.0, maximum=100.0, height=240,
    )  # fmt: skip
    felt = Chart(
        title=_("%(dimension)s: what members say") % {"dimension": word},
        sentence=_(
            "Mean of what members perceive (1–7) in surveys with pairs of expected and perceived service."
        )
        if beside.of_dimension
        else _(
            "Mean satisfaction (1–5) after a claim or purchase: this dimension was not asked about in more than one month."
        ),
        kind="line",
        categories=months,
        series=[
            Series(
                name=_("Perceived") if beside.of_dimension else _("Satisfaction"),
                values=[f.value if f else None for f in beside.survey[begins:]],
                low=[f.low if f else None for f in beside.survey[begins:]],
                high=[f.high if f else None for f in beside.survey[begins:]],
                tone="warm",
            )
        ],
        decimals=2, category_word=_("Month"), minimum=1.0, maximum=7.0 if beside.of_dimension else 5.0, height=240,
    )  # fmt: skip
    return {"word": word, "operating": operating, "felt": felt, "sentence": _beside_sentence(beside)}


def _first_known(beside: Beside) -> int:
    """The place of the first month in which anything is known: empty years before it say nothing."""
    known = [
        points.known or answers is not None
        for points, answers in zip(beside.operating, beside.survey, strict=True)
    ]
    return known.index(True) if any(known) else 0


def _beside_sentence(beside: Beside) -> str:
    n = len(beside.changes)
    if beside.rho is None or beside.p is None:
        return _(
            "Both figures are known for %(n)s changes from one month to the next; %(least)s are needed to say whether they move together."
        ) % {"n": n, "least": LEAST_PAIRS}
    return _(
        "Rank correlation of the changes: %(rho)s from %(n)s pairs of months (p = %(p)s). So few months can mislead, and moving together is no proof that one causes the other."
    ) % {"rho": number_text(round(beside.rho, 4), 2), "n": n, "p": number_text(round(beside.p, 6), 3)}


def _months(actor: Actor) -> list[str]:
    last = last_measured_month(actor)
    return [month_word(add_months(last, -step)) for step in range(HISTORY)] if last else []


def _read_month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01") if len(text) == len("2026-09") else None
    except ValueError:
        return None

"""The dashboard, one figure in detail, and the answers behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.insight.selectors import MEASURES, drill_down, get_measure, measure
from hearten.domains.insight.selectors.rows import MOST_EXPORTED, PAGE
from hearten.domains.insight.types import DIMENSION_LABELS, Dimension, Measured, TurnaroundStage
from hearten.domains.products.selectors import list_products
from hearten.domains.products.types import in_language
from hearten.domains.surveys.selectors import list_surveys_for
from hearten.doors.desk.insight.export import KINDS, table_file
from hearten.doors.desk.insight.figures import (
    Words,
    chart_of,
    count_text,
    effect_sentence,
    interval_text,
    key_word,
    value_text,
)
from hearten.doors.desk.insight.forms import InsightForm

HEADLINES = (
    "nps",
    "csat",
    "effort",
    "response_rate",
    "turnaround",
    "straight_through",
    "complaint_rate",
    "lapse_rate",
)
EFFECTS = ("delay_effect", "lapse_effect")
_D = Dimension
# Where a figure is not cut by stage, it is about this one.
_FIXED = {"turnaround": {_D.STAGE: TurnaroundStage.DECIDE.value}}


@requires(Permission.INSIGHT_VIEW)
@require_GET
def insight(request: HttpRequest) -> HttpResponse:
    """Headline figures with intervals, their course over the months, and what moves them."""
    actor, (form, words) = actor_of(request), _frame(request)
    figures = {name: _measured(actor, form, name) for name in HEADLINES}
    query = _query(form)
    context = {
        "form": form,
        "stats": [_stat(figures[name], query) for name in HEADLINES],
        "effects": [_effect(_measured(actor, form, name), query) for name in EFFECTS],
        "trends": [
            chart_of(_measured(actor, form, name, _D.MONTH), words) for name in ("nps", "csat", "effort")
        ],
        "waits": [
            chart_of(_measured(actor, form, "turnaround", _D.MONTH, _D.STAGE), words, kind="line"),
            chart_of(_measured(actor, form, "turnaround", _D.CHANNEL), words),
            chart_of(_measured(actor, form, "nps", _D.CHANNEL), words),
            chart_of(_measured(actor, form, "response_rate", _D.CHANNEL), words),
        ],
        "nothing": all(not figure.total.n for figure in figures.values()),
        "left_out": _left_out(form),
    }
    return render(request, "desk/insight/dashboard.html", context)


@requires(Permission.INSIGHT_VIEW)
@require_GET
def insight_measure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure: what it is, over all, and cut by one thing, as a chart and as a table."""
    actor, (form, words), recipe = actor_of(request), _frame(request), get_measure(name)
    cuts = [dimension for dimension in Dimension if dimension in recipe.dimensions]
    by = next((d for d in cuts if d.value == request.GET.get("by")), cuts[0] if cuts else None)
    measured = _measured(actor, form, name, *([by] if by else []))
    query = _query(form)
    context = {
        "form": form,
        "recipe": recipe,
        "figure": {
            "value": value_text(measured.unit, measured.total.value),
            "interval": interval_text(measured.unit, measured.total),
            "count": count_text(measured.total),
        },
        "tabs": [
            {
                "word": _(DIMENSION_LABELS[d]),
                "url": f"?{urlencode({**query, 'by': d.value})}",
                "here": d is by,
            }
            for d in cuts
        ],
        "by": by,
        "by_word": _(DIMENSION_LABELS[by]) if by else "",
        "chart": chart_of(measured, words) if by else None,
        "sentence": effect_sentence(measured) if name in EFFECTS else "",
        "rows": _breakdown(actor, measured, words, query) if by else [],
        "rows_url": _rows_url(actor, name, query),
    }
    return render(request, "desk/insight/measure.html", context)


@requires(Permission.INSIGHT_VIEW, Permission.INSIGHT_ROWS)
@require_GET
def insight_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The answers behind a figure, without names."""
    actor, (form, words), recipe = actor_of(request), _frame(request), get_measure(name)
    filters = _row_filters(request, form, recipe.dimensions)
    number = _page_number(request)
    found = drill_down(actor, name, filters=filters, period=form.period, offset=(number - 1) * PAGE)
    page = Paginator(range(found.count or 0), PAGE).get_page(number)
    context = {
        "form": form,
        "recipe": recipe,
        "month": request.GET.get("month", ""),
        "hidden": found.hidden,
        "page": page if found.count else None,
        "rows": [_row(row, words) for row in found.rows],
        "back": f"{reverse('desk:insight_measure', args=[name])}?{urlencode(_query(form))}",
        "query": urlencode(
            {**_query(form), **({"month": request.GET["month"]} if request.GET.get("month") else {})}
        ),
    }
    return render(request, "desk/insight/rows.html", context)


@requires(Permission.INSIGHT_VIEW, Permission.INSIGHT_ROWS)
@require_GET
def insight_export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The same answers as a file, for a spreadsheet."""
    if kind not in KINDS:
        raise Http404
    actor, (form, words), recipe = actor_of(request), _frame(request), get_measure(name)
    found = drill_down(
        actor,
        name,
        filters=_row_filters(request, form, recipe.dimensions),
        period=form.period,
        limit=MOST_EXPORTED,
    )
    head = [
        _("Day"),
        _("Survey"),
        _("Channel"),
        _("Product"),
        _("Satisfaction"),
        _("Ease"),
        _("Recommendation"),
        _("In their own words"),
    ]
    rows = [
        [r["day"], r["survey"], r["channel"], r["product"], r["csat"], r["effort"], r["nps"], r["comment"]]
        for r in (_row(row, words) for row in found.rows)
    ]
    if found.hidden:
        rows = [[_("Hidden: too few people")]]
    return table_file(kind, f"{name}-answers", head, rows)


def _frame(request: HttpRequest) -> tuple[InsightForm, Words]:
    """The filters as they stand in the address, and the words for products and surveys."""
    actor, language = actor_of(request), get_language() or ""
    today = timezone.localdate()
    products = {
        p.code: str(in_language(p.name, "zh" if language.startswith("zh") else "en"))
        for p in list_products(today)
    }
    surveys = {s.code: s.name.in_language(language) for s in list_surveys_for(actor)}
    form = InsightForm(request.GET or None, today=today, products=products, surveys=surveys)
    return form, {_D.PRODUCT: products, _D.SURVEY: surveys}


def _measured(actor: Actor, form: InsightForm, name: str, *by: Dimension) -> Measured:
    fixed = {} if _D.STAGE in by else _FIXED.get(name, {})
    filters = form.filters(MEASURES[name].dimensions) | fixed
    return measure(actor, name, by=by, filters=filters, period=form.period)


def _query(form: InsightForm) -> dict[str, str]:
    """The filters as they go into an address."""
    chosen = {name: str(form.cleaned_data.get(name) or "") for name in form.fields}
    return {name: value for name, value in chosen.items() if value}


def _stat(measured: Measured, query: dict[str, str]) -> dict[str, str]:
    total = measured.total
    return {
        "label": _(MEASURES[measured.name].label),
        "value": _("hidden") if total.hidden else value_text(measured.unit, total.value),
        "note": f"{interval_text(measured.unit, total)} · {count_text(total)}"
        if total.n
        else _("Nothing counted yet"),
        "link": f"{reverse('desk:insight_measure', args=[measured.name])}?{urlencode(query)}",
    }


def _effect(measured: Measured, query: dict[str, str]) -> dict[str, str]:
    recipe = MEASURES[measured.name]
    return _stat(measured, query) | {"sentence": effect_sentence(measured), "about": _(recipe.about)}


def _left_out(form: InsightForm) -> bool:
    """Whether some figures can't take all the chosen filters, which the page then says."""
    chosen = form.filters(frozenset(Dimension))
    return any(
        dimension not in MEASURES[name].dimensions for name in (*HEADLINES, *EFFECTS) for dimension in chosen
    )


def _breakdown(actor: Actor, measured: Measured, words: Words, query: dict[str, str]) -> list[dict[str, str]]:
    by = measured.by[0]
    return [
        {
            "word": key_word(by, cell.key, words),
            "value": value_text(measured.unit, cell.value),
            "interval": interval_text(measured.unit, cell),
            "n": "" if cell.n is None else str(cell.n),
            "link": "" if cell.hidden else _rows_url(actor, measured.name, {**query, by.value: cell.key}),
        }
        for cell in measured.cells
    ]


def _rows_url(actor: Actor, name: str, query: dict[str, str]) -> str:
    if not (MEASURES[name].from_answers and actor.can(Permission.INSIGHT_ROWS)):
        return ""
    return f"{reverse('desk:insight_rows', args=[name])}?{urlencode(query)}"


def _row_filters(
    request: HttpRequest, form: InsightForm, dimensions: frozenset[Dimension]
) -> dict[Dimension, str]:
    filters = form.filters(dimensions)
    if month := request.GET.get("month"):
        filters[_D.MONTH] = month
    return filters


def _row(row: Any, words: Words) -> dict[str, Any]:
    return {
        "day": row.day,
        "survey": key_word(_D.SURVEY, row.survey, words),
        "channel": key_word(_D.CHANNEL, row.channel, words),
        "product": key_word(_D.PRODUCT, row.product, words) if row.product else "",
        "csat": row.csat,
        "effort": row.effort,
        "nps": row.nps,
        "comment": row.comment,
    }


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1  # noqa: PLR2004

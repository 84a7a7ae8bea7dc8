"""The health tab: conditions, the latest readings with their course, and everything in order of time."""

from __future__ import annotations

import math
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.health.selectors import list_entries_for, summary_for
from hearten.domains.health.types import KIND_LABELS, READING_NAMES, STATUS_LABELS, Entry, RecordKind, Series
from hearten.doors.components.charts import Chart
from hearten.doors.components.charts import Series as Line
from hearten.doors.components.formats import day_text, number_text
from hearten.kernel.clock import utc_now

LEAST_POINTS = 3
MOST_POINTS = 24
MOST_CONDITIONS = 8
PAGE_ROWS = 30
ABOUT = 0.02  # a difference of less than two percent is none to speak of
_NOTE = re.compile(r"\{[^}]*\}|\(score\)")
_ICONS = {
    RecordKind.CONDITION: "heart",
    RecordKind.OBSERVATION: "chart",
    RecordKind.ENCOUNTER: "calendar",
    RecordKind.MEDICATION: "plus",
    RecordKind.IMMUNIZATION: "cover",
}


@member_only
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), utc_now()
    assert actor.customer_id is not None  # noqa: S101 -- member_only has seen to it
    summary = summary_for(actor, actor.customer_id, why="", now=now)
    kind = _kind(request.GET.get("kind", ""))
    offset = _offset(request.GET.get("from", ""))
    entries = list_entries_for(
        actor, actor.customer_id, why="", now=now, kind=kind, limit=PAGE_ROWS + 1, offset=offset
    )
    context = {
        "conditions": [_condition(entry) for entry in summary.conditions[:MOST_CONDITIONS]],
        "more_conditions": len(summary.conditions) > MOST_CONDITIONS,
        "readings": [_reading(series) for series in summary.readings],
        "tabs": _tabs(summary.counts, kind),
        "rows": [_row(entry) for entry in entries[:PAGE_ROWS]],
        "next": offset + PAGE_ROWS if len(entries) > PAGE_ROWS else None,
        "kind": kind.value if kind else "",
        "sources": ", ".join(summary.sources),
        "empty": not summary.counts,
    }
    return render(request, "member/health/health.html", context)


def _kind(text: str) -> RecordKind | None:
    return RecordKind(text) if text in set(RecordKind) else None


def _offset(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004


def _tabs(counts: dict[RecordKind, int], chosen: RecordKind | None) -> list[dict[str, Any]]:
    everything = {"word": _("All"), "url": "?#all", "here": chosen is None, "count": sum(counts.values())}
    return [everything] + [
        {
            "word": _(KIND_LABELS[kind]),
            "url": f"?kind={kind.value}#all",
            "here": kind is chosen,
            "count": counts[kind],
        }
        for kind in RecordKind
        if kind in counts
    ]


def _condition(entry: Entry) -> dict[str, Any]:
    return {
        "title": entry.name,
        "sub": _since(entry),
        # An illness that lasts is no success: only what has healed wears the sign of one.
        "state": entry.status if entry.status == "resolved" else "noted" if entry.status else "",
        "word": _(STATUS_LABELS[entry.status]) if entry.status in STATUS_LABELS else entry.status,
    }


def _since(entry: Entry) -> str:
    since = _("since %(day)s") % {"day": day_text(entry.recorded_at)} if entry.recorded_at else ""
    told = _("told by %(source)s") % {"source": entry.source}
    return " · ".join(part for part in (since, told) if part)


def _reading(series: Series) -> dict[str, Any]:
    name = reading_name(series.code, series.name)
    told = _("told by %(source)s") % {"source": series.latest.source}
    return {
        "name": name,
        "value": value_text(series.latest),
        "unit": unit_text(series.unit or next((part[3] for part in series.latest.parts), "")),
        "when": series.latest.recorded_at,
        "told": told,
        "chart": _chart(_drawn(name, series), series) if len(series.points) >= LEAST_POINTS else None,
    }


def _drawn(name: str, series: Series) -> str:
    """What the line shows; of a panel that is its first part."""
    first = next(iter(series.latest.parts), None)
    return name if series.latest.value or first is None else f"{name} · {reading_name(first[0], first[1])}"


def _chart(name: str, series: Series) -> Chart:
    points = series.points[-MOST_POINTS:]
    first, last = points[0][1], points[-1][1]
    if abs(last - first) <= abs(first) * ABOUT:
        sentence = _("%(last)s now, about the same as %(first)s on %(day)s.")
    elif last > first:
        sentence = _("%(last)s now, higher than %(first)s on %(day)s.")
    else:
        sentence = _("%(last)s now, lower than %(first)s on %(day)s.")
    return Chart(
        title=name,
        sentence=sentence % {"last": tidy(last), "first": tidy(first), "day": day_text(points[0][0])},
        kind="line",
        categories=[day_text(at) for at, _value in points],
        series=[
            Line(name=unit_text(series.unit) or name, values=[value for _at, value in points], tone="good")
        ],
        decimals=1,
        category_word=_("Day"),
        height=140,
        minimum=_floor(min(value for _at, value in points)),
    )


def _floor(least: float) -> float:
    """Where the axis begins: a little below the least value, so that the course can be seen."""
    return math.floor(least * 0.9) if least > 0 else math.floor(least * 1.1)


def reading_name(code: str, name: str) -> str:
    """A common reading in the reader's language; another one as its source calls it."""
    return _(READING_NAMES[code]) if code in READING_NAMES else name


def value_text(entry: Entry) -> str:
    """The value as a person reads it; the parts of a panel are set side by side (120/80)."""
    if entry.value:
        return tidy(entry.value)
    return "/".join(tidy(value) for _code, _name, value, _unit in entry.parts if value)


def tidy(value: str | float) -> str:
    """A number with at most one decimal, other text as it is."""
    try:
        text = number_text(str(value), 1)
    except ArithmeticError:
        return str(value)
    return text.removesuffix(".0")


def unit_text(unit: str) -> str:
    """A unit of UCUM as people write it: {score} is none, mm[Hg] is mmHg, m2 is m²."""
    return _NOTE.sub("", unit).replace("[", "").replace("]", "").replace("m2", "m²").strip()


def _row(entry: Entry) -> dict[str, Any]:
    name = reading_name(entry.code, entry.name) if entry.kind is RecordKind.OBSERVATION else entry.name
    value = f"{value_text(entry)} {unit_text(entry.unit)}".strip()
    return {
        "title": name or _(KIND_LABELS[entry.kind]),
        "sub": " · ".join(
            [
                _(KIND_LABELS[entry.kind]),
                day_text(entry.recorded_at),
                _("told by %(source)s") % {"source": entry.source},
            ]
        ),
        "icon": _ICONS.get(entry.kind, "file"),
        "end": value if len(value) < 24 else "",  # noqa: PLR2004 -- a sentence does not fit at the end of a row
    }

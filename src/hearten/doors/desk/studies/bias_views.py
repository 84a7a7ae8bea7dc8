"""Are those who answered like everybody in the frame, and what do weights mend (X2)?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.selectors.samples import KeptSample, sample_for
from hearten.domains.surveys.selectors.weights import (
    STRATUM,
    BiasReport,
    BiasRow,
    BiasTable,
    bias_for,
    weights_for,
)
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, number_text, percent_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.studies.sample_words import group_word, label_word, variable_word
from hearten.kernel.errors import Invalid

NOTICEABLE = 0.1
SIGNIFICANT = 0.05
# An R-indicator from here up counts as even in the literature's examples.
EVEN = 0.8


@requires(Permission.SURVEYS_VIEW)
@require_GET
def bias(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Frame, drawn and answers side by side, and the weights."""
    actor = actor_of(request)
    kept = sample_for(actor, study_id=study_id)
    report = bias_for(actor, study_id=study_id)
    groups = {one.code: group_word(one.values) for one in kept.strata}
    # A variable with a single group tells nobody apart.
    tables = [_table(table, groups) for table in report.tables if len(table.rows) > 1]
    context = {
        "study": kept.study,
        "kept": kept,
        "report": report,
        "tables": tables,
        "chart": _chart(report, groups) if report.answered else None,
        "even": _even(report),
        "weights": _weights(actor, kept) if report.answered else None,
    }
    return render(request, "desk/studies/sample_bias.html", context)


def _table(table: BiasTable, groups: dict[str, str]) -> dict[str, Any]:
    return {
        "name": variable_word(table.variable),
        "rows": [_row(table.variable, row, groups) for row in table.rows],
        "p": _p(table.p),
        "apart": percent_text(table.apart) if table.apart is not None else NOTHING,
        "hidden": any(row.people is None for row in table.rows),
    }


def _row(variable: str, row: BiasRow, groups: dict[str, str]) -> dict[str, Any]:
    far = row.difference is not None and abs(row.difference) > NOTICEABLE
    return {
        "name": _name(variable, row.label, groups),
        "hidden": row.people is None,
        "people": row.people,
        "frame": percent_text(row.frame),
        "drawn": percent_text(row.drawn),
        "answers": percent_text(row.answers),
        "response": percent_text(row.response),
        "difference": _signed(row.difference),
        "far": far,
        "word": _("too many") if far and (row.difference or 0) > 0 else _("too few"),
    }


def _name(variable: str, label: str, groups: dict[str, str]) -> str:
    return groups.get(label, label) if variable == STRATUM else label_word(variable, label)


def _signed(value: float | None) -> str:
    if value is None:
        return NOTHING
    return ("+" if value > 0 else "−" if value < 0 else "") + number_text(abs(value), 2)


def _p(value: float | None) -> str:
    if value is None:
        return NOTHING
    return "< 0.001" if value < 0.001 else number_text(value, 3)  # noqa: PLR2004 -- as p is usually written


def _even(report: BiasReport) -> dict[str, Any] | None:
    if report.even is None:
        return None
    return {
        "value": number_text(report.even.value, 2),
        "good": report.even.value >= EVEN,
        "rate": percent_text(report.even.mean_response),
        "worst": number_text(report.even.worst_bias, 2),
    }


def _chart(report: BiasReport, groups: dict[str, str]) -> Chart | None:
    """Every group that may be shown, by how far its share of the answers is from that of the frame; None without groups."""
    rows = [
        (f"{variable_word(table.variable)} · {_name(table.variable, row.label, groups)}", row.difference)
        for table in report.tables
        if table.variable != STRATUM and len(table.rows) > 1
        for row in table.rows
        if row.difference is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda pair: -abs(pair[1] or 0))
    shown = rows[:16]
    far = sum(abs(value or 0) > NOTICEABLE for _name_, value in rows)
    return Chart(
        title=_("Who is heard too much, who too little"),
        sentence=_("%(far)s of %(all)s groups are off by more than 0.1 before weighting.")
        % {"far": far, "all": len(rows)},
        kind="row",
        categories=[name for name, _value in shown],
        series=[Series(_("Standardised difference"), [value for _name_, value in shown], "warm")],
        decimals=2,
        category_word=_("Group"),
        height=max(160, 30 * len(shown)),
        reference=(0.0, ""),
    )


def _weights(actor: Actor, kept: KeptSample) -> dict[str, Any] | None:
    if not actor.can(Permission.INSIGHT_VIEW):
        return None
    try:
        found = weights_for(actor, study_id=kept.study.pk)
    except Invalid as error:
        return {"problem": sentence(error)}
    groups = {one.code: group_word(one.values) for one in kept.strata}
    mean = found.report.total / found.report.n
    return {
        "found": found,
        "used": [variable_word(name) for name in found.used],
        "joined": [
            (variable_word(name), ", ".join(_name(name, label, groups) for label in labels))
            for name, labels in found.joined.items()
        ],
        "lowest": number_text(found.report.lowest / mean, 2),
        "highest": number_text(found.report.highest / mean, 2),
        "deff": number_text(found.report.deff, 2),
        "effective": number_text(found.report.effective),
    }

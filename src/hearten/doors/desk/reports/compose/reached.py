"""How far the answers can be trusted, and how they came about."""

from __future__ import annotations

import re

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.selectors.studies.questions import question_result
from hearten.domains.insight.study_types import FLAGGED_LABELS, WEIGHTING_LABELS, Weighting
from hearten.domains.reports.types import Document
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.questionnaire import ITEM_LABELS, ItemKind
from hearten.domains.surveys.selectors.response_rates import RateLine, outcome_for
from hearten.domains.surveys.selectors.studies import list_strata_for
from hearten.domains.surveys.selectors.weights import BiasTable, bias_for, weights_for
from hearten.doors.components.formats import day_text, number_text
from hearten.doors.desk.analysis.words import p_words, said
from hearten.doors.desk.reports.compose.analyses import Analyses
from hearten.doors.desk.reports.compose.blocks import Cell, table_block, text_block
from hearten.doors.desk.studies.sample_words import label_word, stratum_word, variable_word
from hearten.engines.disclosure import THRESHOLD
from hearten.kernel.errors import Invalid

_LONGEST = 200
# A place in a text that is filled with an earlier answer.
_PIPED = re.compile(r"\{\{.*?\}\}")


def quality_blocks(found: Analyses) -> list[Document]:
    """How many answers look careless, and whether the overall figure changes without them."""
    frame = found.frame
    if frame.hidden or frame.same_either_way or 0 < frame.flagged < THRESHOLD:
        told = _("Hardly any answer looks careless; with or without them the figures are the same.")
        return [text_block(told)]
    told = _("%(flagged)s of %(received)s answers look careless; %(aside)s were set aside by a person.") % {
        "flagged": frame.flagged,
        "received": frame.received,
        "aside": frame.set_aside if not 0 < frame.set_aside < THRESHOLD else _("a few"),
    }
    blocks = [text_block(told)]
    rows: list[list[Cell]] = []
    for name, one in found.with_and_without.items():
        if is_hidden(one) or one.same_either_way or not found.overall:
            continue
        line = question_result(one, found.overall[0]).lines[0]
        estimate = line.nps.score if line.nps else line.mean
        if estimate is not None:
            rows.append([_(FLAGGED_LABELS[name]), estimate.value, estimate.low, estimate.high, estimate.n])
    if rows:
        head = [_("Which answers"), _("Value"), _("Lower limit"), _("Upper limit"), _("Answers")]
        title = _("“%(question)s” with and without them") % {"question": said(found.overall[0].text)}
        blocks.append(table_block(title, head, rows, decimals=[0, 2, 2, 2, 0]))
    return blocks


def method_blocks(found: Analyses) -> list[Document]:
    """Who was asked and how, response rates, how the answered stand beside the frame, weights, the questionnaire."""
    study = found.study
    blocks = [table_block(_("In short"), [_("What"), _("How")], _facts(found))]
    if study is not None:
        blocks += [_rates(found, study), *_bias(found, study)]
    blocks += [_questionnaire(found)]
    return blocks


def _facts(found: Analyses) -> list[list[Cell]]:
    study, period = found.study, found.period
    rows: list[list[Cell]] = [
        [
            _("Questionnaire"),
            f"{said(found.frame.columns.survey.name)} · {found.frame.columns.survey.version}",
        ],
        [_("Answers used"), number_text(len(found.frame))],
        [_("Weights"), _(WEIGHTING_LABELS[Weighting(found.asked.weighting)])],
        [_("Doubtful answers"), _(FLAGGED_LABELS[found.question().flagged])],
    ]
    if period:
        rows.insert(1, [_("Answered"), f"{day_text(period[0])} – {day_text(period[1])}"])
    if study is None:
        return rows
    weighted = _weights(found, study)
    return (
        rows
        + weighted
        + [[_("Small groups"), _("Figures of fewer than %(n)s people are not shown.") % {"n": THRESHOLD}]]
    )


def _weights(found: Analyses, study: Study) -> list[list[Cell]]:
    try:
        made = weights_for(found.actor, study_id=study.pk)
    except Invalid:
        return []
    joint = ", " if (get_language() or "").startswith("en") else "、"
    used = joint.join(variable_word(name) for name in made.used)
    return [
        [_("Design effect of the weights"), number_text(made.report.deff, 2)],
        [_("Answers they are worth"), number_text(made.report.effective, 0)],
        [_("Fitted to the frame by"), used or _("nothing")],
    ]


def _rates(found: Analyses, study: Study) -> Document:
    """Response rates by stratum as AAPOR defines them; of strata with few people nothing but the name."""
    outcome = outcome_for(found.actor, study.pk)
    values = {one.code: one.values for one in list_strata_for(found.actor, study.pk)}
    rows = [_rate_row(_("Everybody"), outcome.overall)]
    rows += [_rate_row(stratum_word(line.name, values.get(line.name)), line) for line in outcome.by_stratum]
    head = [_("Group"), _("Asked"), _("Answered"), _("Response rate (RR1), %"), _("Refused (REF1), %")]
    return table_block(_("Who was asked, who answered"), head, rows, decimals=[0, 0, 0, 1, 1])


def _rate_row(name: str, line: RateLine) -> list[Cell]:
    if line.hidden:
        return [name, None, None, None, None]
    rr1, refusal = (None if v is None else 100 * v for v in (line.rr1, line.refusal))
    return [name, line.cases, line.complete, rr1, refusal]


def _bias(found: Analyses, study: Study) -> list[Document]:
    """Shares of the frame and of the answers side by side; hidden cells stay hidden."""
    try:
        report = bias_for(found.actor, study_id=study.pk)
    except Invalid:
        return []
    blocks = [_bias_table(table) for table in report.tables if table.rows]
    if report.even is not None and blocks:
        told = _("How alike groups answered (R-indicator): %(value)s of 1.") % {
            "value": number_text(report.even.value, 2)
        }
        blocks.append(text_block(told, tone="note"))
    return blocks


def _bias_table(table: BiasTable) -> Document:
    rows: list[list[Cell]] = [
        [
            label_word(table.variable, row.label),
            *(None if v is None else 100 * v for v in (row.frame, row.answers, row.difference, row.response)),
        ]
        for row in table.rows
    ]
    head = [
        variable_word(table.variable),
        _("Of the frame, %"),
        _("Of the answers, %"),
        _("Answers less frame"),
        _("Answered, %"),
    ]
    title = _("Answers beside the frame: %(variable)s (p %(p)s)") % {
        "variable": variable_word(table.variable),
        "p": p_words(table.p),
    }
    return table_block(title, head, rows, decimals=[0, 1, 1, 1, 1])


def _questionnaire(found: Analyses) -> Document:
    """What was asked. Seconds are left out where no answer brought any."""
    asked = [item for item in found.frame.items if item.kind is not ItemKind.NOTE]
    rows: list[list[Cell]] = [
        [
            number,
            _PIPED.sub("…", said(item.text, get_language()))[:_LONGEST],
            _(ITEM_LABELS[item.kind]),
            _seconds(found, item.code),
        ]
        for number, item in enumerate(asked, start=1)
    ]
    head = [_("No."), _("Question"), _("Kind"), _("Median seconds")]
    columns = len(head) if any(row[-1] is not None for row in rows) else len(head) - 1
    shown = [row[:columns] for row in rows]
    return table_block(_("The questionnaire"), head[:columns], shown, decimals=[0] * columns)


def _seconds(found: Analyses, code: str) -> float | None:
    times = found.frame.columns.item_seconds[code]
    spent = times[~np.isnan(times) & (times > 0)]
    return float(np.median(spent)) if len(spent) >= THRESHOLD else None

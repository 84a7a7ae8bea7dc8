"""Sections made of the answers: findings, scores, drivers, gaps, wishes, kinds of people, groups, months, factors, questions."""

from __future__ import annotations

import numpy as np
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.segments import Segments
from hearten.domains.insight.study_types import WEIGHT_LABELS, Comparison, Line, QuestionResult
from hearten.domains.reports.types import Document
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis import charts
from hearten.doors.desk.analysis.words import (
    KANO_LABELS,
    QUADRANT_LABELS,
    by_word,
    dimension_word,
    finding_sentence,
    p_words,
    said,
)
from hearten.doors.desk.reports.compose.analyses import Analyses
from hearten.doors.desk.reports.compose.blocks import Cell, chart_block, table_block, text_block
from hearten.engines.psychometrics.descriptives import Estimate
from hearten.kernel.text import N_

_PERCENT = 100.0
# Kaufman and Rousseeuw (1990).
_PARTED = ((0.5, N_("clearly")), (0.25, N_("somewhat")), (-1.0, N_("hardly")))
# Questions with sections of their own are not told twice.
_ELSEWHERE = {ItemKind.KANO, ItemKind.SERVQUAL}
_TWO = 2


def findings_blocks(found: Analyses) -> list[Document]:
    """The findings by rank, then what they can't say."""
    if not found.findings:
        return []
    listed = [
        {"weight": one.weight.value, "word": _(WEIGHT_LABELS[one.weight]), "text": finding_sentence(one)}
        for one in found.findings
    ]
    note = _(
        "Intervals are made so that they hold the true figure 19 times out of 20. What goes together is not proven to be cause and effect."
    )
    return [{"kind": "findings", "findings": listed}, text_block(note, tone="note")]


def scores_blocks(found: Analyses) -> list[Document]:
    """The overall questions: the table first, then how the answers lie."""
    whole = {item.code for item in found.overall}
    results = [one for one in found.questions if one.item.code in whole and one.too_few is None]
    rows = [row for one in results for line in one.lines for row in _score_rows(line)]
    if not rows:
        return []
    head = [_("Figure"), _("Value"), _("Lower limit"), _("Upper limit"), _("Answers")]
    table = table_block(_("Overall scores"), head, rows, decimals=[0, 2, 2, 2, 0])
    return [table, *_question_charts(results)]


def _score_rows(line: Line) -> list[list[Cell]]:
    name = said(line.label)
    rows: list[list[Cell]] = []
    if line.nps:
        rows.append([_("%(question)s: net score, points") % {"question": name}, *_cells(line.nps.score)])
    elif line.top:
        rows.append(
            [_("%(question)s: share at the top, %%") % {"question": name}, *_cells(line.top, _PERCENT)]
        )
    if line.mean:
        rows.append([_("%(question)s: mean") % {"question": name}, *_cells(line.mean)])
    return rows


def drivers_blocks(found: Analyses) -> list[Document]:
    analysis, language = found.drivers, get_language()
    if analysis is None:
        return []
    rows: list[list[Cell]] = [
        [
            said(d.label),
            _PERCENT * d.share,
            _PERCENT * d.low,
            _PERCENT * d.high,
            d.performance,
            _(QUADRANT_LABELS[d.quadrant]),
        ]
        for d in analysis.drivers
    ]
    head = [
        _("Driver"),
        _("Share of what is explained, %"),
        _("Lower limit"),
        _("Upper limit"),
        _("Rating, 0 to 100"),
        _("Where it lies"),
    ]
    note = _(
        "Shares are Lindeman, Merenda and Gold's, with bootstrap intervals, from %(n)s people who answered all of these questions."
    ) % {"n": analysis.n}
    return [
        chart_block(charts.driver_chart(analysis, language)),
        chart_block(charts.driver_map(analysis, language)),
        table_block(_("Drivers in figures"), head, rows, decimals=[0, 1, 1, 1, 1, 0]),
        text_block(note, tone="note"),
    ]


def servqual_blocks(found: Analyses) -> list[Document]:
    analysis, language = found.servqual, get_language()
    if analysis is None:
        return []
    rows: list[list[Cell]] = [
        [dimension_word(one.name), one.expectation.value, one.perception.value, *_cells(one.gap)[:3]]
        for one in analysis.result.dimensions
    ]
    items: list[list[Cell]] = [
        [said(analysis.labels[one.name]), one.expectation.value, one.perception.value, *_cells(one.gap)[:3]]
        for one in analysis.result.items
    ]
    head = [
        _("Dimension"),
        _("What is expected"),
        _("What is perceived"),
        _("Gap"),
        _("Lower limit"),
        _("Upper limit"),
    ]
    return [
        chart_block(charts.servqual_chart(analysis, language)),
        chart_block(charts.gap_chart(analysis, language)),
        table_block(_("By dimension"), head, rows, decimals=[0] + [2] * 5),
        table_block(_("By statement"), [_("Statement"), *head[1:]], items, decimals=[0] + [2] * 5),
    ]


def kano_blocks(found: Analyses) -> list[Document]:
    analysis, language = found.kano, get_language()
    if analysis is None or not analysis.features:
        return []
    rows: list[list[Cell]] = [
        [
            said(f.label),
            _(KANO_LABELS.get(f.result.category, f.result.category)),
            f.result.better.value,
            f.result.worse.value,
            _("Yes") if f.result.fong.clear else _("No"),
            f.result.counts.n,
        ]
        for f in analysis.features
    ]
    head = [_("Feature"), _("Class"), _("Better"), _("Worse"), _("Clear (Fong)"), _("Answers")]
    return [
        chart_block(charts.kano_chart(analysis, language)),
        table_block(_("Features in figures"), head, rows, decimals=[0, 0, 2, 2, 0, 0]),
    ]


def preferences_blocks(found: Analyses) -> list[Document]:
    """Of each MaxDiff question the chart, and the same in figures."""
    head = [_("Wish"), _("Best less worst"), _("Utility"), _("Lower limit"), _("Upper limit")]
    blocks: list[Document] = []
    for one in found.preferences:
        rows: list[list[Cell]] = [
            [
                said(i.label),
                i.score,
                *((i.utility.value, i.utility.low, i.utility.high) if i.utility else (None,) * 3),
            ]
            for i in one.items
        ]
        blocks += [
            chart_block(charts.preference_chart(one, get_language())),
            table_block(said(one.label), head, rows, decimals=[0] + [2] * 4),
        ]
        if one.problem:
            blocks.append(text_block(sentence(one.problem), tone="note"))
    return blocks


def segments_blocks(found: Analyses) -> list[Document]:
    """How large each kind is and how it rates; shares hide nobody: each kind has enough people."""
    made = found.segments
    if made is None:
        return []
    rows: list[list[Cell]] = [
        [
            _("Kind %(n)s") % {"n": place + 1},
            _PERCENT * one.share,
            one.n,
            _joint().join(_reason(made, r.name, r.inside, r.outside) for r in one.reasons[:3]),
        ]
        for place, one in enumerate(made.profiles)
    ]
    head = [_("Kind"), _("Share, %"), _("Answers"), _("What sets it apart")]
    told = _("%(k)s kinds of customers by how they rate; they are parted %(how)s (silhouette %(width)s).") % {
        "k": len(made.profiles),
        "how": next(_(word) for least, word in _PARTED if made.silhouette >= least),
        "width": number_text(made.silhouette, 2),
    }
    careless = _(
        "Answers that look careless are left out here: they are alike and would be a kind of their own."
    )
    return [
        text_block(told),
        *([text_block(careless, tone="note")] if len(found.sure_frame) < len(found.frame) else []),
        table_block(_("Kinds of customers"), head, rows, decimals=[0, 1, 0, 0]),
        chart_block(_ratings_by_kind(found, made)),
    ]


def _joint() -> str:
    return "; " if (get_language() or "").startswith("en") else "；"


def _reason(made: Segments, key: str, inside: float, outside: float) -> str:
    return _("%(name)s %(inside)s against %(outside)s") % {
        "name": said(made.labels_of[key]),
        "inside": number_text(inside, 1),
        "outside": number_text(outside, 1),
    }


def _ratings_by_kind(found: Analyses, made: Segments) -> Chart:
    values, weights = found.sure_frame.columns.matrix(made.keys), found.sure_frame.weights
    series = []
    for at, key in enumerate(made.keys):
        means = []
        for profile in made.profiles:
            inside = (made.labels == profile.label) & ~np.isnan(values[:, at])
            means.append(float(np.average(values[inside, at], weights=weights[inside])))
        series.append(Series(said(made.labels_of[key]), means))
    return Chart(
        title=_("How each kind rates"),
        sentence=_("Mean rating of each kind of customers."),
        kind="heat",
        categories=[_("Kind %(n)s") % {"n": place + 1} for place in range(len(made.profiles))],
        series=series,
        decimals=1,
        category_word=_("Kind"),
        height=60 + 34 * len(series),
    )


def comparisons_blocks(found: Analyses) -> list[Document]:
    blocks = []
    for one in found.comparisons:
        chart = charts.comparison_chart(one, get_language(), found.frame)
        if chart is not None:
            blocks += [
                text_block(_("By %(what)s") % {"what": by_word(one.by, found.frame)}, tone="heading"),
                chart_block(chart),
            ]
        if hidden := sum(group.hidden for group in one.groups):
            blocks.append(
                text_block(
                    _("Groups not shown, because too few people answered: %(n)s.") % {"n": hidden},
                    tone="note",
                )
            )
    return blocks


def trend_blocks(found: Analyses) -> list[Document]:
    """Each overall figure month by month, over all answers to the survey."""
    shown = [
        (one, [(g.key, g.estimate) for g in one.groups if g.estimate is not None]) for one in found.months
    ]
    return [
        chart_block(_months(one, groups, _ends(found, one.key)))
        for one, groups in shown
        if len(groups) >= _TWO
    ]


def _ends(found: Analyses, key: str) -> tuple[float, float]:
    """Between which figures the mean of a question, or its net score, must lie."""
    item = next(item for item in found.overall if item.code == key)
    if item.kind is ItemKind.NPS:
        return -_PERCENT, _PERCENT
    lowest, highest = item.range or (0, 10)
    return float(lowest), float(highest)


def _months(one: Comparison, groups: list[tuple[str, Estimate]], ends: tuple[float, float]) -> Chart:
    """Of a few answers an interval may reach beyond what can be answered at all; it is drawn to the end of the scale."""
    (month, first), (later, last) = groups[0], groups[-1]
    lowest, highest = ends
    return Chart(
        title=said(one.label),
        sentence=_("From %(first)s in %(month)s to %(last)s in %(later)s (over all months p %(p)s).")
        % {
            "first": number_text(first.value, 2),
            "month": month,
            "last": number_text(last.value, 2),
            "later": later,
            "p": p_words(one.test_p),
        },
        kind="line",
        categories=[name for name, _estimate in groups],
        series=[
            Series(
                said(one.label),
                [estimate.value for _name, estimate in groups],
                low=[max(lowest, estimate.low) for _name, estimate in groups],
                high=[min(highest, estimate.high) for _name, estimate in groups],
            )
        ],
        decimals=2,
        category_word=_("Month"),
        minimum=lowest,
        maximum=highest,
    )


def factors_blocks(found: Analyses) -> list[Document]:
    blocks, language = [], get_language()
    if found.factors is not None:
        blocks.append(chart_block(charts.loadings_chart(found.factors, language)))
        told = _(
            "Factors by minimal residuals, oblimin rotation; %(n)s answers; sampling adequacy (KMO) %(kmo)s."
        ) % {
            "n": found.factors.n,
            "kmo": number_text(found.factors.adequacy.overall, 2),
        }
        blocks.append(text_block(told, tone="note"))
    if (alpha := charts.scales_chart(found.scales, language)) is not None:
        blocks.append(chart_block(alpha))
    return blocks


def questions_blocks(found: Analyses) -> list[Document]:
    whole = {item.code for item in found.overall}
    rest = [one for one in found.questions if one.kind not in _ELSEWHERE and one.item.code not in whole]
    return _question_charts(rest)


def _question_charts(results: list[QuestionResult]) -> list[Document]:
    drawn = (charts.question_chart(one, get_language()) for one in results)
    return [chart_block(chart) for chart in drawn if chart is not None]


def _cells(estimate: Estimate, scale: float = 1.0) -> list[Cell]:
    return [estimate.value * scale, estimate.low * scale, estimate.high * scale, estimate.n]

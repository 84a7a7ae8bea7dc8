"""Sections from beside the study: what the business shows in the same days, and what people wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors import MEASURES, measure
from hearten.domains.insight.types import Cell as Measured
from hearten.domains.insight.types import Dimension, Unit
from hearten.domains.reports.types import Document
from hearten.domains.research.selectors.topics import TextFilter, count_topics_for, quotes_for
from hearten.doors.components.formats import day_text
from hearten.doors.desk.insight.figures import chart_of, unit_sign
from hearten.doors.desk.reports.compose.analyses import Analyses
from hearten.doors.desk.reports.compose.blocks import (
    Cell,
    chart_block,
    quotes_block,
    table_block,
    text_block,
)
from hearten.doors.desk.research.forms import topic_word
from hearten.engines.disclosure import THRESHOLD
from hearten.kernel.period import Period

FIGURES = ("turnaround", "straight_through", "complaint_rate", "lapse_rate", "nps", "csat", "response_rate")
_LINES = ("turnaround", "nps")
_IN_PER_CENT = {Unit.SHARE}
# Shorter than this, and a claim or a complaint has hardly time to show.
_LEAST_DAYS = 90
_MOST_TOPICS = 12


def business_blocks(found: Analyses) -> list[Document]:
    """Operating figures in the days around the answers, beside as many days before."""
    if found.period is None:
        return []
    now, before = _stretches(*found.period)
    rows = []
    for name in FIGURES:
        unit = MEASURES[name].unit
        cells = [measure(found.actor, name, period=one).total for one in (now, before)]
        label = _named(_(MEASURES[name].label), unit)
        rows.append([label, *(value for cell in cells for value in _scaled(cell, unit))])
    head = [
        _("Figure"),
        _("In these days"),
        _("Lower limit"),
        _("Upper limit"),
        _("In as many days before"),
        _("Lower limit"),
        _("Upper limit"),
    ]
    told = _("From %(first)s to %(last)s, beside as many days before.") % {
        "first": day_text(now.start),
        "last": day_text(found.period[1]),
    }
    lines = [measure(found.actor, name, by=[Dimension.MONTH]) for name in _LINES]
    return [
        text_block(told),
        table_block(_("Business figures"), head, rows, decimals=[0] + [1] * 6),
        *(chart_block(chart_of(one, {})) for one in lines if len(one.cells) > 1),
        text_block(_("Figures that move together are not proven to move each other."), tone="note"),
    ]


def _stretches(first: date, last: date) -> tuple[Period, Period]:
    end = last + timedelta(days=1)
    start = min(first, end - timedelta(days=_LEAST_DAYS))
    return Period(start, end), Period(start - (end - start), start)


def _scaled(cell: Measured, unit: Unit) -> list[Cell]:
    scale = 100.0 if unit in _IN_PER_CENT else 1.0
    return [None if v is None else v * scale for v in (cell.value, cell.low, cell.high)]


def _named(name: str, unit: Unit) -> str:
    sign = unit_sign(unit).strip()
    return _("%(name)s (%(unit)s)") % {"name": name, "unit": sign} if sign else name


def words_blocks(found: Analyses) -> list[Document]:
    """Topics of open answers, and typical quotes for those who may read single answers."""
    if found.period is None:
        return []
    since = datetime.combine(found.period[0], time.min, UTC)
    wanted = TextFilter(survey=found.survey_code, since=since)
    n, topics = count_topics_for(found.actor, wanted)
    if n < THRESHOLD:
        return []
    rows: list[list[Cell]] = [
        [topic_word(one.code), one.n, None if one.share is None else 100 * one.share, *one.feelings]
        for one in topics[:_MOST_TOPICS]
        if not one.hidden
    ]
    head = [_("Topic"), _("Answers"), _("Share, %"), _("Dissatisfied"), _("Neutral"), _("Satisfied")]
    quotes = [quote.text for quote in quotes_for(found.actor, wanted)]
    return [
        table_block(
            _("What %(n)s open answers speak of") % {"n": n}, head, rows, decimals=[0, 0, 1, 0, 0, 0]
        ),
        *([quotes_block(quotes)] if quotes else []),
        text_block(
            _("Topics and feelings are found by machine and corrected by people; a dash hides few people."),
            tone="note",
        ),
    ]

"""Do groups differ, and has anything changed?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.comparisons import change_since, compare_groups
from hearten.domains.insight.selectors.studies.frame import values_to_filter
from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.selectors.studies.trends import Trend, trend
from hearten.domains.insight.study_types import Change, Comparison
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.formats import day_text, number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import comparison_chart, control_chart, trend_chart
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import (
    GROUP_LABELS,
    by_word,
    group_word,
    interval_words,
    p_words,
    said,
)
from hearten.doors.desk.insight.export import Value
from hearten.kernel.errors import Invalid

_STARS = {1: "★", 2: "★★", 3: "★★★"}
_SMALL_P = 0.05
_ADJUSTERS = ("age_band", "sex")


def build(asked: Asked) -> dict[str, Any]:
    """One figure over groups, over time, and before and after a day."""
    keys = tuple(dict.fromkeys((*asked.outcomes, *asked.ratings)))
    key = asked.pick("measure", keys)
    made: dict[str, Any] = {
        "measures": [(k, said(label_for(asked.frame, k)), k == key) for k in keys],
        "tables": [],
    }
    _groups(asked, key, made)
    _course(asked, key, made)
    _change(asked, key, made)
    return made


def _groups(asked: Asked, key: str, made: dict[str, Any]) -> None:
    there = values_to_filter(asked.columns)
    single = [item.code for item in asked.frame.items if item.kind is ItemKind.SINGLE and not item.sensitive]
    ways = [name for name in GROUP_LABELS if name in there] + single
    by = asked.pick("by", ways)
    adjustable = [name for name in _ADJUSTERS if name in there and name != by]
    adjusters = asked.picks("adjust", adjustable)
    made["ways"] = [(name, by_word(name, asked.frame), name == by) for name in ways]
    made["adjustable"] = [(name, by_word(name), name in adjusters) for name in adjustable]
    if not by:
        return
    try:
        found = compare_groups(asked.frame, key, by, adjusters=adjusters)
    except Invalid as error:
        made["no_groups"] = sentence(error)
        return
    made["groups_chart"] = comparison_chart(found, asked.language, asked.frame)
    made["hidden"] = sum(group.hidden for group in found.groups)
    made["reliability"] = number_text(found.reliability, 2) if found.reliability is not None else ""
    made["adjusted_by"] = [by_word(name) for name in found.adjusters]
    made["tables"].append(_table(found, asked))


def _table(found: Comparison, asked: Asked) -> Table:
    rows: list[list[Value]] = []
    for group in found.groups:
        name, one = group_word(found.by, group.key, asked.frame), group.estimate
        if one is None:
            rows.append([name, *([None] * 4), "", *(["", None] if found.adjusters else [])])
            continue
        told: list[Value] = [name, group.n, one.value, one.low, one.high]
        told.append(p_words(group.p) + (f" · {_('differs')}" if group.differs else ""))
        if found.adjusters:
            told += [_STARS.get(group.stars or 0, ""), group.adjusted]
        rows.append(told)
    head = [
        by_word(found.by, asked.frame),
        _("Answers"),
        _("Value"),
        _("Lower limit"),
        _("Upper limit"),
        _("p (Holm)"),
    ]
    if found.adjusters:
        head += [_("Stars"), _("Adjusted")]
    note = _("Empty: hidden, or too few people to be shown.")
    return Table("groups", _("Groups in figures"), head, rows, note=note)


def _course(asked: Asked, key: str, made: dict[str, Any]) -> None:
    try:
        found = trend(asked.frame, key, asked.bounds)
    except Invalid as error:
        made["no_trend"] = sentence(error)
        return
    made["trend"] = trend_chart(found, asked.language)
    made["control"] = control_chart(found, asked.language)
    made["moves"] = _moves(found)
    rows: list[list[Value]] = [
        [day_text(one.start), *((e.n, e.value, e.low, e.high) if (e := one.estimate) else (None,) * 4)]
        for one in found.stretches
    ]
    head = [_("From the day"), _("Answers"), _("Value"), _("Lower limit"), _("Upper limit")]
    made["tables"].append(Table("course", _("Course in figures"), head, rows))


def _moves(found: Trend) -> str:
    if found.moves is None:
        return ""
    if found.moves.p >= _SMALL_P:
        return _("No steady rise or fall beyond chance (Mann and Kendall, p %(p)s).") % {
            "p": p_words(found.moves.p)
        }
    told = (
        _("It rises steadily, by %(slope)s a step (Mann and Kendall, p %(p)s).")
        if found.moves.s > 0
        else _("It falls steadily, by %(slope)s a step (Mann and Kendall, p %(p)s).")
    )
    return told % {"slope": interval_words(found.moves.slope, 2), "p": p_words(found.moves.p)}


def _change(asked: Asked, key: str, made: dict[str, Any]) -> None:
    days = [str(day) for day in asked.bounds[1:]]
    day = asked.pick("day", ("", *days))
    made["days"] = [("", _("Choose a day"), not day)]
    made["days"] += [(one, day_text(date.fromisoformat(one)), one == day) for one in days]
    if not day:
        return
    try:
        made["change"] = _change_words(change_since(asked.frame, key, np.datetime64(day)), day)
    except Invalid as error:
        made["change"] = sentence(error)


def _change_words(found: Change, day: str) -> str:
    step = found.difference
    told = _("Before %(day)s %(before)s, from then on %(after)s: a difference of %(step)s (p %(p)s).") % {
        "day": day_text(date.fromisoformat(day)),
        "before": interval_words(found.before, 2),
        "after": interval_words(found.after, 2),
        "step": f"{number_text(step.value, 2)} ({number_text(step.low, 2)} – {number_text(step.high, 2)})",
        "p": p_words(step.p),
    }
    return told if step.p < _SMALL_P else f"{told} {_('This may still be chance.')}"

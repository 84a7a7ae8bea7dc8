"""The first page: what to know, before anything else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.drivers import driver_analysis
from hearten.domains.insight.selectors.studies.findings import findings
from hearten.domains.insight.selectors.studies.needs import has_kind, kano_analysis, servqual_analysis
from hearten.domains.insight.selectors.studies.preferences import preference_analyses
from hearten.domains.insight.selectors.studies.questions import question_result
from hearten.domains.surveys.questionnaire import MEASURES, ItemKind
from hearten.domains.surveys.selectors.response_rates import outcome_for
from hearten.doors.components.charts import Chart
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import (
    driver_map,
    gap_chart,
    kano_chart,
    preference_chart,
    question_chart,
)
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import WEIGHT_TONES, finding_sentence, weight_word
from hearten.engines.psychometrics.descriptives import effective_size
from hearten.kernel.errors import Invalid


def build(asked: Asked) -> dict[str, Any]:
    """Findings, counts, the overall scores and the map of priorities."""
    found = findings(asked.frame)
    told = [
        {
            "weight": weight_word(one.weight),
            "tone": WEIGHT_TONES[one.weight],
            "sentence": finding_sentence(one),
        }
        for one in found
    ]
    return {
        "findings": told,
        "stats": _stats(asked),
        "charts": _charts(asked),
        "tables": [
            Table(
                "findings",
                _("Findings"),
                [_("Kind"), _("Finding")],
                [[one["weight"], one["sentence"]] for one in told],
            )
        ],
    }


def _stats(asked: Asked) -> list[dict[str, str]]:
    frame = asked.frame
    stats = []
    if asked.study:
        line = outcome_for(asked.actor, asked.study.pk).overall
        rate = percent_text(line.rr1) if line.rr1 is not None else "–"
        stats.append(
            {
                "label": _("Invited"),
                "value": number_text(line.cases),
                "note": _("response rate %(rate)s") % {"rate": rate},
            }
        )
    left = frame.received - len(frame)
    stats.append(
        {
            "label": _("Answers"),
            "value": number_text(len(frame)),
            "note": _("%(n)s left out as doubtful") % {"n": number_text(left)} if left else "",
        }
    )
    stats.append(
        {
            "label": _("Flagged as doubtful"),
            "value": number_text(frame.flagged),
            "note": percent_text(frame.flagged / frame.received, 0) if frame.received else "",
            "link": asked.url("quality"),
        }
    )
    stats.append(
        {
            "label": _("Effective sample size"),
            "value": number_text(effective_size(frame.weights)),
            "note": _("what the answers are worth after weighting"),
        }
    )
    return stats


def _charts(asked: Asked) -> list[Any]:
    overall = [item for item in asked.frame.items if item.kind in MEASURES]
    overall = overall or [item for item in asked.frame.items if item.kind is ItemKind.SCALE][:1]
    charts: list[Any] = [
        question_chart(question_result(asked.frame, item), asked.language) for item in overall
    ]
    with contextlib.suppress(Invalid):
        charts.append(driver_map(driver_analysis(asked.frame), asked.language))
    return [chart for chart in [*charts, *_own_charts(asked)] if chart is not None]


def _own_charts(asked: Asked) -> Iterator[Chart | None]:
    """What only some questionnaires have: gaps of service, wishes, what matters most."""
    frame = asked.frame
    with contextlib.suppress(Invalid):
        if has_kind(frame, ItemKind.SERVQUAL):
            yield gap_chart(servqual_analysis(frame), asked.language)
    with contextlib.suppress(Invalid):
        if has_kind(frame, ItemKind.KANO):
            yield kano_chart(kano_analysis(frame), asked.language)
    with contextlib.suppress(Invalid):
        for one in preference_analyses(frame):
            yield preference_chart(one, asked.language) if one.items else None

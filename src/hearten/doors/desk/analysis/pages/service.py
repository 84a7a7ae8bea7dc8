"""Does service meet what is expected, and do the five dimensions hold?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.needs import servqual_analysis
from hearten.domains.insight.selectors.studies.scales import scales, servqual_confirmed
from hearten.domains.insight.study_types import DIMENSION_WORDS
from hearten.doors.components.formats import number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import gap_chart, scales_chart, servqual_chart
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import dimension_word, interval_words, said
from hearten.doors.desk.insight.export import Value
from hearten.engines.psychometrics.confirmatory import Confirmation
from hearten.engines.psychometrics.servqual import Gap
from hearten.kernel.errors import Invalid

_PERCENT = 100.0
# Hu and Bentler (1999): what counts as a good fit.
_CFI, _RMSEA, _SRMR = 0.95, 0.06, 0.08
_CFI_FAIR, _RMSEA_FAIR = 0.90, 0.08


def build(asked: Asked) -> dict[str, Any]:
    """Radar, gaps with intervals, reliability of the dimensions, and whether the five dimensions fit."""
    found = servqual_analysis(asked.frame)
    result = found.result
    of_dimensions = [one for one in scales(asked.frame) if one.code in DIMENSION_WORDS]
    return {
        "n": found.n,
        "radar": servqual_chart(found, asked.language),
        "gaps": gap_chart(found, asked.language),
        "alphas": scales_chart(of_dimensions, asked.language),
        "overall": interval_words(result.overall, 2),
        "weighted": interval_words(result.weighted, 2),
        "fit": _fit(asked),
        "tables": [
            _table(
                "dimensions",
                _("Dimensions in figures"),
                [(dimension_word(g.name), g) for g in result.dimensions],
            ),
            _table(
                "statements",
                _("Statements in figures"),
                [(said(found.labels[g.name]), g) for g in result.items],
            ),
        ],
    }


def _fit(asked: Asked) -> dict[str, Any]:
    try:
        found = servqual_confirmed(asked.frame)
    except Invalid as error:
        return {"problem": sentence(error)}
    return {
        "words": _fit_words(found),
        "items": [
            {"term": "CFI", "value": number_text(found.cfi, 3), "note": _("good from 0.95")},
            {"term": "TLI", "value": number_text(found.tli, 3), "note": _("good from 0.95")},
            {"term": "RMSEA", "value": _interval(found), "note": _("good up to 0.06")},
            {"term": "SRMR", "value": number_text(found.srmr, 3), "note": _("good up to 0.08")},
            {"term": "χ²", "value": f"{number_text(found.chi, 1)} ({found.dof})"},
        ],
    }


def _interval(found: Confirmation) -> str:
    low, high = number_text(found.rmsea.low, 3), number_text(found.rmsea.high, 3)
    return f"{number_text(found.rmsea.value, 3)} ({low} – {high})"


def _fit_words(found: Confirmation) -> str:
    if found.improper or not found.converged:
        return _(
            "The five dimensions can't be told apart cleanly in these answers; read them together rather than one by one."
        )
    if found.cfi >= _CFI and found.rmsea.value <= _RMSEA and found.srmr <= _SRMR:
        return _(
            "The answers bear out the five dimensions: statements of one dimension go together as they should."
        )
    if found.cfi >= _CFI_FAIR and found.rmsea.value <= _RMSEA_FAIR:
        return _("The five dimensions fit passably; differences between them are to be read with some care.")
    return _(
        "The answers do not fall into the five dimensions well; the gap over all is safer to read than single dimensions."
    )


def _table(code: str, title: str, rows: list[tuple[str, Gap]]) -> Table:
    head = [
        _("Dimension") if code == "dimensions" else _("Statement"),
        _("Answers"),
        _("Perceived service"),
        _("Expected service"),
    ]
    head += [_("Gap"), _("Lower limit"), _("Upper limit"), _("Importance, %")]
    cells: list[list[Value]] = [
        [
            name,
            gap.gap.n,
            gap.perception.value,
            gap.expectation.value,
            gap.gap.value,
            gap.gap.low,
            gap.gap.high,
            None if gap.importance != gap.importance else _PERCENT * gap.importance,
        ]
        for name, gap in rows
    ]
    return Table(code, title, head, cells)

"""What moves the overall score, and where to act first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.drivers import RESAMPLES, driver_analysis, usual_drivers
from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import driver_chart, driver_map
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import QUADRANT_LABELS, said
from hearten.doors.desk.insight.export import Value

_PERCENT = 100.0


def build(asked: Asked) -> dict[str, Any]:
    """Bars, map and table for the outcome and drivers that are chosen."""
    frame = asked.frame
    outcome = asked.pick("outcome", asked.outcomes)
    usual = usual_drivers(frame)
    every = tuple(dict.fromkeys((*usual, *asked.ratings)))
    drivers = asked.picks("driver", every) or usual
    choice = {
        "outcomes": [(key, said(label_for(frame, key)), key == outcome) for key in asked.outcomes],
        "choices": [(k, said(label_for(frame, k)), k in drivers) for k in every if k != outcome],
    }
    found = driver_analysis(frame, outcome=outcome, drivers=drivers)
    rows: list[list[Value]] = [
        [
            said(one.label),
            _PERCENT * one.share,
            _PERCENT * one.low,
            _PERCENT * one.high,
            _PERCENT * one.johnson,
            one.coefficient,
            one.performance,
            _(QUADRANT_LABELS[one.quadrant]),
        ]
        for one in found.drivers
    ]
    head = [_("Driver"), _("Share, %"), _("Lower limit"), _("Upper limit"), _("Johnson, %"), _("Coefficient")]
    return {
        **choice,
        "chart": driver_chart(found, asked.language),
        "map": driver_map(found, asked.language),
        "found": found,
        "r2": _PERCENT * found.r_squared,
        "resamples": RESAMPLES,
        "tables": [
            Table(
                "drivers", _("Drivers in figures"), [*head, _("Rating, 0 to 100"), _("Where it stands")], rows
            )
        ],
    }

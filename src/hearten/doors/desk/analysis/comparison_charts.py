"""Groups beside each other, and figures over time, as charts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.trends import Trend
from hearten.domains.insight.study_types import Comparison, StudyFrame
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import day_text, number_text
from hearten.doors.desk.analysis.question_charts import listed, tall
from hearten.doors.desk.analysis.words import group_word, p_words, said
from hearten.engines.psychometrics.descriptives import Estimate

_PERCENT = 100.0
_COMPARED = 2
# Net scores move over tens, means of ratings within a few steps.
_WIDE = 10


def comparison_chart(
    found: Comparison, language: str | None, frame: StudyFrame | None = None
) -> Chart | None:
    """One figure over groups with intervals; adjusted beside plain where groups were made comparable."""
    shown = [group for group in found.groups if group.estimate is not None]
    if not shown:
        return None
    names = [group_word(found.by, group.key, frame) for group in shown]
    differs = [name for name, group in zip(names, shown, strict=True) if group.differs]
    estimates = [group.estimate for group in shown if group.estimate is not None]
    series = [
        Series(
            _("As answered"),
            [e.value for e in estimates],
            low=[e.low for e in estimates],
            high=[e.high for e in estimates],
        )
    ]
    if found.adjusters:
        series.append(Series(_("As if all had the same people"), [g.adjusted for g in shown], "good"))
    if len(shown) < _COMPARED:
        told = _("There is too little to compare yet.")
    elif differs:
        told = _("Different from the others by more than chance: %(names)s (p over all %(p)s).") % {
            "names": listed(differs, language),
            "p": p_words(found.test_p),
        }
    else:
        told = _("No group differs from the others by more than chance (p over all %(p)s).") % {
            "p": p_words(found.test_p)
        }
    return Chart(
        title=said(found.label, language),
        sentence=told,
        kind="dot_row",
        categories=names,
        series=series,
        decimals=2,
        category_word=_("Group"),
        height=tall(len(shown)),
    )


def trend_chart(found: Trend, language: str | None) -> Chart:
    """A figure over time with its interval; stretches with too few answers are gaps."""
    known = [one for one in found.stretches if one.estimate is not None]
    estimates = [one.estimate for one in found.stretches]
    told = _("There is too little to compare yet.")
    if len(known) > 1 and known[0].estimate and known[-1].estimate:
        told = _("From %(first)s (%(since)s) to %(last)s (%(until)s).") % {
            "first": number_text(known[0].estimate.value, 2),
            "since": day_text(known[0].start),
            "last": number_text(known[-1].estimate.value, 2),
            "until": day_text(known[-1].start),
        }
    lowest, highest = _span([e for e in estimates if e])
    return Chart(
        title=_("Over time: %(name)s") % {"name": said(found.label, language)},
        sentence=told,
        kind="line",
        categories=[one.start.isoformat() for one in found.stretches],
        series=[
            Series(
                _("Value"),
                [e.value if e else None for e in estimates],
                low=[e.low if e else None for e in estimates],
                high=[e.high if e else None for e in estimates],
            )
        ],
        decimals=2,
        category_word=_("From the day"),
        minimum=lowest,
        maximum=highest,
    )


def _span(estimates: Sequence[Estimate]) -> tuple[float | None, float | None]:
    """The axis of a score over time: round figures around its intervals, as a mean of ratings has no zero."""
    ends = [v for e in estimates for v in (e.low, e.high) if not math.isnan(v)]
    if not ends:
        return None, None
    step = 10 if max(ends) - min(ends) > _WIDE else 1
    return step * math.floor(min(ends) / step), step * math.ceil(max(ends) / step)


def control_chart(found: Trend, language: str | None) -> Chart | None:
    """The share at the top of the scale with the limits within which it wanders by chance (p-chart)."""
    control = found.control
    if control is None:
        return None
    days = [start.isoformat() for start in found.control_starts]
    beyond = [
        day for day, outside, run in zip(days, control.outside, control.run, strict=True) if outside or run
    ]
    return Chart(
        title=_("Just wandering, or has something happened?"),
        sentence=_("Beyond the limits of chance: %(days)s.") % {"days": listed(beyond, language)}
        if beyond
        else _("Every point lies where chance alone would leave it."),
        kind="line",
        categories=days,
        series=[
            Series(_("Share at the top of the scale"), [_PERCENT * float(v) for v in control.values]),
            Series(_("Lower limit"), [_PERCENT * float(v) for v in control.low], "quiet"),
            Series(_("Upper limit"), [_PERCENT * float(v) for v in control.high], "quiet"),
        ],
        unit="%",
        decimals=1,
        category_word=_("From the day"),
        minimum=0,
        reference=(_PERCENT * control.centre, _("Mean")),
    )

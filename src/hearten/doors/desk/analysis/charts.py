"""Results of analyses as charts with their sentence and table twin; for pages and reports alike.

Each takes a result and the reader's language (that language is also the active one), and gives a `Chart`, or None where
there is nothing to draw.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.domains.insight.selectors.studies.needs import KanoAnalysis, ServqualAnalysis
from hearten.domains.insight.selectors.studies.preferences import PreferenceAnalysis
from hearten.domains.insight.selectors.studies.scales import FactorsFound, Scale
from hearten.domains.insight.study_types import DriverAnalysis
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.desk.analysis.comparison_charts import comparison_chart, control_chart, trend_chart
from hearten.doors.desk.analysis.question_charts import listed, question_chart, tall
from hearten.doors.desk.analysis.words import (
    QUADRANT_LABELS,
    dimension_word,
    said,
)

_PERCENT = 100.0
_LOADS = 0.4
_GOOD_ALPHA = 0.7


def driver_chart(analysis: DriverAnalysis, language: str | None) -> Chart:
    """How much of what is explained each driver carries, with its bootstrap interval."""
    first = analysis.drivers[0]
    return Chart(
        title=_("What moves “%(outcome)s”") % {"outcome": said(analysis.outcome_label, language)},
        sentence=_(
            "“%(driver)s” carries most: %(share)s of what is explained (between %(low)s and %(high)s). "
            "Together they explain %(r2)s of the differences."
        )
        % {
            "driver": said(first.label, language),
            "share": percent_text(first.share, 0),
            "low": percent_text(first.low, 0),
            "high": percent_text(first.high, 0),
            "r2": percent_text(analysis.r_squared, 0),
        },
        kind="row",
        categories=[said(driver.label, language) for driver in analysis.drivers],
        series=[
            Series(
                _("Share of what is explained"),
                [_PERCENT * d.share for d in analysis.drivers],
                low=[_PERCENT * d.low for d in analysis.drivers],
                high=[_PERCENT * d.high for d in analysis.drivers],
            )
        ],
        unit="%",
        decimals=1,
        category_word=_("Driver"),
        minimum=0,
        height=tall(len(analysis.drivers)),
    )


def driver_map(analysis: DriverAnalysis, language: str | None) -> Chart:
    """Importance against performance: what matters and is done badly lies at the top left."""
    improve = [said(d.label, language) for d in analysis.drivers if d.quadrant == "improve"]
    return Chart(
        title=_("Where to act first"),
        sentence=_("Matters much and is rated low: %(names)s.") % {"names": listed(improve, language)}
        if improve
        else _("Nothing that matters much is rated low."),
        kind="scatter",
        categories=(),
        series=(),
        decimals=1,
        category_word=_("Driver"),
        x_word=_("Rating, 0 to 100"),
        y_word=_("Share of what is explained, %"),
        points=[(d.performance, _PERCENT * d.share, said(d.label, language)) for d in analysis.drivers],
        cross=(analysis.performance_cut, _PERCENT * analysis.importance_cut),
        corners=tuple(_(QUADRANT_LABELS[q]) for q in ("improve", "keep", "watch", "enough")),  # type: ignore[arg-type]
        minimum=0,
        height=400,
    )


def kano_chart(analysis: KanoAnalysis, language: str | None) -> Chart:
    """The plane of better and worse: what delights lies at the top left, what is taken for granted at the bottom right."""
    must = [said(f.label, language) for f in analysis.features if f.result.category == "M"]
    delights = [said(f.label, language) for f in analysis.features if f.result.category == "A"]
    return Chart(
        title=_("What having it gives, what missing it takes"),
        sentence=_("Taken for granted: %(must)s. Delights: %(delights)s.")
        % {"must": listed(must, language), "delights": listed(delights, language)},
        kind="scatter",
        categories=(),
        series=(),
        decimals=2,
        category_word=_("Feature"),
        x_word=_("Missing it makes people discontent (worse, sign dropped)"),
        y_word=_("Having it makes people content (better)"),
        points=[
            (-f.result.worse.value, f.result.better.value, said(f.label, language)) for f in analysis.features
        ],
        cross=(0.5, 0.5),
        corners=(_("Delights"), _("The more the better"), _("Makes no difference"), _("Taken for granted")),
        minimum=0,
        maximum=1,
        x_minimum=0,
        x_maximum=1,
        height=440,
    )


def servqual_chart(analysis: ServqualAnalysis, language: str | None) -> Chart:
    """What is expected and what is perceived, by dimension, on the whole scale."""
    found = analysis.result.dimensions
    worst = min(found, key=lambda one: one.gap.value)
    return Chart(
        title=_("Expected and perceived service"),
        sentence=_("Perception falls short most in %(dimension)s: %(got)s against %(wanted)s expected.")
        % {
            "dimension": dimension_word(worst.name, language),
            "got": number_text(worst.perception.value, 2),
            "wanted": number_text(worst.expectation.value, 2),
        },
        kind="radar",
        categories=[dimension_word(one.name, language) for one in found],
        series=[
            Series(_("Expected service"), [one.expectation.value for one in found], "info"),
            Series(_("Perceived service"), [one.perception.value for one in found], "warm"),
        ],
        decimals=2,
        category_word=_("Dimension"),
        minimum=1,
        maximum=7,
        height=360,
    )


def gap_chart(analysis: ServqualAnalysis, language: str | None) -> Chart:
    """Perceived less expected by dimension and over all, with intervals."""
    result = analysis.result
    names = [dimension_word(one.name, language) for one in result.dimensions] + [_("Over all")]
    gaps = [one.gap for one in result.dimensions] + [result.overall]
    if not math.isnan(result.weighted.value):
        names.append(_("Over all, by what matters to each"))
        gaps.append(result.weighted)
    short = sum(gap.high < 0 for gap in gaps[: len(result.dimensions)])
    return Chart(
        title=_("The gap: perceived less expected"),
        sentence=ngettext(
            "%(n)s dimension falls short of what is expected by more than chance.",
            "%(n)s dimensions fall short of what is expected by more than chance.",
            short,
        )
        % {"n": short},
        kind="row",
        categories=names,
        series=[
            Series(
                _("Gap"),
                [gap.value for gap in gaps],
                "warm",
                low=[gap.low for gap in gaps],
                high=[gap.high for gap in gaps],
            )
        ],
        decimals=2,
        category_word=_("Dimension"),
        reference=(0.0, ""),
        height=tall(len(names)),
    )


def loadings_chart(found: FactorsFound, language: str | None) -> Chart:
    """Which questions go with which factor, from −1 to 1."""
    loadings = found.result.loadings
    order = sorted(
        range(len(found.keys)),
        key=lambda i: (int(abs(loadings[i]).argmax()), -float(abs(loadings[i]).max())),
    )
    factors = loadings.shape[1]
    clear = sum(float(abs(row).max()) >= _LOADS for row in loadings)
    return Chart(
        title=_("Which questions go together"),
        sentence=ngettext(
            "%(factors)s factor; %(clear)s of %(all)s questions load clearly (0.4 or more).",
            "%(factors)s factors; %(clear)s of %(all)s questions load clearly (0.4 or more).",
            factors,
        )
        % {"factors": factors, "clear": clear, "all": len(found.keys)},
        kind="heat",
        categories=[_("Factor %(n)s") % {"n": n + 1} for n in range(factors)],
        series=[
            Series(said(found.labels[found.keys[i]], language), [float(v) for v in loadings[i]])
            for i in order
        ],
        decimals=2,
        category_word=_("Question"),
        minimum=-1,
        maximum=1,
        height=60 + 34 * len(order),
    )


def scales_chart(scales: Sequence[Scale], language: str | None) -> Chart | None:
    """Alpha of each set of questions with its interval, beside what usually counts as enough."""
    if not scales:
        return None
    weak = [said(one.label, language) for one in scales if one.result.alpha.raw < _GOOD_ALPHA]
    return Chart(
        title=_("Do questions that belong together agree?"),
        sentence=_("Below 0.7: %(names)s.") % {"names": listed(weak, language)}
        if weak
        else _("Every set agrees well enough to be read as one figure (0.7 or more)."),
        kind="dot_row",
        categories=[said(one.label, language) for one in scales],
        series=[
            Series(
                _("Alpha"),
                [one.result.alpha.raw for one in scales],
                low=[one.result.feldt.low for one in scales],
                high=[one.result.feldt.high for one in scales],
            )
        ],
        decimals=2,
        category_word=_("Set of questions"),
        minimum=min(0.0, *(one.result.feldt.low for one in scales)),
        maximum=1,
        reference=(_GOOD_ALPHA, _("0.7")),
        height=tall(len(scales)),
    )


def preference_chart(found: PreferenceAnalysis, language: str | None) -> Chart:
    """What matters most when one must choose: utilities with intervals, or plain counts where there are none."""
    with_utility = all(one.utility is not None for one in found.items)
    known = [one.utility for one in found.items if one.utility is not None]
    values = [e.value for e in known] if with_utility else [one.score for one in found.items]
    return Chart(
        title=said(found.label, language),
        sentence=_("Matters most: “%(first)s”; least: “%(last)s” (%(n)s people chose).")
        % {
            "first": said(found.items[0].label, language),
            "last": said(found.items[-1].label, language),
            "n": found.people,
        },
        kind="dot_row",
        categories=[said(one.label, language) for one in found.items],
        series=[
            Series(
                _("Utility (0 is the mean of all)") if with_utility else _("Best less worst, of times shown"),
                values,
                low=[e.low for e in known] if with_utility else None,
                high=[e.high for e in known] if with_utility else None,
            )
        ],
        decimals=2,
        category_word=_("Wish"),
        reference=(0.0, ""),
        height=tall(len(found.items)),
    )


__all__ = [
    "comparison_chart",
    "control_chart",
    "driver_chart",
    "driver_map",
    "gap_chart",
    "kano_chart",
    "loadings_chart",
    "preference_chart",
    "question_chart",
    "scales_chart",
    "servqual_chart",
    "trend_chart",
]

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
from hearten.domains.insight.selectors.studies.scales import FactorsFound, Scale
from hearten.domains.insight.study_types import Comparison, DriverAnalysis, Line, QuestionResult
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.desk.analysis.words import (
    QUADRANT_LABELS,
    dimension_word,
    group_word,
    interval_words,
    p_words,
    said,
)

_PERCENT = 100.0
_SCALES = {ItemKind.MATRIX, ItemKind.SERVQUAL, ItemKind.SCALE, ItemKind.CSAT, ItemKind.EFFORT}
_MEANS = {ItemKind.ALLOCATION, ItemKind.RANKING}
_LOADS = 0.4
_COMPARED = 2
_GOOD_ALPHA = 0.7


def question_chart(result: QuestionResult, language: str | None) -> Chart | None:
    """The answers to one question: steps of scales around their middle, shares of choices, means of ranks."""
    if result.too_few is not None or not any(line.n for line in result.lines):
        return None
    if result.kind in _MEANS:
        return _means(result, language)
    lines = [line for line in result.lines if line.steps]
    if not lines:
        return None
    if result.kind is ItemKind.KANO:
        return _both_halves(result, lines, language)
    return (
        _diverging(result, lines, language)
        if result.kind in _SCALES
        else _choices(result, lines[0], language)
    )


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
        height=_tall(len(analysis.drivers)),
    )


def driver_map(analysis: DriverAnalysis, language: str | None) -> Chart:
    """Importance against performance: what matters and is done badly lies at the top left."""
    improve = [said(d.label, language) for d in analysis.drivers if d.quadrant == "improve"]
    return Chart(
        title=_("Where to act first"),
        sentence=_("Matters much and is rated low: %(names)s.") % {"names": _listed(improve, language)}
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
        % {"must": _listed(must, language), "delights": _listed(delights, language)},
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
            Series(_("Expected"), [one.expectation.value for one in found], "info"),
            Series(_("Perceived"), [one.perception.value for one in found], "warm"),
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
        height=_tall(len(names)),
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
        category_word=_("Factor"),
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
        sentence=_("Below 0.7: %(names)s.") % {"names": _listed(weak, language)}
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
        height=_tall(len(scales)),
    )


def comparison_chart(found: Comparison, language: str | None, frame: object = None) -> Chart | None:
    """One figure over groups with intervals; adjusted beside plain where groups were made comparable."""
    shown = [group for group in found.groups if group.estimate is not None]
    if not shown:
        return None
    names = [group_word(found.by, group.key, frame) for group in shown]  # type: ignore[arg-type]
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
            "names": _listed(differs, language),
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
        height=_tall(len(shown)),
    )


def _diverging(result: QuestionResult, lines: Sequence[Line], language: str | None) -> Chart:
    steps = lines[0].steps
    low, high = (said(words, language) for words in (result.item.low_label, result.item.high_label))
    names = [step.label.in_language(language) for step in steps]
    if low and high:
        names = [f"{names[0]} {low}", *names[1:-1], f"{names[-1]} {high}"]
    series = [Series(name, [_share(line.steps[i].share) for line in lines]) for i, name in enumerate(names)]
    if any(line.hidden for line in lines):
        series.append(
            Series(_("Too few to tell apart"), [_PERCENT * line.hidden or None for line in lines], "hidden")
        )
    return Chart(
        title=said(result.item.text, language),
        sentence=_best_and_worst(lines, language),
        kind="diverging_row",
        categories=[said(line.label, language) for line in lines],
        series=series,
        unit="%",
        decimals=1,
        category_word=_("Question"),
        height=90 + 52 * max(1, len(lines)),
    )


def _best_and_worst(lines: Sequence[Line], language: str | None) -> str:
    known = [line for line in lines if line.mean is not None]
    if not known:
        return _("Too few answers to show.")
    if len(known) == 1:
        only = known[0]
        return _(
            "On average %(mean)s; %(top)s answered at the top, %(bottom)s at the bottom (%(n)s answers)."
        ) % {
            "mean": interval_words(only.mean, 2),
            "top": percent_text(only.top.value if only.top else None, 0),
            "bottom": percent_text(only.bottom.value if only.bottom else None, 0),
            "n": only.n,
        }
    best, worst = (pick(known, key=_mean_of) for pick in (max, min))
    return _("Highest: “%(best)s” (%(high)s). Lowest: “%(worst)s” (%(low)s).") % {
        "best": said(best.label, language),
        "high": number_text(_mean_of(best), 2),
        "worst": said(worst.label, language),
        "low": number_text(_mean_of(worst), 2),
    }


def _both_halves(result: QuestionResult, lines: Sequence[Line], language: str | None) -> Chart:
    """With and without each feature."""
    parts = (_("with it"), _("without it"))
    return Chart(
        title=said(result.item.text, language),
        sentence=_("How people would feel with and without each feature."),
        kind="share_row",
        categories=[f"{said(line.label, language)} · {parts[line.key.endswith('.d')]}" for line in lines],
        series=[
            Series(step.label.in_language(language), [_share(line.steps[i].share) for line in lines])
            for i, step in enumerate(lines[0].steps)
        ]
        + [Series(_("Too few to tell apart"), [_PERCENT * line.hidden for line in lines], "hidden")],
        unit="%",
        decimals=1,
        category_word=_("Feature"),
        height=80 + 34 * len(lines),
    )


def _choices(result: QuestionResult, line: Line, language: str | None) -> Chart:
    known = [step for step in line.steps if step.share is not None]
    names = [said(step.label, language) for step in line.steps]
    values = [_share(step.share) for step in line.steps]
    series = [Series(_("Share of answers"), values)]
    if line.hidden:
        names.append(_("Too few to tell apart"))
        blank: list[float | None] = [None] * len(values)
        series = [Series(_("Share of answers"), [*values, None])]
        series.append(Series(_("Together"), [*blank, _PERCENT * line.hidden], "hidden"))
    top = max(known, key=lambda step: step.share or 0.0, default=None)
    upright = result.kind is ItemKind.NPS
    return Chart(
        title=said(result.item.text, language),
        sentence=_("Most often: “%(option)s” (%(share)s of %(n)s answers).")
        % {"option": said(top.label, language), "share": percent_text(top.share, 0), "n": line.n}
        if top
        else _("Too few answers to show."),
        kind="bar" if upright else "row" if len(series) == 1 else "stacked_row",
        categories=names,
        series=series,
        unit="%",
        decimals=1,
        category_word=_("Answer"),
        minimum=0,
        height=240 if upright else _tall(len(names)),
    )


def _means(result: QuestionResult, language: str | None) -> Chart | None:
    lines = [line for line in result.lines if line.mean is not None]
    if not lines:
        return None
    ranked = result.kind is ItemKind.RANKING
    lines.sort(key=_mean_of, reverse=not ranked)
    return Chart(
        title=said(result.item.text, language),
        sentence=_("First: “%(first)s”. Last: “%(last)s”.")
        % {"first": said(lines[0].label, language), "last": said(lines[-1].label, language)},
        kind="dot_row",
        categories=[said(line.label, language) for line in lines],
        series=[
            Series(
                _("Mean rank (1 is first)") if ranked else _("Mean points"),
                [_mean_of(line) for line in lines],
                low=[line.mean.low if line.mean else None for line in lines],
                high=[line.mean.high if line.mean else None for line in lines],
            )
        ],
        decimals=1,
        category_word=_("Answer"),
        minimum=1 if ranked else 0,
        height=_tall(len(lines)),
    )


def _mean_of(line: Line) -> float:
    return line.mean.value if line.mean else float("nan")


def _share(value: float | None) -> float | None:
    return None if value is None else _PERCENT * value


def _listed(names: Sequence[str], language: str | None) -> str:
    joint = ", " if (language or "").startswith("en") else "、"
    return joint.join(names) or _("none")


def _tall(rows: int) -> int:
    return 70 + 44 * max(2, rows)

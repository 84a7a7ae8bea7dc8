"""The answers to one question as a chart: steps of scales around their middle, shares of choices, means of ranks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hearten.domains.insight.study_types import Line, QuestionResult
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.charts import Chart, Kind, Series
from hearten.doors.components.formats import number_text, percent_text
from hearten.doors.desk.analysis.words import interval_words, said
from hearten.engines.psychometrics.descriptives import Estimate

_PERCENT = 100.0
_SCALES = {ItemKind.MATRIX, ItemKind.SERVQUAL, ItemKind.SCALE, ItemKind.CSAT, ItemKind.EFFORT}
_MEANS = {ItemKind.ALLOCATION, ItemKind.RANKING}


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
        return _one_scale(known[0])
    best, worst = (pick(known, key=_mean_of) for pick in (max, min))
    return _("Highest: “%(best)s” (%(high)s). Lowest: “%(worst)s” (%(low)s).") % {
        "best": said(best.label, language),
        "high": number_text(_mean_of(best), 2),
        "worst": said(worst.label, language),
        "low": number_text(_mean_of(worst), 2),
    }


def _one_scale(line: Line) -> str:
    """The mean and what lies at the ends of the scale, as far as it may be told."""
    mean = interval_words(line.mean, 1 if line.hidden else 2)
    known = {"mean": mean, "n": line.n, "top": _whole(line.top), "bottom": _whole(line.bottom)}
    if line.top and line.bottom:
        told = _(
            "On average %(mean)s; %(top)s answered at the top, %(bottom)s at the bottom (%(n)s answers)."
        )
    elif line.top:
        told = _("On average %(mean)s; %(top)s answered at the top (%(n)s answers).")
    elif line.bottom:
        told = _("On average %(mean)s; %(bottom)s answered at the bottom (%(n)s answers).")
    else:
        told = _("On average %(mean)s (%(n)s answers).")
    return told % known


def _whole(share: Estimate | None) -> str:
    return percent_text(share.value if share else None, 0)


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
    upright = result.kind is ItemKind.NPS
    if line.hidden:
        # Beside eleven bars there is room for a short word; the legend has the whole.
        names.append(_("Others") if upright else _("Too few to tell apart"))
        blank: list[float | None] = [None] * len(values)
        series = [Series(_("Share of answers"), [*values, None])]
        series.append(Series(_("Too few to tell apart"), [*blank, _PERCENT * line.hidden], "hidden"))
    top = max(known, key=lambda step: step.share or 0.0, default=None)
    return Chart(
        title=said(result.item.text, language),
        sentence=_("Most often: “%(option)s” (%(share)s of %(n)s answers).")
        % {"option": said(top.label, language), "share": percent_text(top.share, 0), "n": line.n}
        if top
        else _("Too few answers to show."),
        kind=_bars(upright=upright, several=len(series) > 1),
        categories=names,
        series=series,
        unit="%",
        decimals=1,
        category_word=_("Answer"),
        minimum=0,
        height=240 if upright else tall(len(names)),
    )


def _bars(*, upright: bool, several: bool) -> Kind:
    if upright:
        return "stacked" if several else "bar"
    return "stacked_row" if several else "row"


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
        height=tall(len(lines)),
    )


def _mean_of(line: Line) -> float:
    return line.mean.value if line.mean else float("nan")


def _share(value: float | None) -> float | None:
    return None if value is None else _PERCENT * value


def tall(rows: int) -> int:
    """The height of a chart with so many lying rows, in pixels."""
    return 70 + 44 * max(2, rows)


def listed(names: Sequence[str], language: str | None) -> str:
    """Names in a row, or the word for none."""
    joint = ", " if (language or "").startswith("en") else "、"
    return joint.join(names) or _("none")

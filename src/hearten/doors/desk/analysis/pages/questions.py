"""Every question with its distribution and its figures."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.questions import question_results
from hearten.domains.insight.study_types import Line, QuestionResult
from hearten.domains.surveys.questionnaire import ITEM_LABELS, FieldKind, ItemKind
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import question_chart
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import interval_words, said
from hearten.doors.desk.insight.export import Value
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.psychometrics.descriptives import NetPromoter

_PERCENT = 100.0
# MaxDiff tasks say little one by one; the page of wishes weighs them together.
_ELSEWHERE = {ItemKind.MAXDIFF}


def build(asked: Asked) -> dict[str, Any]:
    """One card for each question."""
    found = [one for one in question_results(asked.frame) if one.kind not in _ELSEWHERE]
    return {
        "cards": [_card(one, asked) for one in found],
        "open_fields": any(f.kind is FieldKind.WORDS for f in asked.columns.survey.fields()),
        "words_url": asked.url("words") if asked.may_read else "",
        "topics_url": f"{reverse('desk:texts')}?survey={asked.code}",
        "tables": [_figures(found), _steps(found)],
    }


def _card(result: QuestionResult, asked: Asked) -> dict[str, Any]:
    shown = [line for line in result.lines if line.n >= THRESHOLD]
    return {
        "title": said(result.item.text),
        "kind": _(ITEM_LABELS[result.kind]),
        "chart": question_chart(result, asked.language),
        "note": _note(result),
        "lines": [_line(line, rough=any(map(_is_rough, shown))) for line in shown],
        "many": len(shown) > 1,
        "has_mean": any(line.mean is not None for line in shown),
        "has_top": any(line.top is not None for line in shown),
        "has_nps": any(line.nps is not None for line in shown),
        "seconds": result.seconds,
    }


def _note(result: QuestionResult) -> str:
    """Why there is no chart."""
    if result.too_few is not None or any(0 < line.n < THRESHOLD for line in result.lines):
        return _("Too few answers to show.")
    return "" if any(line.n for line in result.lines) else _("Nobody answered this question.")


def _silent(line: Line) -> tuple[int | None, int | None]:
    """How many did not answer and how many can't say; together where one of them is few."""
    few = any(0 < count < THRESHOLD for count in (line.missing, line.cannot_say))
    return (None, None) if few else (line.missing, line.cannot_say)


def _is_rough(line: Line) -> bool:
    """Whether exact moments beside the open steps would let the hidden ones be solved for."""
    return any(step.share is None for step in line.steps)


def _line(line: Line, *, rough: bool) -> dict[str, Any]:
    return {
        "label": said(line.label) + _half(line),
        "n": line.n,
        "missing": _silent(line)[0],
        "cannot_say": _silent(line)[1],
        "mean": interval_words(line.mean, 1 if rough else 2),
        "median": line.median,
        "top": interval_words(line.top, 0, "%", _PERCENT),
        "bottom": interval_words(line.bottom, 0, "%", _PERCENT),
        "nps": interval_words(line.nps.score, 0) if line.nps else "",
    }


def _half(line: Line) -> str:
    """Pairs ask twice about the same thing."""
    halves = {"e": _("expected"), "p": _("perceived"), "f": _("with it"), "d": _("without it")}
    parts = line.key.split(".")
    word = halves.get(parts[2], "") if len(parts) > 2 else ""  # noqa: PLR2004 -- item.row.part
    return f" · {word}" if word else ""


def _figures(found: list[QuestionResult]) -> Table:
    """All figures of all questions, a row for each field."""
    rows: list[list[Value]] = []
    for result in found:
        for line in result.lines:
            if 0 < line.n < THRESHOLD:
                continue
            unseen = _is_rough(line)
            named: list[Value] = [said(result.item.text), said(line.label) + _half(line), line.n]
            spread = None if unseen else line.sd
            rows.append([*named, *_silent(line), line.median, spread, *_ends(line, 1 if unseen else None)])
    head = [
        _("Question"),
        _("Part"),
        _("Answers"),
        _("Not answered"),
        _("Can't say"),
        _("Median"),
        _("Spread"),
    ]
    for word in (_("Mean"), _("Top, %"), _("Bottom, %"), _("Net score")):
        head += [word, _("Lower limit"), _("Upper limit")]
    return Table("questions", _("Figures of all questions"), head, rows)


def _ends(line: Line, decimals: int | None) -> list[Value]:
    """Mean, top, bottom and net score, each with its limits."""
    figures: list[Value] = []
    for one, scale in ((line.mean, 1), (line.top, _PERCENT), (line.bottom, _PERCENT), (line.nps, 1)):
        told = one.score if isinstance(one, NetPromoter) else one
        ends = (told.value, told.low, told.high) if told else (None, None, None)
        figures += [None if v is None else scale * v for v in ends]
    return figures if decimals is None else [v if v is None else round(float(v), decimals) for v in figures]


def _steps(found: list[QuestionResult]) -> Table:
    """Shares of every answer to every question; what is too small to be shown is empty."""
    rows: list[list[Value]] = [
        [
            said(result.item.text),
            said(line.label) + _half(line),
            said(step.label),
            step.count,
            None if step.share is None else _PERCENT * step.share,
        ]
        for result in found
        for line in result.lines
        for step in line.steps
    ]
    head = [_("Question"), _("Part"), _("Answer"), _("Answers"), _("Share, %")]
    return Table("steps", _("Shares of all answers"), head, rows, 1, _("Empty: too few people to be shown."))

"""What was answered to each question: shares, means and scores with their intervals, small steps hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hearten.domains.insight.selectors.studies.frame import is_hidden
from hearten.domains.insight.study_types import (
    DIMENSION_KEY,
    DIMENSION_WORDS,
    Line,
    QuestionResult,
    Step,
    StudyFrame,
    TooFew,
)
from hearten.domains.surveys.questionnaire import EMPTY, Field, FieldKind, Item, ItemKind, Words
from hearten.engines.disclosure import THRESHOLD, hide_small
from hearten.engines.psychometrics.descriptives import Estimate, box, describe, mean, net_promoter

# Boxes of the scales: how many steps at each end count as satisfied or not (two on 5 to 7 steps, three on longer ones).
_SHORT, _LONG = 4, 8
_ANY = {ItemKind.NUMBER, ItemKind.DATE, ItemKind.ALLOCATION}
KANO_STEPS = (
    Words("我很喜欢", "I like it"),
    Words("理应如此", "I expect it"),
    Words("无所谓", "I don't mind either way"),
    Words("勉强能接受", "I can live with it"),
    Words("我不喜欢", "I dislike it"),
)
AGREED, REFUSED = Words("同意", "Agreed"), Words("不同意", "Did not agree")


def question_results(frame: StudyFrame) -> tuple[QuestionResult, ...]:
    """Every question but notes and own words, in the order of the questionnaire."""
    return tuple(
        question_result(frame, item)
        for item in frame.items
        if item.kind not in {ItemKind.NOTE, ItemKind.TEXT, ItemKind.FILE} and item.sensitive is None
    )


def question_result(frame: StudyFrame, item: Item) -> QuestionResult:
    """One question. With too few people behind it, no figure leaves."""
    if is_hidden(frame):
        return QuestionResult(item, (), None, TooFew.HIDDEN)
    times = frame.columns.item_seconds.get(item.code, np.empty(0))
    spent = times[~np.isnan(times) & (times > 0)]
    seconds = float(np.median(spent)) if len(spent) >= THRESHOLD else None
    if item.kind is ItemKind.MULTIPLE:
        return QuestionResult(item, (_chosen(frame, item),), seconds)
    if item.kind is ItemKind.RANKING:
        return QuestionResult(item, _ranked(frame, item), seconds)
    fields = [field for field in item.fields() if field.key in frame.columns.values]
    return QuestionResult(item, tuple(_line(frame, item, field) for field in fields), seconds)


def line_of(frame: StudyFrame, key: str) -> Line:
    """One field's line. Raises KeyError for a field that has none."""
    field = frame.columns.survey.field(key)
    item = frame.columns.survey.item(field.item) if field else None
    if field is None or item is None:
        raise KeyError(key)
    return _line(frame, item, field)


def label_of(item: Item, field: Field) -> Words:
    """What a field is called on a chart: its row, its option, or the question."""
    if row := item.row(field.row):
        part = {"e": row.expectation, "p": row.perception}.get(field.part, row.text)
        return part or row.text
    if option := item.option(field.row):
        return option.text
    return item.text


def label_for(frame: StudyFrame, key: str) -> Words:
    """What the field `key` is called; the key itself for a field that the survey does not have."""
    if key.startswith(DIMENSION_KEY):
        return DIMENSION_WORDS[key.removeprefix(DIMENSION_KEY)]
    field = frame.columns.survey.field(key)
    item = frame.columns.survey.item(field.item) if field else None
    return label_of(item, field) if item and field else Words(key, key)


def _line(frame: StudyFrame, item: Item, field: Field) -> Line:
    values, weights = frame.columns.values[field.key], frame.weights
    n = int((~np.isnan(values)).sum())
    unsure = int(frame.columns.cannot_say.get(field.key, np.zeros(0, dtype=bool)).sum())
    bare = Line(field.key, label_of(item, field), n, len(values) - n - unsure, unsure)
    if n < THRESHOLD:
        return bare
    if kinds := _kinds(item, field):
        steps, hidden = _steps(values, weights, kinds)
        return replace(bare, steps=steps, hidden=hidden)
    told = describe(values, weights)
    line = replace(bare, mean=told.mean, median=told.median, sd=told.sd)
    if item.kind in _ANY or field.lowest is None or field.highest is None:
        return line
    return _on_scale(line, item, values, weights, (field.lowest, field.highest))


def _on_scale(
    line: Line,
    item: Item,
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    scale: tuple[float, float],
) -> Line:
    lowest, highest = scale
    numbers = [str(int(v)) for v in np.arange(lowest, highest + 1)]
    levels = [(number, Words(number, number), float(number)) for number in numbers]
    steps, hidden = _steps(values, weights, levels)
    wide = _box_width(len(levels))
    return replace(
        line,
        steps=steps,
        hidden=hidden,
        top=_box(values, weights, steps[-wide:], steps),
        bottom=_box(values, weights, steps[:wide], steps),
        nps=net_promoter(values, weights) if item.kind is ItemKind.NPS else None,
    )


def _box(
    values: NDArray[np.float64], weights: NDArray[np.float64], inside: Sequence[Step], steps: Sequence[Step]
) -> Estimate | None:
    """The share of the steps `inside` together; None where it would tell of a few people, by itself or beside the steps."""
    ends = [step.number for step in inside if step.number is not None]
    n, count = int((~np.isnan(values)).sum()), int(np.isin(values, ends).sum())
    unseen = [step.share is None for step in inside]
    parts_the_hidden = any(unseen) and sum(unseen) < sum(step.share is None for step in steps)
    if 0 < count < THRESHOLD or 0 < n - count < THRESHOLD or parts_the_hidden:
        return None
    return box(values, min(ends), max(ends), weights)


def _box_width(steps: int) -> int:
    return 1 if steps <= _SHORT else 2 if steps < _LONG else 3


def _kinds(item: Item, field: Field) -> list[tuple[str, Words, float]]:
    """Answers that differ in kind, so that a mean of them would say nothing; none where they are numbers."""
    if field.kind is FieldKind.CHOICE:
        return _options(item, field)
    if field.kind is FieldKind.FLAG:
        return [("1", AGREED, 1.0), ("0", REFUSED, 0.0)]
    if item.kind is ItemKind.KANO:
        return [(str(at), word, float(at)) for at, word in enumerate(KANO_STEPS, 1)]
    return []


def _options(item: Item, field: Field) -> list[tuple[str, Words, float]]:
    places = ((code, item.option(code), float(at)) for at, code in enumerate(field.options))
    return [(code, option.text if option else EMPTY, at) for code, option, at in places]


def _steps(
    values: NDArray[np.float64], weights: NDArray[np.float64], levels: Sequence[tuple[str, Words, float]]
) -> tuple[tuple[Step, ...], float]:
    """The steps, and what share the hidden ones have together."""
    marks = [values == at for _, _, at in levels]
    counts = np.array([int(mark.sum()) for mark in marks])
    total = float(weights[~np.isnan(values)].sum())
    shares = np.array([float(weights[mark].sum()) / total for mark in marks])
    hidden = hide_small(counts).cells
    steps = tuple(
        Step(code, label, at, None if hide else float(share), None if hide else int(count))
        for (code, label, at), share, count, hide in zip(levels, shares, counts, hidden, strict=True)
    )
    return steps, float(shares[hidden].sum())


def _chosen(frame: StudyFrame, item: Item) -> Line:
    """Several choices: each option is a figure of its own, small when few chose it or few did not."""
    table = frame.columns.chosen[item.code]
    answered = ~np.isnan(table[:, 0]) if table.shape[1] else np.zeros(len(table), dtype=bool)
    n, weights = int(answered.sum()), frame.weights[answered]
    bare = Line(item.code, item.text, n, len(table) - n, int(frame.columns.cannot_say[item.code].sum()))
    if n < THRESHOLD:
        return bare
    steps = []
    for at, option in enumerate(item.options):
        mark = table[answered, at] == 1
        count = int(mark.sum())
        hide = 0 < count < THRESHOLD or 0 < n - count < THRESHOLD
        share = float(weights[mark].sum() / weights.sum())
        steps.append(
            Step(option.code, option.text, float(at), None if hide else share, None if hide else count)
        )
    return replace(bare, steps=tuple(steps))


def _ranked(frame: StudyFrame, item: Item) -> tuple[Line, ...]:
    """Each option's mean rank; 1 is first."""
    table = frame.columns.ranks[item.code]
    lines = []
    for at, option in enumerate(item.options):
        ranks = table[:, at]
        n = int((~np.isnan(ranks)).sum())
        figure = mean(ranks, frame.weights) if n >= THRESHOLD else None
        lines.append(Line(f"{item.code}.{option.code}", option.text, n, len(ranks) - n, 0, mean=figure))
    return tuple(lines)

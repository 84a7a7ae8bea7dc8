"""Columns that explain: numbers as they are, words as one mark for each answer but the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hearten.doors.api.analyse.asking import Question
from hearten.doors.api.analyse.labels import coded
from hearten.engines.psychometrics.inputs import Matrix


def predictors(question: Question, names: Sequence[str], *, whole: bool = False) -> tuple[list[str], Matrix]:
    """The names of the terms, and a column for each; a missing answer is missing in all its marks."""
    titles: list[str] = []
    columns: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
    for name in names:
        values = question.whole(name) if whole else question.column(name)
        if values.dtype.kind == "f":
            titles.append(name)
            columns.append(values)
            continue
        labels, codes = coded(values)
        for place, label in enumerate(labels[1:], 1):
            titles.append(f"{name}={label}")
            columns.append(np.where(codes < 0, np.nan, (codes == place).astype(np.float64)))
    return titles, np.column_stack(columns)

"""What do labels given by people teach? A linear layer over pairs of tokens and listed phrases, fitted afresh each time.

Feeling is one line from negative to positive with an edge around neutral; each topic is a logistic regression. Both are
fitted by penalised likelihood (a normal prior around 0), so the same examples always give the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit, log_expit, softmax

from hearten.engines.opentext.cleaning import clean
from hearten.engines.opentext.labelling import Reading, read, topic_score
from hearten.engines.opentext.model import BIAS, TOPIC_BIAS, Weights, scale_of
from hearten.engines.opentext.sentiment import Sentiment, felt_score
from hearten.engines.opentext.taxonomy import TAXONOMY

Column = NDArray[np.float64]

# Precision of the prior: of feeling, where hand-written words leave much unsaid; of topics, where they say most.
FEELING_PENALTY, TOPIC_PENALTY = 0.2, 1.0
# A weight below this is noise; leaving it out keeps the stored model small.
_LEAST_WEIGHT = 0.05
# A feature seen in one text only says nothing of the next text.
_LEAST_TEXTS = 2
_SIDE = {Sentiment.POSITIVE: 0, Sentiment.NEUTRAL: 1, Sentiment.NEGATIVE: 2}


@dataclass(frozen=True)
class Example:
    """A text with its right label; `times` says as how many examples it counts.

    What corrects a label is fitted on top of the hand-written score that was wrong, so that it can be unlearnt; examples
    are fitted as if nothing were hand-written, for the word lists were made while looking at them.
    """

    text: str
    sentiment: Sentiment
    topics: frozenset[str]
    times: float = 1.0
    corrects: bool = False


def learn(
    examples: Sequence[Example],
    *,
    feeling_penalty: float = FEELING_PENALTY,
    topic_penalty: float = TOPIC_PENALTY,
) -> Weights:
    """Weights from examples; none at all gives weights that add nothing."""
    readings = [read(clean(example.text)) for example in examples]
    names, matrix = _design([reading.words for reading in readings])
    if not names:
        return Weights(learnt_from=len(examples))
    times = np.array([example.times for example in examples])
    sides = np.array([_SIDE[example.sentiment] for example in examples])
    edges = np.array([reading.edge for reading in readings])
    felt = np.array(
        [felt_score(r.felt) if e.corrects else 0.0 for e, r in zip(examples, readings, strict=True)]
    )
    feeling = _fit_feeling(matrix, (sides, edges, times, felt), feeling_penalty)
    topics = {}
    for topic in TAXONOMY:
        marks = np.array([topic.code in example.topics for example in examples], dtype=float)
        if marks.any():
            start = np.array([_start(e, r, topic.code) for e, r in zip(examples, readings, strict=True)])
            fitted = _fit_topic(matrix, (marks, times, start), topic_penalty)
            topics[topic.code] = _named(names, fitted, keep_bias=False)
    return Weights(_named(names, feeling, keep_bias=True), topics, len(examples))


def _design(features: Sequence[tuple[str, ...]]) -> tuple[list[str], csr_matrix]:
    """A row for each text and a column for each feature; the last column is the constant."""
    seen = Counter(name for row in features for name in row)
    names = sorted(name for name, n in seen.items() if n >= _LEAST_TEXTS)
    if not names:
        return [], csr_matrix((len(features), 0))
    place = {name: i for i, name in enumerate(names)}
    rows, columns, values = [], [], []
    for i, row in enumerate(features):
        for name in filter(place.__contains__, row):
            rows.append(i)
            columns.append(place[name])
            values.append(scale_of(len(row)))
        rows.append(i)
        columns.append(len(names))
        values.append(1.0)
    return names, csr_matrix((values, (rows, columns)), shape=(len(features), len(names) + 1))


def _fit_feeling(
    matrix: csr_matrix, known: tuple[NDArray[np.int64], Column, Column, Column], penalty: float
) -> Column:
    sides, edges, times, felt = known
    chosen = np.arange(len(sides))

    def loss(weights: Column) -> tuple[float, Column]:
        score = matrix @ weights + felt
        powers = np.stack([score, edges, -score], axis=1)
        likely = softmax(powers, axis=1)
        slope = times * ((likely[:, 0] - likely[:, 2]) - ((sides == 0) * 1.0 - (sides == 2) * 1.0))  # noqa: PLR2004
        value = -(times * np.log(likely[chosen, sides])).sum() + penalty / 2 * weights @ weights
        return float(value), matrix.T @ slope + penalty * weights

    return _least(loss, matrix.shape[1])


def _start(example: Example, reading: Reading, code: str) -> float:
    """The hand-written score of a corrected text without its constant, which the fitted one replaces."""
    return topic_score(code, reading) - TOPIC_BIAS if example.corrects else 0.0


def _fit_topic(matrix: csr_matrix, known: tuple[Column, Column, Column], penalty: float) -> Column:
    marks, times, start = known
    signs = 2 * marks - 1

    def loss(weights: Column) -> tuple[float, Column]:
        margin = signs * (matrix @ weights + start)
        value = -(times * log_expit(margin)).sum() + penalty / 2 * (weights[:-1] @ weights[:-1])
        slope = matrix.T @ (-times * signs * expit(-margin)) + penalty * np.append(weights[:-1], 0.0)
        return float(value), slope

    return _least(loss, matrix.shape[1])


def _least(loss: object, n: int) -> Column:
    found = minimize(loss, np.zeros(n), jac=True, method="L-BFGS-B", options={"maxiter": 500, "gtol": 1e-6})
    return np.asarray(found.x, dtype=np.float64)


def _named(names: list[str], weights: Column, *, keep_bias: bool) -> dict[str, float]:
    kept = {
        name: round(float(w), 4)
        for name, w in zip(names, weights[:-1], strict=True)
        if abs(w) >= _LEAST_WEIGHT
    }
    return kept | ({BIAS: round(float(weights[-1]), 4)} if keep_bias else {})

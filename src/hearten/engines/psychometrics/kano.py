"""Which features delight, which are taken for granted: Kano's pairs of questions (docs/algorithms/kano.md).

Answers are 1 like it, 2 expect it, 3 neutral, 4 can live with it, 5 dislike it; "functional" is how one feels with the
feature, "dysfunctional" without it. Categories: M must-be, O one-dimensional, A attractive, I indifferent, R reverse,
Q questionable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from hearten.engines.psychometrics.descriptives import Estimate, effective_size
from hearten.engines.psychometrics.inputs import (
    Vector,
    chosen_from,
    same_length,
    share_of,
    tally,
    vector,
    weights_for,
)
from hearten.engines.satisfaction.scores import CONFIDENCE, share
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Table = Literal["classic", "pouliot"]
Rule = Literal["mode", "strong_first", "order"]

# The order is also the one in which a tie is broken: what does most harm when it is missing comes first.
CATEGORIES = "MOAIRQ"
STEPS = 5

# Rows: functional like … dislike; columns: dysfunctional like … dislike.
# classic: Kano (1984) as printed by Berger et al. (1993) and Matzler et al. (1996).
# pouliot: Pouliot in Berger et al. (1993): one who expects it both ways, or can live with both, contradicts himself.
TABLES: Mapping[Table, tuple[str, ...]] = {
    "classic": ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"),
    "pouliot": ("QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"),
}
_STRONG = 3  # M, O and A
_FONG = 1.65
_CLOSE = 0.05


@dataclass(frozen=True)
class KanoCounts:
    """How many people (or what weight of them) fell into each category, in the order M O A I R Q."""

    counts: Vector
    n: int
    effective_n: float
    missing: int

    @property
    def total(self) -> float:
        return float(self.counts.sum())

    def __getitem__(self, category: str) -> float:
        return float(self.counts[CATEGORIES.index(category)])


@dataclass(frozen=True)
class FongTest:
    """Whether the first category is ahead of the second by more than chance at 90 % (Fong 1996)."""

    difference: float
    critical: float

    @property
    def clear(self) -> bool:
        return self.difference > 0 and self.difference >= self.critical


@dataclass(frozen=True)
class KanoFeature:
    """One feature. `better` (CS+, 0 … 1) and `worse` (CS−, −1 … 0) with Wilson intervals; strengths are shares.

    `category` follows `rule`; `mode`, `strong_first` and `order` give all three beside each other, "" without answers.
    """

    counts: KanoCounts
    rule: Rule
    mode: str
    strong_first: str
    order: str
    better: Estimate
    worse: Estimate
    total_strength: float
    category_strength: float
    fong: FongTest
    chi_square: float
    chi_square_p: float

    @property
    def category(self) -> str:
        return {"mode": self.mode, "strong_first": self.strong_first, "order": self.order}[self.rule]


def classify(
    functional: ArrayLike,
    dysfunctional: ArrayLike,
    *,
    table: Table = "classic",
    weights: ArrayLike | None = None,
) -> KanoCounts:
    """Counts the categories of pairs of answers 1–5; a pair with a missing half is counted as missing."""
    chosen_from(table, tuple(TABLES), field="table")
    with_it = vector(functional, field="functional")
    without = vector(dysfunctional, field="dysfunctional")
    same_length(with_it, without, field="dysfunctional")
    weight = weights_for(weights, len(with_it))
    gone = np.isnan(with_it) | np.isnan(without)
    usable = ~gone & (weight > 0)
    pairs = np.column_stack([with_it[usable], without[usable]])
    if not np.isin(pairs, np.arange(1, STEPS + 1)).all():
        raise Invalid(
            N_("A Kano answer is one of the steps 1 to 5."),
            field="functional",
            hint=N_("1 like it, 2 expect it, 3 neutral, 4 can live with it, 5 dislike it."),
        )
    cells = np.array([[CATEGORIES.index(letter) for letter in row] for row in TABLES[table]])
    at = pairs.astype(np.int64) - 1
    codes = cells[at[:, 0], at[:, 1]]
    counts = tally(codes, len(CATEGORIES), weight[usable])
    missing = int((gone & (weight > 0)).sum())
    return KanoCounts(counts, len(codes), effective_size(weight[usable]), missing)


def counted(counts: Mapping[str, float]) -> KanoCounts:
    """Counts made elsewhere, by letter; a letter that is not there counts 0."""
    unknown = sorted(set(counts) - set(CATEGORIES))
    values = vector([counts.get(letter, 0) for letter in CATEGORIES], field="counts")
    if unknown or not np.isfinite(values).all() or (values < 0).any():
        raise Invalid(
            N_("Kano counts are numbers of zero or more for M, O, A, I, R and Q."),
            field="counts",
            hint=N_("Check the letters and the numbers."),
        )
    return KanoCounts(values, round(values.sum()), float(values.sum()), 0)


def evaluate(
    counts: KanoCounts, *, rule: Rule = "strong_first", close: float = _CLOSE, confidence: float = CONFIDENCE
) -> KanoFeature:
    """All figures of one feature; `close` is how near two categories (as shares) count as equal under "order"."""
    chosen_from(rule, get_args(Rule), field="rule")
    share_of(confidence)
    values, total = counts.counts, counts.total
    core = values[: _STRONG + 1]
    strong = float(core[:_STRONG].sum())
    ranked = np.sort(values[:-1])[::-1]
    first, second = float(ranked[0]), float(ranked[1])
    scale = counts.effective_n / total if total else 0.0
    expected = core.sum() / len(core)
    chi = float(((core - expected) ** 2).sum() / expected) * scale if expected else np.nan
    better, worse = (
        _satisfaction(counts, "OA", scale, confidence),
        _satisfaction(counts, "MO", scale, confidence),
    )
    return KanoFeature(
        counts=counts,
        rule=rule,
        mode=_mode(values),
        strong_first=_strong_first(values),
        order=_order(values, close),
        better=better,
        worse=Estimate(worse.n, -worse.value, worse.error, -worse.high, -worse.low),
        total_strength=strong / total if total else np.nan,
        category_strength=(first - second) / total if total else np.nan,
        fong=_fong(first * scale, second * scale, total * scale),
        chi_square=chi,
        chi_square_p=float(chdtrc(len(core) - 1, chi)) if np.isfinite(chi) else np.nan,
    )


def _satisfaction(counts: KanoCounts, letters: str, scale: float, confidence: float) -> Estimate:
    """Share of `letters` among M, O, A and I (Berger et al. 1993)."""
    hits = sum(counts[letter] for letter in letters) * scale
    among = float(counts.counts[: _STRONG + 1].sum()) * scale
    limits = share(min(hits, among), among, confidence=confidence)
    value = float(limits.value[0])
    error = float(np.sqrt(value * (1 - value) / among)) if among else np.nan
    return Estimate(counts.n, value, error, float(limits.low[0]), float(limits.high[0]))


def _mode(values: Vector, letters: str = CATEGORIES) -> str:
    """The most frequent letter, the earlier one on a tie."""
    chosen = values[[CATEGORIES.index(letter) for letter in letters]]
    return letters[int(chosen.argmax())] if chosen.max() > 0 else ""


def _strong_first(values: Vector) -> str:
    """Blauth's rule (Berger et al. 1993): the largest of O, A, M when they outnumber I, R, Q, else the largest of those.

    A draw between the two sides is left to the plain mode.
    """
    strong, weak = values[:_STRONG].sum(), values[_STRONG:].sum()
    if strong == weak:
        return _mode(values)
    return _mode(values, CATEGORIES[:_STRONG] if strong > weak else CATEGORIES[_STRONG:])


def _order(values: Vector, close: float) -> str:
    """M > O > A > I (Matzler et al. 1996): of the two most frequent, when they are close, the earlier one."""
    if values.sum() == 0:
        return ""
    top = np.argsort(-values, kind="stable")[:2]
    if (values[top[0]] - values[top[1]]) / values.sum() > close:
        return CATEGORIES[int(top[0])]
    return CATEGORIES[int(top.min())]


def _fong(first: float, second: float, n: float) -> FongTest:
    both = first + second
    critical = _FONG * np.sqrt(both * (2 * n - both) / (2 * n)) if n else np.nan
    return FongTest(first - second, float(critical))

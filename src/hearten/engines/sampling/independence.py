"""Do two answers go together in the population? Pearson's χ² corrected for the design (Rao and Scott 1984)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc

from hearten.engines.sampling.checks import Codes, Mask, labels_of, marks_of
from hearten.engines.sampling.design import Design
from hearten.engines.sampling.estimates import mean
from hearten.engines.sampling.variance import Matrix
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

# Against the mean effect of the cells, what is less is the noise of the arithmetic.
_NOISE = 1e-12


@dataclass(frozen=True)
class Independence:
    """F with its degrees of freedom (the second order correction) and p; `shares` is the weighted table.

    F and p are NaN where the design leaves nothing to measure by: a single cluster, or one answer that follows from the other.
    """

    f: float
    degrees1: float
    degrees2: float
    p: float
    pearson: float
    shares: Matrix


def chi_square(
    design: Design, rows: ArrayLike, columns: ArrayLike, *, domain: ArrayLike | None = None
) -> Independence:
    """Whether the answers `rows` and `columns` are independent. Labels must be given for every row of the design."""
    # A kind of answer that carries no weight is no row of the table.
    within = marks_of(domain, len(design)) & (design.weights > 0)
    (names1, codes1), (names2, codes2) = (
        _within(column, within, field) for column, field in ((rows, "rows"), (columns, "columns"))
    )
    r, c = len(names1), len(names2)
    if min(r, c) <= 1:
        raise Invalid(
            N_("An answer that is always the same goes with nothing."),
            field="rows" if r <= 1 else "columns",
            hint=N_("Choose an answer with two kinds at least."),
        )
    marks = (codes1 * c + codes2)[:, None] == np.arange(r * c)
    found = mean(design, marks.astype(np.float64), domain=within)
    share, n = found.value, float(found.n[0])
    contrast = _contrast(r, c)
    inverse = np.divide(1.0, share, out=np.zeros(r * c), where=share > 0)
    bent = contrast * inverse[:, None]
    effect = np.linalg.solve(contrast.T @ bent / n, bent.T @ found.covariance @ bent)
    trace = float(np.trace(effect))
    if not trace > _NOISE:
        pearson = _pearson(share.reshape(r, c), n)
        return Independence(np.nan, np.nan, np.nan, np.nan, pearson, share.reshape(r, c))
    first = trace**2 / float(np.trace(effect @ effect))
    second = first * float(found.degrees[0])
    pearson = _pearson(share.reshape(r, c), n)
    f = pearson / trace
    return Independence(f, first, second, float(fdtrc(first, second, f)), pearson, share.reshape(r, c))


def _within(column: ArrayLike, within: Mask, field: str) -> tuple[NDArray[Any], Codes]:
    labels, codes = labels_of(column, len(within), field)
    used = np.unique(codes[within])
    place = np.zeros(len(labels), dtype=np.int64)
    place[used] = np.arange(len(used))
    return labels[used], place[codes]


def _contrast(r: int, c: int) -> Matrix:
    """What is left of the interactions when rows and columns are taken away."""
    row, column = np.divmod(np.arange(r * c), c)
    by_row = (row[:, None] == np.arange(1, r)).astype(np.float64)
    by_column = (column[:, None] == np.arange(1, c)).astype(np.float64)
    main = np.column_stack([np.ones(r * c), by_row, by_column])
    both = (by_row[:, :, None] * by_column[:, None, :]).reshape(r * c, -1)
    rest: Matrix = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    return rest


def _pearson(shares: Matrix, n: float) -> float:
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    return float(n * ((shares - expected) ** 2 / expected).sum())

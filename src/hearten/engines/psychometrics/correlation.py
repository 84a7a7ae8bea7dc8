"""How strongly do items go together? Pearson from moments; Spearman and Kendall from tables, or from rows of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import kendalltau, rankdata

from hearten.engines.psychometrics.inputs import Matrix, Vector, chosen_from, matrix, share_of
from hearten.engines.psychometrics.moments import Moments, gather, positions, require_movement
from hearten.engines.psychometrics.tables import Tables
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_FEWEST_FOR_INTERVAL = 4


@dataclass(frozen=True)
class Correlations:
    """A matrix of correlations: `values[i, j]` rests on `n[i, j]` of `rows` respondents (with weights: on as many as say as
    much with equal weights).
    """

    names: tuple[str, ...]
    values: Matrix
    n: Matrix
    rows: float

    @property
    def observations(self) -> float:
        """The respondents behind the matrix: those who answered, or all seen when that differs from pair to pair."""
        first = float(self.n.flat[0])
        return first if bool((self.n == first).all()) else float(self.rows)

    def select(self, items: Sequence[str]) -> Correlations:
        places = positions(self.names, items)
        grid = np.ix_(places, places)
        return Correlations(tuple(items), self.values[grid], self.n[grid], self.rows)

    def keyed(self, keys: Vector) -> Correlations:
        """With the items turned round whose key is −1."""
        return Correlations(self.names, self.values * np.outer(keys, keys), self.n, self.rows)

    def interval(self, confidence: float = 0.95) -> tuple[Matrix, Matrix]:
        """The lower and upper limits by Fisher's z; NaN for fewer than four respondents. For Pearson correlations."""
        half = ndtri(0.5 + share_of(confidence) / 2) / np.sqrt(np.maximum(self.n - 3, 1))
        with np.errstate(divide="ignore"):
            centre = np.arctanh(self.values)
        thin = self.n < _FEWEST_FOR_INTERVAL
        return tuple(np.where(thin, np.nan, np.tanh(centre + side * half)) for side in (-1, 1))  # type: ignore[return-value]


def pearson(moments: Moments) -> Correlations:
    """Product-moment correlations; with weights, weighted ones. Raises Invalid that names items without variance."""
    rows = moments.rows if moments.unweighted else moments.observations
    return Correlations(moments.names, moments.correlation, moments.effective, rows)


def spearman(tables: Tables) -> Correlations:
    """Rank correlations: Pearson's of the mid-ranks, ranked among the respondents who answered both items."""
    require_differences(tables)
    counts = tables.counts
    first, second = _midranks(counts.sum(axis=3)), _midranks(counts.sum(axis=2))
    n = tables.n
    middle = ((n + 1) / 2)[:, :, None]
    one, two = first - middle, second - middle
    shared = np.einsum("ijab,ija,ijb->ij", counts, one, two, optimize=True)
    spread = np.einsum("ija,ija->ij", counts.sum(axis=3), one**2)
    other = np.einsum("ijb,ijb->ij", counts.sum(axis=2), two**2)
    return _finished(tables, _ratio(shared, np.sqrt(spread * other)))


def kendall(tables: Tables) -> Correlations:
    """Kendall's tau-b: agreeing less disagreeing pairs of respondents, ties taken out of both totals."""
    require_differences(tables)
    counts = tables.counts
    above = counts[..., ::-1, ::-1].cumsum(axis=2).cumsum(axis=3)[..., ::-1, ::-1]
    across = counts[..., ::-1, :].cumsum(axis=2)[..., ::-1, :].cumsum(axis=3)
    agree = (counts[..., :-1, :-1] * above[..., 1:, 1:]).sum(axis=(2, 3))
    differ = (counts[..., :-1, 1:] * across[..., 1:, :-1]).sum(axis=(2, 3))
    pairs = tables.n**2 / 2
    rows, columns = ((counts.sum(axis=axis) ** 2).sum(axis=2) / 2 for axis in (3, 2))
    return _finished(tables, _ratio(agree - differ, np.sqrt((pairs - rows) * (pairs - columns))))


def rank_correlations(values: Matrix, names: Sequence[str], *, method: str = "spearman") -> Correlations:
    """Spearman's or Kendall's correlations of measured figures (rows × items, NaN missing), pair by pair."""
    chosen_from(method, ("spearman", "kendall"), field="method")
    rows = matrix(values, field="values")
    moments = gather(rows, names)
    # Asked for what it refuses: a pair that too few answered, or that does not differ among those who did.
    found = np.eye(len(moments.correlation))
    for i in range(len(found)):
        for j in range(i):
            both = ~np.isnan(rows[:, i]) & ~np.isnan(rows[:, j])
            found[i, j] = found[j, i] = _ranked(rows[both, i], rows[both, j], method)
    return Correlations(moments.names, found, moments.n, moments.rows)


def require_differences(tables: Tables) -> None:
    """Raises Invalid that names items without any difference, or a pair that nobody answered both of."""
    alike = (tables.shares > 0).sum(axis=1) <= 1
    flat = [name for name, same in zip(tables.names, alike, strict=True) if same]
    if flat:
        raise Invalid(
            N_("Everybody answered these items alike: %(items)s."),
            field="items",
            hint=N_("Leave them out: an answer that never differs goes together with nothing."),
            items=", ".join(flat),
        )
    apart = np.argwhere(np.triu(tables.n <= 0))
    if len(apart):
        first, second = (tables.names[place] for place in apart[0])
        raise Invalid(
            N_("Fewer than two respondents answered both %(first)s and %(second)s."),
            field="items",
            hint=N_("Leave one of the two out, or wait for more answers."),
            first=first,
            second=second,
        )


def _ranked(one: Vector, two: Vector, method: str) -> float:
    if method == "kendall":
        return float(kendalltau(one, two).statistic)
    return float(np.corrcoef(rankdata(one), rankdata(two))[0, 1])


def _midranks(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean rank of everybody who gave an answer, from how many gave each (last axis)."""
    ranks: NDArray[np.float64] = counts.cumsum(axis=-1) - counts / 2 + 0.5
    return ranks


def _ratio(above: Matrix, below: Matrix) -> Matrix:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _finished(tables: Tables, values: Matrix) -> Correlations:
    """Symmetric to the last digit, one on the diagonal; a pair without any difference among its respondents is named."""
    values = np.clip((values + values.T) / 2, -1.0, 1.0)
    np.fill_diagonal(values, 1.0)
    require_movement(tables.names, np.isnan(values))
    return Correlations(tables.names, values, tables.effective, people_behind(tables))


def people_behind(tables: Tables) -> float:
    """All respondents seen; with weights, as many as the best known pair is worth."""
    return float(tables.rows) if tables.squared is None else float(tables.effective.max())

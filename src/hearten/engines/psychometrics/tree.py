"""Which two groups are joined next: Ward's (1963) tree, with ties broken as R's `hclust` breaks them.

Answers on short scales lie equally far apart by the thousand, and then the tree depends on which of the equal pairs is joined
first. This is Murtagh's (1985) search by nearest neighbours further down the rows, the earliest of equals first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import pdist, squareform

from hearten.engines.psychometrics.inputs import Matrix, Vector, Whole


def ward_groups(rows: Matrix, k: int) -> Whole:
    """The rows cut into `k` groups by the tree; the number of a group is that of its first row."""
    n = len(rows)
    labels = np.arange(n)
    if n == 1:
        return labels
    tree = _Tree.of(rows)
    for _ in range(n - k):
        kept, gone = tree.join()
        labels[labels == gone] = kept
    return labels


@dataclass
class _Tree:
    """Squared distances between groups (a group stands where its first row stood; endless where there is none any more),
    how many rows each has, and for each its nearest among those further down, with the distance.
    """

    apart: Matrix
    size: Vector
    nearest: Whole
    distance: Vector

    @classmethod
    def of(cls, rows: Matrix) -> _Tree:
        apart = squareform(pdist(rows)) ** 2
        np.fill_diagonal(apart, np.inf)
        n = len(rows)
        tree = cls(apart, np.ones(n), np.zeros(n, dtype=np.int64), np.full(n, np.inf))
        for row in range(n - 1):
            tree._look(np.array([row]))
        return tree

    def join(self) -> tuple[int, int]:
        """Joins the nearest two; the group that stays and the one that goes into it."""
        one = int(self.distance.argmin())
        kept, gone = sorted((one, int(self.nearest[one])))
        self._merge(kept, gone)
        asked = np.flatnonzero(np.isfinite(self.distance) & ((self.nearest == kept) | (self.nearest == gone)))
        self._look(asked)
        return kept, gone

    def _merge(self, kept: int, gone: int) -> None:
        """Distances from the joined group (Lance and Williams 1967), written as R writes it so that ties stay ties."""
        size, first, second = self.size, self.apart[kept], self.apart[gone]
        between, own, other = first[gone], size[kept], size[gone]
        joined = ((own + size) * first + (other + size) * second - size * between) / (own + other + size)
        joined[[kept, gone]] = np.inf
        self.apart[kept] = self.apart[:, kept] = joined
        self.apart[gone] = self.apart[:, gone] = np.inf
        self.size[kept] += self.size[gone]
        self.distance[gone] = np.inf
        closer = np.flatnonzero(joined[:kept] < self.distance[:kept])
        self.distance[closer], self.nearest[closer] = joined[closer], kept
        self._look(np.array([kept]))

    def _look(self, groups: Whole) -> None:
        """The nearest of the groups further down, the earliest of equals."""
        for group in groups:
            below = self.apart[group, group + 1 :]
            if len(below):
                place = int(below.argmin())
                self.nearest[group], self.distance[group] = group + 1 + place, below[place]

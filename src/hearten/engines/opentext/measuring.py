"""How right are labels, held against those of people?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and F1 of one topic (or of all together); NaN where nothing can be said."""

    code: str
    right: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else float("nan")

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else float("nan")

    @property
    def f1(self) -> float:
        both = self.said + self.true
        return 2 * self.right / both if both else float("nan")


def topic_agreement(said: Sequence[set[str]], true: Sequence[set[str]]) -> list[Agreement]:
    """Each topic by its code, then `all`: the sums over topics (micro average)."""
    codes = sorted(set().union(*said, *true))
    rows = [
        Agreement(
            code,
            right=sum(code in a and code in b for a, b in zip(said, true, strict=True)),
            said=sum(code in a for a in said),
            true=sum(code in b for b in true),
        )
        for code in codes
    ]
    total = Agreement("all", sum(r.right for r in rows), sum(r.said for r in rows), sum(r.true for r in rows))
    return [*rows, total]


def accuracy(said: Sequence[str], true: Sequence[str]) -> float:
    """The share of labels that agree."""
    return sum(a == b for a, b in zip(said, true, strict=True)) / len(true)

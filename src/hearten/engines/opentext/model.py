"""The numbers a label is computed with: what is written by hand, and what was learnt from examples and corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

# Of what is hand-written: one strong phrase or pair is enough, of weak ones two are needed.
STRONG, WEAK, TOPIC_BIAS = 3.0, 1.2, -1.8
# How far the score of feeling must lie from 0 before a text is more likely felt than neutral: further in a question, a wish
# or a filler (`no comment`) than in a statement, which people seldom bother to write without feeling something.
EDGE_OF_ASKING, EDGE_OF_STATEMENT = 1.0, -0.25
BIAS = "(bias)"


def _nothing() -> Mapping[str, float]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Weights:
    """What is added to the hand-written scores: of feeling by feature, of topics by topic and feature."""

    sentiment: Mapping[str, float] = field(default_factory=_nothing)
    topics: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    learnt_from: int = 0

    def feeling(self, features: Sequence[str]) -> float:
        return _sum(self.sentiment, features)

    def topic(self, code: str, features: Sequence[str]) -> float:
        return _sum(self.topics.get(code, {}), features)

    def to_plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        topics = {code: dict(weights) for code, weights in self.topics.items()}
        return {"sentiment": dict(self.sentiment), "topics": topics, "learnt_from": self.learnt_from}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Weights:
        """What `to_plain` gave."""
        return cls(
            sentiment=dict(plain["sentiment"]),
            topics={code: dict(weights) for code, weights in plain["topics"].items()},
            learnt_from=int(plain["learnt_from"]),
        )


HAND_WRITTEN = Weights()


def scale_of(features: int) -> float:
    """What each of a text's features counts: long texts have many, and must not win by length."""
    return float(1 / max(features, 1) ** 0.5)


def _sum(weights: Mapping[str, float], features: Sequence[str]) -> float:
    if not weights:
        return 0.0
    get = weights.get
    return get(BIAS, 0.0) + scale_of(len(features)) * sum([get(name, 0.0) for name in features])

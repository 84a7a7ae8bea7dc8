"""How does a text feel? Listed words, turned by negation, raised or lowered by degree, weighed by contrast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hearten.engines.opentext.cleaning import Clause, tokens_of
from hearten.engines.opentext.model import EDGE_OF_ASKING, EDGE_OF_STATEMENT
from hearten.engines.opentext.phrases import Hit, PhraseTree, longest_apart
from hearten.engines.opentext.sentiment_words import (
    ASKING,
    CONCESSIONS,
    DEGREES,
    NEGATIONS,
    NO_NEGATIONS,
    SENTIMENT_WORDS,
    TURNS,
)


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


# Not good is less bad than bad: Taboada and others (2011) find that a negation moves a word rather than turning it round.
_TURNED = -0.8
# How many tokens before a word a negation still reaches it: five characters, or four English words.
_REACH = 5
_DEGREE_REACH = 2
_BEFORE_TURN, _AFTER_TURN = 0.5, 1.4
_ASKED = 0.35
_QUESTION_ENDS = {"吗", "呢", "么"}
_SHARPNESS = 1.0

_WORDS = PhraseTree(SENTIMENT_WORDS)
_NEGATIONS = PhraseTree((*NEGATIONS, *NO_NEGATIONS))
_NO_NEGATIONS = frozenset(NO_NEGATIONS)
_ASKING = PhraseTree(ASKING)
_DEGREES = PhraseTree(DEGREES)
_TURNS = {tokens_of(word) for word in TURNS}
_CONCESSIONS = {tokens_of(word) for word in CONCESSIONS}
_LONGEST_TURN = max(map(len, _TURNS | _CONCESSIONS))


@dataclass(frozen=True)
class Felt:
    """One listed word as it counts in a text: how often its weight is taken (negative when negated), and in which clause."""

    phrase: str
    times: float
    clause: int


@dataclass(frozen=True)
class Feeling:
    """The most likely sentiment, how likely (0 to 1), and the score behind it (0 is neutral)."""

    sentiment: Sentiment
    confidence: float
    score: float


def felt_words(parts: Sequence[Clause]) -> list[Felt]:
    """The words that carry feeling, with negation, degree and contrast already in `times`."""
    weights = _clause_weights(parts)
    return [
        Felt(hit.phrase, weights[i] * _times(clause.tokens, hit, negated), i)
        for i, clause in enumerate(parts)
        for hit, negated in _hits(clause.tokens)
    ]


def feeling_of(words: Sequence[Felt], edge: float, added: float = 0.0) -> Feeling:
    """What the words say together, with what a learnt layer adds."""
    return judge(added + felt_score(words), edge)


def felt_score(words: Sequence[Felt]) -> float:
    """The hand-written weights of the words, as often as each counts."""
    return sum(word.times * SENTIMENT_WORDS[word.phrase] for word in words)


def edge_of(parts: Sequence[Clause], words: Sequence[Felt]) -> float:
    """How hard a text is to move from neutral: it asks, wishes, says `no comment`, or says nothing at all."""
    asks = any(_ASKING.find(clause.tokens) or clause.tokens[-1] in _QUESTION_ENDS for clause in parts)
    filler = bool(words) and not any(SENTIMENT_WORDS[word.phrase] for word in words)
    wordless = not any(len(clause.tokens) > 1 for clause in parts)
    return EDGE_OF_ASKING if asks or filler or wordless else EDGE_OF_STATEMENT


def judge(score: float, edge: float) -> Feeling:
    """The sentiment of a score: a softmax over the score, the edge and minus the score. Beyond ±4 words add nothing."""
    held = max(-4.0, min(4.0, score)) * _SHARPNESS
    powers = {
        Sentiment.POSITIVE: math.exp(held),
        Sentiment.NEUTRAL: math.exp(edge),
        Sentiment.NEGATIVE: math.exp(-held),
    }
    best = max(powers, key=lambda s: (powers[s], s is Sentiment.NEUTRAL))
    return Feeling(best, powers[best] / sum(powers.values()), score)


def _hits(tokens: tuple[str, ...]) -> list[tuple[Hit, bool]]:
    hits = longest_apart(_WORDS.find(tokens))
    negations = [n for n in longest_apart(_NEGATIONS.find(tokens)) if n.phrase not in _NO_NEGATIONS]
    result, used = [], set[int]()
    for hit in hits:
        free = [
            n
            for n in negations
            if n.end <= hit.start
            and hit.start - n.end < _REACH
            and not _inside(n, hits)
            and n.start not in used
        ]
        used.update(n.start for n in free)
        result.append((hit, len(free) % 2 == 1))
    return result


def _inside(negation: Hit, hits: list[Hit]) -> bool:
    return any(hit.start <= negation.start < hit.end for hit in hits)


def _times(tokens: tuple[str, ...], hit: Hit, negated: bool) -> float:
    before = tokens[max(0, hit.start - _DEGREE_REACH) : hit.start]
    degree = max(
        (DEGREES[found.phrase] for found in _DEGREES.find(before)), default=1.0, key=lambda d: abs(d - 1)
    )
    return degree * (_TURNED if negated else 1.0)


def _clause_weights(parts: Sequence[Clause]) -> list[float]:
    """Clauses before a turn count half, those after it more; a conceding clause counts half when another follows."""
    weights = [1.0] * len(parts)
    for i, clause in enumerate(parts):
        if _begins(clause.tokens, _TURNS):
            weights[:i] = [w * _BEFORE_TURN for w in weights[:i]]
            weights[i] *= _AFTER_TURN
        elif _begins(clause.tokens, _CONCESSIONS) and len(parts) > 1:
            weights[i] *= _BEFORE_TURN
        if _ASKING.find(clause.tokens):
            weights[i] *= _ASKED
    return weights


def _begins(tokens: tuple[str, ...], words: set[tuple[str, ...]]) -> bool:
    return any(tokens[:n] in words for n in range(1, _LONGEST_TURN + 1))

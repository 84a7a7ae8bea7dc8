"""What is a text about, how does it feel about each of it, and must somebody read it at once?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hearten.engines.opentext.cleaning import Clause, clauses, clean, language_of
from hearten.engines.opentext.model import HAND_WRITTEN, STRONG, TOPIC_BIAS, WEAK, Weights
from hearten.engines.opentext.phrases import PhraseTree, longest_apart
from hearten.engines.opentext.sentiment import Feeling, Felt, Sentiment, edge_of, feeling_of, felt_words
from hearten.engines.opentext.taxonomy import MISLEADING, PRAISE, TAXONOMY, TOPICS
from hearten.engines.opentext.urgent import Urgent, urgent_in


@dataclass(frozen=True)
class TopicLabel:
    """One topic of a text: how likely it is meant, and the feeling of the clauses that speak of it."""

    code: str
    probability: float
    sentiment: Sentiment


@dataclass(frozen=True)
class Label:
    """What the machine says about a text; `topics` most likely first."""

    language: str
    sentiment: Sentiment
    confidence: float
    topics: tuple[TopicLabel, ...]
    urgent: tuple[Urgent, ...]


@dataclass(frozen=True)
class Reading:
    """What was found in a text, before any weight is put on it: the features that learning changes the weights of.

    `topics` holds for each topic its features (a phrase, or `n+n` for its n-th pair) and the clauses they stand in; `words`
    what a learnt layer may weigh, sorted: listed phrases, tokens and pairs of tokens.
    """

    language: str
    parts: tuple[Clause, ...]
    felt: tuple[Felt, ...]
    edge: float
    topics: Mapping[str, Mapping[str, tuple[int, ...]]]
    words: tuple[str, ...]


def label_text(text: str, weights: Weights = HAND_WRITTEN, *, hint: float = 0.0) -> Label:
    """The label of one text. Words of any length are taken; nothing in them can fail.

    `hint` lies between −1 and 1: what is known of the writer's feeling from elsewhere, such as the score beside the text.
    """
    tidy = clean(text)
    return weigh(read(tidy), weights, urgent=urgent_in(tidy), hint=hint)


def label_texts(texts: Iterable[str], weights: Weights = HAND_WRITTEN) -> list[Label]:
    return [label_text(text, weights) for text in texts]


def read(tidy: str) -> Reading:
    """The features of a clean text."""
    parts = tuple(clauses(tidy))
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    words: set[str] = set()
    for i, clause in enumerate(parts):
        here = _cues_in(clause.tokens)
        words |= here
        words.update(clause.tokens, map(" ".join, pairwise(("^", *clause.tokens, "$"))))
        for code, feature in _features(here):
            places = found.setdefault(code, {}).setdefault(feature, ())
            found[code][feature] = (*places, i)
    felt = tuple(felt_words(parts))
    listed = {word.phrase for word in felt}
    return Reading(language_of(tidy), parts, felt, edge_of(parts, felt), found, tuple(sorted(words | listed)))


def weigh(
    reading: Reading,
    weights: Weights = HAND_WRITTEN,
    *,
    urgent: Sequence[Urgent] = (),
    hint: float = 0.0,
) -> Label:
    """The label that the features have under these weights; `hint` is added to the score of feeling."""
    feeling = feeling_of(reading.felt, reading.edge, weights.feeling(reading.words) + hint)
    topics = sorted(_topics(reading, weights, feeling), key=lambda t: (-t.probability, t.code))
    return Label(reading.language, feeling.sentiment, feeling.confidence, tuple(topics), tuple(urgent))


def topic_score(code: str, reading: Reading, weights: Weights = HAND_WRITTEN) -> float:
    """The log odds that a text speaks of the topic."""
    found = sum(hand_weight(code, feature) for feature in reading.topics.get(code, {}))
    return TOPIC_BIAS + found + weights.topic(code, reading.words)


def hand_weight(code: str, feature: str) -> float:
    """The weight a feature has before anything was learnt."""
    if feature in _STRONG_OF[code] or "+" in feature:
        return STRONG
    return WEAK if feature in _WEAK_OF[code] else 0.0


def _topics(reading: Reading, weights: Weights, whole: Feeling) -> Iterable[TopicLabel]:
    found = []
    for topic in TAXONOMY:
        score = topic_score(topic.code, reading, weights)
        if score > 0:
            found.append(
                TopicLabel(topic.code, _probability(score), _feeling_about(topic.code, reading, whole))
            )
    praise = topic_score(PRAISE.code, reading, weights)
    # Praise is a topic of its own only when nothing in particular is praised.
    if praise > 0 and whole.sentiment is Sentiment.POSITIVE and not found:
        found.append(TopicLabel(PRAISE.code, _probability(praise), Sentiment.POSITIVE))
    return found


def _feeling_about(code: str, reading: Reading, whole: Feeling) -> Sentiment:
    places = {i for clauses_of in reading.topics.get(code, {}).values() for i in clauses_of}
    about = [word for word in reading.felt if word.clause in places]
    return feeling_of(about, reading.edge).sentiment if about else whole.sentiment


def _probability(score: float) -> float:
    return 1 / (1 + math.exp(-score))


def _cues_in(tokens: tuple[str, ...]) -> set[str]:
    """The listed phrases of a clause, without those inside a misleading one."""
    hits = _CUES.find(tokens)
    traps = [hit for hit in hits if hit.phrase in _MISLEADING]
    return {
        hit.phrase
        for hit in hits
        if hit.phrase not in _MISLEADING
        and not any(t.start <= hit.start and hit.end <= t.end and hit != t for t in traps)
    }


def _features(here: set[str]) -> Iterable[tuple[str, str]]:
    for phrase in sorted(here):
        for code in _SINGLE_OF.get(phrase, ()):
            # `very fast` is one weak sign, not two.
            if not any(phrase != o and phrase in o and code in _SINGLE_OF.get(o, ()) for o in here):
                yield code, phrase
    for code, number, first, second in _PAIRS:
        if here & first and here & second:
            yield code, f"{number}+{number}"


def _all_cues() -> Iterable[str]:
    for topic in TOPICS.values():
        yield from topic.strong
        yield from topic.weak
        for first, second in topic.pairs:
            yield from first
            yield from second


_CUES = PhraseTree((*_all_cues(), *MISLEADING))


def _as_found(phrases: Iterable[str]) -> frozenset[str]:
    """The spellings under which the tree gives phrases back."""
    found = (longest_apart(_CUES.find(_tokens(phrase))) for phrase in phrases)
    return frozenset(hits[0].phrase for hits in found if hits)


def _tokens(phrase: str) -> tuple[str, ...]:
    return tuple(token for clause in clauses(clean(phrase)) for token in clause.tokens)


_MISLEADING = frozenset(MISLEADING) - frozenset(_all_cues())
_STRONG_OF = {code: _as_found(topic.strong) for code, topic in TOPICS.items()}
_WEAK_OF = {code: _as_found(topic.weak) for code, topic in TOPICS.items()}
_SINGLE_OF: dict[str, list[str]] = {}
for _code in TOPICS:
    for _phrase in sorted(_STRONG_OF[_code] | _WEAK_OF[_code]):
        _SINGLE_OF.setdefault(_phrase, []).append(_code)
_PAIRS = [
    (topic.code, number, _as_found(first), _as_found(second))
    for topic in TOPICS.values()
    for number, (first, second) in enumerate(topic.pairs)
]

"""What claims needs from outside: somebody who reads the text off a picture or a PDF, somebody who says how risky a claim is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from hearten.engines.bills import Page

# Called with the pages read so far and the pages there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Transcript:
    """The text of a document with its places. `advice` and `hint` say what is wrong with the photo and what to do.

    `turn` is how far (degrees clockwise) a photo must be turned to stand upright; `picture_hash` 16 hexadecimal signs
    that hardly change when the same picture is sent again smaller or darker ("" for text).
    """

    pages: tuple[Page, ...]
    advice: str = ""
    hint: str = ""
    readable: bool = True
    turn: int = 0
    picture_hash: str = ""


class Recogniser(Protocol):
    def transcribe(self, data: bytes, content_type: str, progress: Progress | None = None) -> Transcript:
        """The text of the document. Raises Invalid with a sentence for a file that can't be taken at all."""
        ...


_registered: list[Recogniser] = []


def register_recogniser(recogniser: Recogniser) -> None:
    """Use this one from now on; the last one registered counts."""
    if not callable(getattr(recogniser, "transcribe", None)):
        raise TypeError("a recogniser has a method transcribe(data, content_type, progress)")
    _registered[:] = [recogniser]


def recogniser() -> Recogniser:
    """Who reads documents in this process."""
    if not _registered:
        raise LookupError("no recogniser is registered")
    return _registered[-1]


@dataclass(frozen=True)
class RiskScore:
    """From 0 (nothing strange) to 1; the reasons are the facts that weighed most, strongest first."""

    score: float
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError("a risk score lies between 0 and 1")


class RiskScorer(Protocol):
    """Scores many claims at once. `features` are the numbers that warning rules compare, by name; unknown ones are absent.

    A claim that it says nothing about is left out of the answer. It refuses no claim: a high score means that a person looks.
    """

    def scores(self, features: Sequence[tuple[UUID, Mapping[str, int]]]) -> Mapping[UUID, RiskScore]: ...


class NoScore:
    """Nobody is plugged in, so nothing is said."""

    def scores(self, features: Sequence[tuple[UUID, Mapping[str, int]]]) -> Mapping[UUID, RiskScore]:
        return {}


_scorers: list[RiskScorer] = [NoScore()]


def register_scorer(scorer: RiskScorer) -> None:
    """Use this one from now on; the last one registered counts."""
    _scorers[:] = [scorer]


def risk_scorer() -> RiskScorer:
    """Who scores claims in this process; without anybody registered no claim has a score."""
    return _scorers[-1]

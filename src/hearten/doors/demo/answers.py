"""What do the members say when asked, and who stays silent? An ordered model whose expectation is known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.special import ndtr

from hearten.doors.demo.happenings import DAY, Claims
from hearten.doors.demo.identities import even_draws, stream
from hearten.doors.demo.people import CHANNELS, People
from hearten.doors.demo.portfolio import BRONZE, GOLDEN, SILVER, Contracts
from hearten.doors.demo.words import COMMENTS

# Drivers: what moves the inner opinion, in steps of the answer scale.
CSAT_START, CSAT_PER_DAY, CSAT_REFUSED, CSAT_PARTIAL, CSAT_DOCUMENTS = 4.75, -0.085, -1.5, -0.22, -0.30
EASE_START, EASE_PER_DAY, EASE_DOCUMENTS, EASE_PAPER = 5.9, -0.05, -1.5, -1.1
NPS_START, NPS_PER_DAY, NPS_REFUSED, NPS_PARTIAL, NPS_DOCUMENTS = 9.1, -0.11, -3.2, -0.55, -0.6
CSAT_NOISE, EASE_NOISE, NPS_NOISE = 0.80, 1.05, 1.55
PERSON_SPREAD = 0.30
SATURATES_AT_DAYS = 28.0
ANSWER_SHARE = {"app": 0.50, "wechat": 0.46, "web": 0.38, "agent": 0.34, "paper": 0.24}
YOUNG_ANSWER_LESS, OLD_FROM, OLD_BONUS = 0.06, 50, 0.05
ASK_AFTER_S = 20 * 3600
COMMENT_SHARE = 0.42
LAST_DAYS = 14


@dataclass(frozen=True)
class Answers:
    """One row for each invitation; `answered` is 0 for the silent, whose scores are then meaningless."""

    claim: np.ndarray
    sent: np.ndarray
    opened: np.ndarray
    answered: np.ndarray
    csat: np.ndarray
    effort: np.ndarray
    nps: np.ndarray
    comment: list[str]
    # What the model expects of each row, known before chance: the truth is made of these.
    csat_expected: np.ndarray
    promoter_chance: np.ndarray
    detractor_chance: np.ndarray
    answer_chance: np.ndarray

    def __len__(self) -> int:
        return len(self.claim)


def make_answers(
    people: People, contracts: Contracts, claims: Claims, *, decisions: list[str], seed: int, now: datetime
) -> Answers:
    """Invite after each decision (`decisions[i]` is '' while undecided) and let members answer or not."""
    rng = stream(seed, "answers")
    horizon = int(now.timestamp())
    refused, partial = (
        np.array([d == word for d in decisions], dtype=bool) for word in ("refused", "partial")
    )
    asked = np.flatnonzero((claims.decided > 0) & (claims.decided + ASK_AFTER_S < horizon))
    person = contracts.person[claims.contract[asked]]
    days = np.minimum(claims.delay_days[asked], SATURATES_AT_DAYS)
    documents, refused, partial = claims.documents[asked], refused[asked], partial[asked]
    mood = stream(seed, "moods").normal(0, PERSON_SPREAD, len(people))[person]
    csat_at = (
        CSAT_START
        + CSAT_PER_DAY * days
        + CSAT_REFUSED * refused
        + CSAT_PARTIAL * partial
        + CSAT_DOCUMENTS * documents
        + mood
    )
    nps_at = (
        NPS_START
        + NPS_PER_DAY * days
        + NPS_REFUSED * refused
        + NPS_PARTIAL * partial
        + NPS_DOCUMENTS * documents
        + 1.6 * mood
    )
    paper = np.array(CHANNELS)[claims.channel[asked]] == "paper"
    ease_at = EASE_START + EASE_PER_DAY * days + EASE_DOCUMENTS * documents + EASE_PAPER * paper + mood
    csat_steps, nps_steps = _steps(csat_at, CSAT_NOISE, 1, 5), _steps(nps_at, NPS_NOISE, 0, 10)
    chance = _answer_chance(people, person)
    answers = even_draws(rng, person.astype(float), BRONZE) < chance
    sent = claims.decided[asked] + ASK_AFTER_S + rng.integers(0, 6 * 3600, len(asked))
    opened = sent + (rng.gamma(1.2, 0.7, len(asked)) * DAY).astype(np.int64)
    answered = np.where(answers & (opened + 90 < horizon), opened + rng.integers(40, 240, len(asked)), 0)
    csat, effort, nps = _picked(
        rng, csat_at, answered > 0, csat_steps, nps_steps, _steps(ease_at, EASE_NOISE, 1, 7)
    )
    comment = _comments(rng, days, documents, refused, partial, csat)
    return Answers(
        claim=asked,
        sent=sent,
        opened=np.where((rng.random(len(asked)) < 0.3) | answers, opened, 0),
        answered=answered,
        csat=csat,
        effort=effort,
        nps=nps,
        comment=comment,
        csat_expected=(csat_steps * np.arange(1, 6)).sum(axis=1),
        promoter_chance=nps_steps[:, 9:].sum(axis=1),
        detractor_chance=nps_steps[:, :7].sum(axis=1),
        answer_chance=chance,
    )


def _steps(at: np.ndarray, noise: float, lowest: int, highest: int) -> np.ndarray:
    """The chance of each answer: the inner opinion plus normal noise, rounded and cut to the scale."""
    cuts = np.arange(lowest, highest) + 0.5
    below = ndtr((cuts[None, :] - at[:, None]) / noise)
    return np.diff(np.column_stack([np.zeros(len(at)), below, np.ones(len(at))]), axis=1)


def _answer_chance(people: People, person: np.ndarray) -> np.ndarray:
    """Silence depends on who is asked and how, never on what the answer would have been."""
    base = np.array([ANSWER_SHARE[name] for name in CHANNELS])[people.channel[person]]
    age = people.age[person]
    return base - YOUNG_ANSWER_LESS * (age < 28) + OLD_BONUS * (age >= OLD_FROM)


def _picked(rng, order, answered, *tables) -> list[np.ndarray]:
    """One answer for each row from each table of chances, spread evenly over those who answer."""
    rows = np.flatnonzero(answered)
    result = []
    for chances, lowest, step in zip(tables, (1, 0, 1), (GOLDEN, SILVER, BRONZE), strict=True):
        drawn = np.full(len(order), lowest)
        luck = even_draws(rng, order[rows], step)
        drawn[rows] = lowest + (luck[:, None] > np.cumsum(chances[rows], axis=1)[:, :-1]).sum(axis=1)
        result.append(drawn)
    csat, nps, effort = result
    return [csat, effort, nps]


def _comments(rng, days, documents, refused, partial, csat) -> list[str]:
    luck, which = rng.random(len(days)), rng.random(len(days))
    comments = []
    for i in range(len(days)):
        if luck[i] > COMMENT_SHARE + 0.25 * (csat[i] <= 2):
            comments.append("")
            continue
        topic = "plain"
        if csat[i] >= 4:
            topic = "good"
        elif refused[i]:
            topic = "refused"
        elif days[i] > 7:
            topic = "delay"
        elif documents[i]:
            topic = "documents"
        elif partial[i]:
            topic = "partial"
        phrases = COMMENTS[topic]
        comments.append(phrases[int(which[i] * len(phrases))].format(days=max(1, round(days[i]))))
    return comments

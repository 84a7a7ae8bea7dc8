"""What happens to the members? Claims with their bills, how long we take, complaints, and who leaves over them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

import numpy as np

from hearten.doors.demo.identities import even_draws, stream
from hearten.doors.demo.people import CHANNELS, People
from hearten.doors.demo.portfolio import GOLDEN, PLANS, SILVER, Contracts

DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_SHANGHAI = 8 * 3600

# Causes of delay, the truth behind the dashboards.
MANUAL_MEDIAN_DAYS, MANUAL_SPREAD = 3.4, 0.55
CHANNEL_FACTOR = {"app": 1.0, "wechat": 1.0, "web": 1.1, "agent": 1.35, "paper": 1.9}
MONTH_FACTOR = {1: 1.25, 2: 1.6, 10: 1.2, 12: 1.15}
BACKLOG_MONTHS, BACKLOG_FACTOR = (9, 7), 1.9  # so many months before the end, a backlog of this size
DOCUMENTS_SHARE = {"app": 0.16, "wechat": 0.18, "web": 0.18, "agent": 0.24, "paper": 0.34}
DOCUMENTS_DAYS = 4.5
AUTO_SHARE = {"app": 0.52, "wechat": 0.46, "web": 0.42, "agent": 0.18, "paper": 0.0}
LONGEST_DAYS = 45.0
WAITING_LEAST, WAITING_MOST_DAYS = 4, 25

# Complaints and what follows.
COMPLAINT_BASE, COMPLAINT_PER_DAY, COMPLAINT_PATIENCE, COMPLAINT_EARLY = 0.035, 0.022, 6.0, 0.30
SERVICE_COMPLAINTS_A_YEAR = 0.06
RESOLVED_SHARE = 0.62
LAPSE_WHEN_UNRESOLVED, LAPSE_WHEN_RESOLVED = 0.46, 0.07


@dataclass(frozen=True)
class Claims:
    """One row for each claim, in order of submission; seconds since 1970, 0 where it has not happened yet."""

    contract: np.ndarray
    illness: np.ndarray
    early: np.ndarray  # illness within the waiting period: the rules will pay nothing
    event_day: np.ndarray
    submitted: np.ndarray
    decided: np.ndarray
    paid: np.ndarray
    delay_days: np.ndarray
    documents: np.ndarray  # papers were missing
    auto: np.ndarray
    channel: np.ndarray

    def __len__(self) -> int:
        return len(self.contract)


@dataclass(frozen=True)
class Complaints:
    """One row for each member who complained (once each)."""

    person: np.ndarray
    contract: np.ndarray
    claim: np.ndarray  # -1: about service
    topic: list[str]
    opened: np.ndarray
    closed: np.ndarray  # 0: still open
    resolved: np.ndarray
    lapse: np.ndarray  # second at which the contract lapses over it, 0 otherwise
    lapse_chance: np.ndarray  # what the model gave it, for the truth
    feasible: np.ndarray  # whether a lapse would fall within the time and the contract, for the truth

    def __len__(self) -> int:
        return len(self.person)


def second_of(day: np.ndarray) -> np.ndarray:
    """Midnight in Shanghai of ordinal days, as seconds since 1970."""
    return (np.asarray(day, dtype=np.int64) - _EPOCH) * DAY - _SHANGHAI


def day_of(second: np.ndarray) -> np.ndarray:
    """The ordinal day in Shanghai of seconds since 1970."""
    return (np.asarray(second, dtype=np.int64) + _SHANGHAI) // DAY + _EPOCH


def make_claims(people: People, contracts: Contracts, seed: int, now: datetime) -> Claims:
    """Claims over the time of each contract, each with how long it took and why."""
    rng = stream(seed, "claims")
    horizon = int(now.timestamp())
    last = np.where(contracts.end > 0, contracts.end, int(day_of(np.array(horizon))))
    years = np.maximum(last - contracts.start, 0) / 365.25
    age_factor = np.interp(
        people.age[contracts.person], [0, 12, 20, 40, 55, 68], [1.4, 1.0, 0.7, 0.9, 1.25, 1.5]
    )
    counts = rng.poisson(np.array([p.claims for p in PLANS])[contracts.plan] * years * age_factor)
    contract = np.repeat(np.arange(len(contracts)), counts)
    plan = contracts.plan[contract]
    event = contracts.start[contract] + (
        rng.random(len(contract)) * (last - contracts.start)[contract]
    ).astype(np.int64)
    illness = rng.random(len(contract)) < np.array([p.illness for p in PLANS])[plan]
    early = illness & (event - contracts.start[contract] < np.array([p.waiting_days for p in PLANS])[plan])
    # Most who fall ill in the waiting period know that it is not covered; some claim all the same.
    kept = ~early | (rng.random(len(contract)) < 0.75)
    lag = rng.gamma(1.6, 4.5, len(contract)) + np.array([p.lag_days for p in PLANS])[plan]
    submitted = second_of(event) + (lag * DAY).astype(np.int64)
    submitted = second_of(day_of(submitted)) + (8 * 3600 + rng.beta(2, 2, len(contract)) * 14 * 3600).astype(
        np.int64
    )
    kept &= (submitted < horizon - 600) & (day_of(submitted) < last[contract] + 60)
    order = np.flatnonzero(kept)[np.argsort(submitted[kept], kind="stable")]
    return _handled(
        rng,
        horizon,
        contracts,
        contract=contract[order],
        illness=illness[order],
        early=early[order],
        event_day=event[order],
        submitted=submitted[order],
    )


def _handled(rng, horizon, contracts, *, contract, illness, early, event_day, submitted) -> Claims:
    """How long each claim took: who decides, channel, season, backlog, missing papers."""
    size = len(contract)
    own = contracts.channel[contract]
    channel = np.where(rng.random(size) < 0.85, own, 0)
    names = np.array(CHANNELS)[channel]
    months = [date.fromordinal(int(day)) for day in day_of(submitted)]
    age_in_months = (horizon - submitted) / (30.4 * DAY)
    backlog = (age_in_months <= BACKLOG_MONTHS[0]) & (age_in_months >= BACKLOG_MONTHS[1])
    season = np.array([MONTH_FACTOR.get(m.month, 1.0) for m in months]) * np.where(
        backlog, BACKLOG_FACTOR, 1.0
    )
    documents = (
        rng.random(size) < np.array([DOCUMENTS_SHARE[n] for n in names]) if size else np.zeros(0, dtype=bool)
    )
    auto = (
        ~early
        & ~documents
        & np.array([p.by_rules for p in PLANS])[contracts.plan[contract]]
        & (rng.random(size) < np.array([AUTO_SHARE[n] for n in names]))
    )
    factor = np.array([CHANNEL_FACTOR[n] for n in names]) * season * np.where(early, 1.25, 1.0)
    days = MANUAL_MEDIAN_DAYS * np.exp(rng.normal(0, MANUAL_SPREAD, size)) * factor
    days = np.minimum(days + documents * (1 + rng.gamma(2, DOCUMENTS_DAYS / 2, size)), LONGEST_DAYS)
    decided = submitted + np.where(auto, 40 + rng.integers(0, 200, size), (days * DAY).astype(np.int64))
    paid = decided + (rng.gamma(2.0, 0.35, size) * DAY).astype(np.int64) + 1800
    # The newest always wait for an examiner, so that there is something to do.
    fresh = (np.arange(size) >= size - WAITING_LEAST) & (submitted > horizon - WAITING_MOST_DAYS * DAY)
    auto &= ~fresh & (decided < horizon)
    done = (decided < horizon) & ~fresh
    return Claims(
        contract=contract,
        illness=illness,
        early=early,
        event_day=event_day,
        submitted=submitted,
        decided=np.where(done, decided, 0),
        paid=np.where(done & (paid < horizon), paid, 0),
        delay_days=(decided - submitted) / DAY,
        documents=documents,
        auto=auto,
        channel=channel,
    )


def make_complaints(contracts: Contracts, claims: Claims, seed: int, now: datetime) -> Complaints:
    """Who complains, whose complaint is resolved, and who lets the contract lapse. One complaint a member at most."""
    rng = stream(seed, "complaints")
    horizon = int(now.timestamp())
    chance = COMPLAINT_BASE + COMPLAINT_PER_DAY * np.maximum(claims.delay_days - COMPLAINT_PATIENCE, 0)
    chance = np.minimum(chance + COMPLAINT_EARLY * claims.early, 0.6) * (claims.decided > 0)
    from_claim = np.flatnonzero(rng.random(len(claims)) < chance)
    opened = claims.decided[from_claim] + rng.integers(6 * 3600, 4 * DAY, len(from_claim))
    years = (np.where(contracts.end > 0, second_of(contracts.end), horizon) - second_of(contracts.start)) / (
        365.25 * DAY
    )
    from_service = np.flatnonzero(rng.random(len(contracts)) < SERVICE_COMPLAINTS_A_YEAR * years)
    at = second_of(contracts.start[from_service]) + (
        rng.random(len(from_service)) * years[from_service] * 365 * DAY
    ).astype(np.int64)
    claim = np.concatenate([from_claim, np.full(len(from_service), -1)])
    contract = np.concatenate([claims.contract[from_claim], from_service])
    opened = np.concatenate([opened, at])
    person = contracts.person[contract]
    order = np.lexsort((opened, person))
    firsts = order[np.unique(person[order], return_index=True)[1]]
    firsts = firsts[opened[firsts] < horizon - 3600]
    return _ended(
        rng,
        horizon,
        contracts,
        claims,
        person=person[firsts],
        contract=contract[firsts],
        claim=claim[firsts],
        opened=opened[firsts],
    )


def _ended(rng, horizon, contracts, claims, *, person, contract, claim, opened) -> Complaints:
    size = len(person)
    closed = opened + ((1 + rng.gamma(2, 3.0, size)) * DAY).astype(np.int64)
    resolved = even_draws(rng, opened.astype(float), GOLDEN) < RESOLVED_SHARE
    chance = np.where(resolved, LAPSE_WHEN_RESOLVED, LAPSE_WHEN_UNRESOLVED)
    leaves = even_draws(rng, resolved * 1e12 + opened, SILVER) < chance
    would_be = closed + rng.integers(20 * DAY, 75 * DAY, size)
    own_end = contracts.end[contract]
    feasible = (would_be < horizon) & ((own_end == 0) | (would_be < second_of(own_end)))
    topic = [
        "service"
        if c < 0
        else "refused"
        if claims.early[c]
        else "delay"
        if claims.delay_days[c] > COMPLAINT_PATIENCE
        else "partial"
        for c in claim
    ]
    return Complaints(
        person=person,
        contract=contract,
        claim=claim,
        topic=topic,
        opened=opened,
        closed=np.where(closed < horizon, closed, 0),
        resolved=resolved,
        lapse=np.where(leaves & feasible, would_be, 0),
        lapse_chance=chance,
        feasible=feasible,
    )


def without_claims_after_lapse(
    contracts: Contracts, claims: Claims, complaints: Complaints
) -> tuple[Claims, Complaints]:
    """Who has left makes no claims: drop those that happened after the contract lapsed over a complaint."""
    last_day = np.full(len(contracts), np.iinfo(np.int64).max)
    gone = complaints.lapse > 0
    last_day[complaints.contract[gone]] = day_of(complaints.lapse[gone])
    kept = claims.event_day < last_day[claims.contract]
    place = np.append(np.cumsum(kept) - 1, -1)  # the last element serves complaints about service (-1)
    rest = Claims(**{field.name: getattr(claims, field.name)[kept] for field in fields(claims)})
    return rest, replace(complaints, claim=place[complaints.claim])

"""The whole simulated life, first up to the claims, then (once the rules have decided them) what followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from hearten.doors.demo.answers import Answers, make_answers
from hearten.doors.demo.benefits import Bill
from hearten.doors.demo.bills import make_bills
from hearten.doors.demo.happenings import (
    Claims,
    Complaints,
    make_claims,
    make_complaints,
    second_of,
    without_claims_after_lapse,
)
from hearten.doors.demo.people import People, make_people
from hearten.doors.demo.portfolio import Contracts, make_contracts


@dataclass(frozen=True)
class Life:
    """What happened before anybody was asked."""

    seed: int
    now: datetime
    people: People
    contracts: Contracts
    claims: Claims
    bills: list[list[Bill]]
    complaints: Complaints


def live(*, members: int, months: int, seed: int, until: date, now: datetime) -> Life:
    """Simulate `months` of life that end at `now`, on the day `until`."""
    people = make_people(members, seed, until)
    contracts = make_contracts(people, seed, until, months)
    claims = make_claims(people, contracts, seed, now)
    complaints = make_complaints(contracts, claims, seed, now)
    claims, complaints = without_claims_after_lapse(contracts, claims, complaints)
    bills = make_bills(people, contracts, claims, seed)
    return Life(seed, now, people, contracts, claims, bills, complaints)


def ask(life: Life, decisions: list[str]) -> Answers:
    """What members answered about their claims, once it is known how each was decided ('' while undecided)."""
    return make_answers(
        life.people, life.contracts, life.claims, decisions=decisions, seed=life.seed, now=life.now
    )


def lapsed_for_own_reasons(life: Life) -> np.ndarray:
    """For each complaint: whether some contract of the member lapsed after it was closed, without the complaint's doing."""
    contracts, complaints = life.contracts, life.complaints
    ends = np.where((contracts.end > 0) & contracts.lapses, second_of(contracts.end), 0)
    gone = complaints.lapse > 0
    ends[complaints.contract[gone]] = 0  # this one ended over the complaint
    last = np.zeros(len(life.people), dtype=np.int64)
    np.maximum.at(last, contracts.person, ends)
    return (last[complaints.person] > complaints.closed) & (complaints.closed > 0)

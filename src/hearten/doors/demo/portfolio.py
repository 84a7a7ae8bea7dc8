"""What do the members hold? Contracts, their yearly policies and when they end by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from hearten.doors.demo.identities import even_draws, stream
from hearten.doors.demo.people import People
from hearten.kernel.period import add_months, add_years

GOLDEN, SILVER, BRONZE = 0.6180339887498949, 0.41421356237309515, 0.7320508075688772


@dataclass(frozen=True)
class Plan:
    """How one product lives in the portfolio. `claims` per insured year; `illness` is the share that is no accident.

    `lag_days` pass at least from the event to the claim; `since` is the day from which the product is sold.
    """

    key: str
    code: str
    first: float  # share of members whose first contract this is
    also: float  # share of the others who take it too
    ages: tuple[int, int]
    claims: float
    illness: float
    waiting_days: int
    renews: float
    lag_days: float = 6.0
    by_rules: bool = False  # whether rules decide simple claims by themselves
    deductible: int = 0  # where the member does not choose it
    occupations: int = 6  # the most dangerous class that is taken
    needs_social: bool = False
    since: date = date.min


_NEW = date(2026, 1, 1)
PLANS = (
    Plan("million", "million-medical", 0.44, 0.22, (0, 65), 0.22, 0.86, 30, 0.90, by_rules=True),
    Plan("outpatient", "daily-outpatient", 0.34, 0.30, (0, 65), 1.45, 0.78, 30, 0.84, 0.3, by_rules=True),
    Plan("critical", "critical-illness", 0.14, 0.10, (0, 55), 0.012, 1.0, 90, 0.94, 9),
    Plan("income", "income-protection", 0.08, 0.06, (18, 54), 0.03, 0.65, 90, 0.91, 100),
    Plan("accident", "accident-medical", 0, 0.10, (0, 70), 0.35, 0, 0, 0.85, 1, deductible=10_000, since=_NEW),
    Plan("cash", "hospital-cash", 0, 0.06, (0, 58), 0.20, 0.8, 30, 0.88, 9, since=_NEW),
    Plan("city", "city-plan", 0, 0.14, (0, 100), 0.06, 0.9, 0, 0.92, 8, deductible=1_200_000, needs_social=True, since=_NEW),
    Plan("doctor", "family-doctor", 0, 0.05, (0, 58), 0.90, 0.9, 30, 0.88, 1, deductible=60_000, since=_NEW),
    Plan("student", "student-medical", 0, 0.40, (3, 24), 0.15, 0.7, 30, 0.90, occupations=2, since=_NEW),
    Plan("care", "long-term-care", 0, 0.04, (18, 62), 0.06, 0.3, 180, 0.95, 115, since=_NEW),
    Plan("disability", "accident-disability", 0, 0.06, (0, 62), 0.05, 0, 0, 0.88, 45, since=_NEW),
)  # fmt: skip
# What members choose, with weights; the amounts are minor units as the products' documents offer them.
CHOICES: dict[str, tuple[tuple[dict[str, int], float], ...]] = {
    "million": (
        ({"deductible": 1_000_000, "limit": 200_000_000}, 0.70),
        ({"deductible": 500_000, "limit": 200_000_000}, 0.15),
        ({"deductible": 1_000_000, "limit": 400_000_000}, 0.15),
    ),
    "outpatient": (
        ({"deductible": 10_000, "limit": 2_000_000}, 0.55),
        ({"deductible": 0, "limit": 2_000_000}, 0.30),
        ({"deductible": 0, "limit": 5_000_000}, 0.15),
    ),
    "critical": (
        ({"sum_insured": 30_000_000}, 0.5),
        ({"sum_insured": 50_000_000}, 0.35),
        ({"sum_insured": 20_000_000}, 0.15),
    ),
    "income": (({"monthly_benefit": 500_000}, 0.6), ({"monthly_benefit": 800_000}, 0.4)),
    "accident": (({"limit": 2_000_000}, 0.6), ({"limit": 5_000_000}, 0.4)),
    "cash": (({"daily": 20_000}, 0.7), ({"daily": 30_000}, 0.3)),
    "city": (({"limit": 280_000_000}, 1.0),),
    "doctor": (({"limit": 50_000_000}, 0.7), ({"limit": 30_000_000}, 0.3)),
    "student": (({"limit": 10_000_000}, 0.8), ({"limit": 20_000_000}, 0.2)),
    "care": (({"monthly_benefit": 500_000, "benefit_months": 60}, 1.0),),
    "disability": (({"sum_insured": 30_000_000}, 0.7), ({"sum_insured": 50_000_000}, 0.3)),
}
LAPSES_OF_ENDS = 0.4  # of those who do not renew, the share whose cover simply lapses unpaid
_OLD_STOCK = 0.35  # members who were here when the time begins
_LAST_JOIN_DAYS = 12
OUTPATIENT = next(place for place, plan in enumerate(PLANS) if plan.key == "outpatient")
_SOLD_FIRST = sum(plan.first > 0 for plan in PLANS)


@dataclass(frozen=True)
class Contracts:
    """One row for each member's product: who, what, since when, and the day it ends by itself (0: it does not)."""

    person: np.ndarray
    plan: np.ndarray
    start: np.ndarray
    end: np.ndarray
    lapses: np.ndarray  # the end, where there is one, is a lapse: the premium was not paid
    choices: list[dict[str, int]]
    channel: np.ndarray

    def __len__(self) -> int:
        return len(self.person)


def make_contracts(people: People, seed: int, until: date, months: int) -> Contracts:
    """Who takes which product when, and who does not renew, before anything goes wrong."""
    rng = stream(seed, "contracts")
    first_day, last_day = add_months(until, -months).toordinal(), until.toordinal() - _LAST_JOIN_DAYS
    held = _products(rng, people, years=-(-months // 12))
    on_sale = np.array([max(p.since.toordinal(), first_day) for p in PLANS])
    held &= on_sale < last_day
    person, plan = np.nonzero(held)
    joined = first_day + np.where(
        rng.random(len(people)) < _OLD_STOCK,
        rng.random(len(people)) * 45,
        rng.random(len(people)) ** 0.9 * (last_day - first_day),
    ).astype(np.int64)
    # A second product is often bought later than the first.
    wait = np.where(np.diff(person, prepend=-1) == 0, rng.integers(0, 200, len(person)), 0)
    new = on_sale[plan] + (rng.random(len(person)) * (last_day - on_sale[plan])).astype(np.int64)
    start = np.minimum(np.where(on_sale[plan] > first_day, new, joined[person] + wait), last_day)
    end = _natural_ends(rng, start, plan, until)
    return Contracts(
        person=person,
        plan=plan,
        start=start,
        end=end,
        lapses=rng.random(len(person)) < LAPSES_OF_ENDS,
        choices=_choices(rng, plan),
        channel=people.channel[person],
    )


def _choices(rng: np.random.Generator, plan: np.ndarray) -> list[dict[str, int]]:
    picked = []
    for index, luck in zip(plan, rng.random(len(plan)), strict=True):
        options = CHOICES[PLANS[index].key]
        place = int(np.searchsorted(np.cumsum([weight for _, weight in options]), luck))
        picked.append(options[min(place, len(options) - 1)][0])
    return picked


def _products(rng: np.random.Generator, people: People, *, years: int) -> np.ndarray:
    """Which products each member holds; who is old enough today must have been so `years` ago, at the first purchase."""
    members = len(people)
    youngest = [p.ages[0] + years if p.ages[0] else 0 for p in PLANS]
    oldest = [p.ages[1] for p in PLANS]
    fits = np.array(
        [[low <= age <= high for low, high in zip(youngest, oldest, strict=True)] for age in people.age]
    )
    fits &= people.occupation[:, None] <= np.array([p.occupations for p in PLANS])
    fits &= (np.array(people.social) != "none")[:, None] | ~np.array([p.needs_social for p in PLANS])
    weights = fits * np.array([p.first for p in PLANS])
    steps = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    first = (rng.random(members)[:, None] > steps).sum(axis=1).clip(max=_SOLD_FIRST - 1)
    held = fits & (rng.random((members, len(PLANS))) < np.array([p.also for p in PLANS]))
    held[np.arange(members), first] = True
    return held


def _natural_ends(rng: np.random.Generator, start: np.ndarray, plan: np.ndarray, until: date) -> np.ndarray:
    """The anniversary on which a contract is not renewed, or 0."""
    end = np.zeros(len(start), dtype=np.int64)
    keeps = np.array([p.renews for p in PLANS])
    for year in range(1, 30):
        anniversary = np.array([add_years(date.fromordinal(int(day)), year).toordinal() for day in start])
        due = (end == 0) & (anniversary <= until.toordinal())
        if not due.any():
            break
        leaves = even_draws(rng, plan.astype(float), GOLDEN) > keeps[plan]
        end[due & leaves] = anniversary[due & leaves]
    return end

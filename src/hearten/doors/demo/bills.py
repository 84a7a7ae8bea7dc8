"""What do the bills look like? Expenses by product and cause, with what social insurance (医保) has paid of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from hearten.doors.demo.benefits import BENEFITS, Bill
from hearten.doors.demo.happenings import Claims, day_of
from hearten.doors.demo.identities import stream
from hearten.doors.demo.people import People
from hearten.doors.demo.portfolio import PLANS, Contracts
from hearten.doors.demo.words import HOSPITALS


@dataclass(frozen=True)
class Kind:
    """One kind of expense: its category, how often it is on the bill, its typical amount in yuan, and how that spreads."""

    category: str
    share: float
    yuan: float
    spread: float
    own_share: float  # part outside the social insurance's list


_KINDS: dict[tuple[str, bool], tuple[Kind, ...]] = {
    ("million", True): (
        Kind("inpatient", 1.0, 42_000, 0.75, 0.22),
        Kind("special_outpatient", 0.25, 9_000, 0.6, 0.30),
        Kind("pre_post_hospital", 0.55, 1_800, 0.6, 0.18),
    ),
    ("million", False): (
        Kind("inpatient", 1.0, 34_000, 0.7, 0.20),
        Kind("outpatient_surgery", 0.35, 6_500, 0.5, 0.20),
    ),
    ("outpatient", True): (
        Kind("outpatient", 1.0, 460, 0.6, 0.12),
        Kind("outpatient", 0.45, 260, 0.6, 0.20),
        Kind("emergency", 0.12, 620, 0.5, 0.10),
    ),
    ("outpatient", False): (Kind("accident", 1.0, 1_100, 0.8, 0.10), Kind("emergency", 0.4, 580, 0.5, 0.08)),
    ("accident", False): (
        Kind("outpatient", 1.0, 900, 0.8, 0.10),
        Kind("inpatient", 0.12, 14_000, 0.6, 0.15),
    ),
    ("city", True): (
        Kind("inpatient", 1.0, 66_000, 0.5, 0.30),
        Kind("special_medicine", 0.15, 38_000, 0.4, 0.0),
    ),
    ("city", False): (Kind("inpatient", 1.0, 58_000, 0.5, 0.25),),
    ("doctor", True): (Kind("outpatient", 1.0, 980, 0.6, 0.08), Kind("inpatient", 0.05, 21_000, 0.6, 0.12)),
    ("doctor", False): (Kind("emergency", 1.0, 1_300, 0.6, 0.08),),
    ("student", True): (Kind("inpatient", 1.0, 9_500, 0.6, 0.10),),
    ("student", False): (Kind("inpatient", 1.0, 8_200, 0.6, 0.10),),
}
# Members of the family doctor plan come referred, mostly to a preferred hospital.
_NETWORKS, _NETWORK_SHARES = ("preferred", "partner", ""), (0.75, 0.2, 0.05)
# What social insurance pays of the listed part.
_FUND_SHARE = {"employee": (0.72, 0.06), "resident": (0.52, 0.07)}
_NOT_SETTLED = 0.08
_WORTH = 1.3


def make_bills(people: People, contracts: Contracts, claims: Claims, seed: int) -> list[list[Bill]]:
    """The bills of each claim, in order."""
    rng = stream(seed, "bills")
    claimed_on = day_of(claims.submitted)
    bills = []
    for i in range(len(claims)):
        contract = claims.contract[i]
        plan = PLANS[contracts.plan[contract]]
        provider = HOSPITALS[int(rng.random() * len(HOSPITALS))]
        day = date.fromordinal(int(claims.event_day[i]))
        if draw := BENEFITS.get(plan.key):
            bills.append(draw(rng, day, date.fromordinal(int(claimed_on[i])), provider))
            continue
        kinds = _KINDS[plan.key, bool(claims.illness[i])]
        social = people.social[contracts.person[contract]]
        settled = social != "none" and rng.random() > _NOT_SETTLED
        lines = [
            _bill(rng, kind, day, provider, social if settled else "")
            for kind in kinds
            if rng.random() < kind.share or kind is kinds[0]
        ]
        lines = _worth_claiming(lines, contracts.choices[contract].get("deductible", plan.deductible))
        bills.append(_referred(rng, lines) if plan.key == "doctor" else lines)
    return bills


def _referred(rng: np.random.Generator, lines: list[Bill]) -> list[Bill]:
    network = str(rng.choice(_NETWORKS, p=_NETWORK_SHARES))
    facts: dict[str, int | str] = {"referred": 1}
    if network:
        facts["network"] = network
    return [replace(line, facts=facts | {"emergency": int(line.category == "emergency")}) for line in lines]


def _worth_claiming(lines: list[Bill], deductible: int) -> list[Bill]:
    """Who would get nothing rarely claims: bills that stay below the deductible are larger ones instead."""
    while sum(line.billed - line.own - line.fund for line in lines) < _WORTH * deductible:
        lines = [
            replace(line, billed=line.billed * 3 // 2, own=line.own * 3 // 2, fund=line.fund * 3 // 2)
            for line in lines
        ]
    return lines


def _bill(rng: np.random.Generator, kind: Kind, day: date, provider: str, social: str) -> Bill:
    billed = max(1_000, round(kind.yuan * float(np.exp(rng.normal(0, kind.spread))) * 100))
    own = round(billed * min(0.9, kind.own_share * 2 * rng.random()))
    fund = 0
    if social:
        share, spread = _FUND_SHARE[social]
        fund = round((billed - own) * float(np.clip(rng.normal(share, spread), 0.2, 0.92)))
    return Bill(kind.category, day, provider, billed, own, fund, bool(social))

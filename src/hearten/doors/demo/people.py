"""Who are the members? Invented people with believable ages, places, names and numbers that nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from hearten.doors.demo.identities import stream
from hearten.doors.demo.words import CITIES, GIVEN, SURNAMES

# Ages at the end of the simulated time: bands with their weights.
_AGE_BANDS = [(3, 17, 12), (18, 29, 20), (30, 39, 27), (40, 49, 21), (50, 54, 9), (55, 59, 11)]
_OLD_BEFORE, _MIDDLE_BEFORE = 1966, 1992
_WORKING_AGES = (22, 57)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
# Division codes that begin with 99 are not given to any place, and no mobile number begins with 12.
_NOWHERE, _NO_OPERATOR = "99", "12"
_YEAR_DAYS = 365.25

CHANNELS = ("app", "wechat", "web", "agent", "paper")
_CHANNEL_WEIGHTS_BY_AGE = {
    40: (0.56, 0.26, 0.10, 0.07, 0.01),
    53: (0.40, 0.27, 0.10, 0.17, 0.06),
    200: (0.20, 0.22, 0.06, 0.34, 0.18),
}


@dataclass(frozen=True)
class People:
    """One row for each member, as columns."""

    name: list[str]
    female: np.ndarray
    birth: list[date]
    age: np.ndarray
    region: list[str]
    occupation: np.ndarray
    social: list[str]
    channel: np.ndarray  # index into CHANNELS: how this member likes to deal with us
    phone: list[str]
    email: list[str]
    id_number: list[str]
    bank_account: list[str]

    def __len__(self) -> int:
        return len(self.name)


def make_people(members: int, seed: int, until: date) -> People:
    """Invent `members` people who are alive on `until`."""
    rng = stream(seed, "people")
    female = rng.random(members) < 0.53
    age = _ages(rng, members)
    birth = [until - timedelta(days=int(a * _YEAR_DAYS)) for a in age]
    cities, weights = list(CITIES), np.array(list(CITIES.values()), dtype=float)
    region = [cities[i] for i in rng.choice(len(cities), members, p=weights / weights.sum())]
    return People(
        name=_names(rng, female, birth),
        female=female,
        birth=birth,
        age=age,
        region=region,
        occupation=np.where(
            age < _WORKING_AGES[0], 1, rng.choice(4, members, p=[0.52, 0.24, 0.16, 0.08]) + 1
        ),
        social=_social_insurance(rng, age),
        channel=_channels(rng, age),
        phone=[f"{_NO_OPERATOR}{seed % 97:02d}{i:07d}" for i in range(members)],
        email=[f"m{i:06d}.{seed}@members.example" for i in range(members)],
        id_number=[
            _id_number(r, b, f, i) for i, (r, b, f) in enumerate(zip(region, birth, female, strict=True))
        ],
        bank_account=[_bank_account(seed, i) for i in range(members)],
    )


def id_check_character(first_seventeen: str) -> str:
    """The 18th character of a citizen number (GB 11643): weighted sum modulo 11."""
    return _ID_CHECKS[sum(int(c) * w for c, w in zip(first_seventeen, _ID_WEIGHTS, strict=True)) % 11]


def _ages(rng: np.random.Generator, members: int) -> np.ndarray:
    weights = np.array([weight for _, _, weight in _AGE_BANDS], dtype=float)
    band = rng.choice(len(_AGE_BANDS), members, p=weights / weights.sum())
    low = np.array([low for low, _, _ in _AGE_BANDS])[band]
    high = np.array([high for _, high, _ in _AGE_BANDS])[band]
    return low + rng.random(members) * (high - low + 1)


def _names(rng: np.random.Generator, female: np.ndarray, birth: list[date]) -> list[str]:
    surnames, weights = list(SURNAMES), np.array(list(SURNAMES.values()), dtype=float)
    picked = rng.choice(len(surnames), len(birth), p=weights / weights.sum())
    luck = rng.random(len(birth))
    names = []
    for i, day in enumerate(birth):
        time = "old" if day.year < _OLD_BEFORE else "middle" if day.year < _MIDDLE_BEFORE else "young"
        parts = GIVEN["female" if female[i] else "male"][time]
        names.append(surnames[picked[i]] + parts[int(luck[i] * len(parts))])
    return names


def _social_insurance(rng: np.random.Generator, age: np.ndarray) -> list[str]:
    luck = rng.random(len(age))
    working = (age >= _WORKING_AGES[0]) & (age < _WORKING_AGES[1])
    employee = np.where(working, 0.68, np.where(age >= _WORKING_AGES[1], 0.5, 0.0))
    return [
        "employee" if u < e else "resident" if u < 0.95 else "none"
        for u, e in zip(luck, employee, strict=True)
    ]


def _channels(rng: np.random.Generator, age: np.ndarray) -> np.ndarray:
    luck = rng.random(len(age))
    result = np.zeros(len(age), dtype=np.int64)
    for i, (years, u) in enumerate(zip(age, luck, strict=True)):
        weights = next(w for limit, w in _CHANNEL_WEIGHTS_BY_AGE.items() if years < limit)
        result[i] = min(int(np.searchsorted(np.cumsum(weights), u)), len(CHANNELS) - 1)
    return result


def _id_number(region: str, birth: date, female: bool, index: int) -> str:
    order = (index * 2 + (0 if female else 1)) % 1000
    body = f"{_NOWHERE}{region[:4]}{birth:%Y%m%d}{order:03d}"
    return body + id_check_character(body)


def _bank_account(seed: int, index: int) -> str:
    """Nineteen digits that begin with 9 (no bank's) and end in a Luhn digit."""
    body = f"999999{seed % 10_000:04d}{index:08d}"
    digits = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)

"""What do members measure, and what does their record say? Weight and blood pressure by month, glucose by quarter (H1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from hearten.domains.health.types import RecordFacts, RecordKind
from hearten.doors.demo.identities import moment, stream
from hearten.doors.demo.life import Life

SOURCE = "demo"
_LOINC = "http://loinc.org"
_SHARE = 0.35  # of grown-up members keep measuring
_ADULT = 18
_MONTH_S = 30 * 24 * 3600
_HIGH_SYSTOLIC = 140


def health_rows(
    life: Life, customers: Sequence[UUID], also: Sequence[int], *, months: int
) -> list[RecordFacts]:
    """Readings of some members, and of all of `also`; whoever measures high has the diagnosis in the record too."""
    rng = stream(life.seed, "readings")
    measures = (rng.random(len(life.people)) < _SHARE) & (life.people.age >= _ADULT)
    measures[list(also)] = True
    rows: list[RecordFacts] = []
    for person in np.nonzero(measures)[0]:
        rows += _of_one(rng, life, int(person), customers[int(person)], months)
    return rows


def _of_one(
    rng: np.random.Generator, life: Life, person: int, customer: UUID, months: int
) -> Iterator[RecordFacts]:
    age = float(life.people.age[person])
    weight = rng.normal(58 if life.people.female[person] else 70, 9)
    systolic = rng.normal(104 + 0.45 * age, 9)
    glucose = rng.normal(5.0 + 0.012 * age, 0.4)
    drift = rng.normal(0, 0.12)
    end = life.now.timestamp()
    if systolic > _HIGH_SYSTOLIC:
        yield _row(
            person,
            customer,
            "i10",
            RecordKind.CONDITION,
            end - months * _MONTH_S,
            {"code": "I10", "display": "高血压"},
        )
    for month in range(months):
        at = end - (months - month) * _MONTH_S + int(rng.integers(0, 20 * 24 * 3600))
        upper = systolic + drift * month + rng.normal(0, 5)
        yield _reading(
            person,
            customer,
            month,
            at,
            "29463-7",
            "体重",
            f"{weight + drift * month + rng.normal(0, 0.6):.1f}",
            "kg",
        )
        yield _pressure(person, customer, month, at, upper)
        if month % 3 == 0:
            yield _reading(
                person,
                customer,
                month,
                at,
                "2345-7",
                "空腹血糖",
                f"{glucose + rng.normal(0, 0.3):.1f}",
                "mmol/L",
            )


def _reading(
    person: int, customer: UUID, month: int, at: float, code: str, name: str, value: str, unit: str
) -> RecordFacts:
    content = {"code": code, "system": _LOINC, "display": name, "value": value, "unit": unit}
    return _row(person, customer, f"{code}-{month}", RecordKind.OBSERVATION, at, content)


def _pressure(person: int, customer: UUID, month: int, at: float, upper: float) -> RecordFacts:
    parts = [
        {"code": "8480-6", "display": "收缩压", "value": f"{upper:.0f}", "unit": "mmHg"},
        {"code": "8462-4", "display": "舒张压", "value": f"{upper * 0.62:.0f}", "unit": "mmHg"},
    ]
    content = {"code": "85354-9", "system": _LOINC, "display": "血压", "unit": "mmHg", "parts": parts}
    return _row(person, customer, f"85354-9-{month}", RecordKind.OBSERVATION, at, content)


def _row(
    person: int, customer: UUID, key: str, kind: RecordKind, at: float, content: dict[str, Any]
) -> RecordFacts:
    status = "active" if kind is RecordKind.CONDITION else "final"
    return RecordFacts(
        source=SOURCE, source_id=f"{customer}/{key}", kind=kind, recorded_at=moment(at), status=status,
        content=content, customer_id=customer,
    )  # fmt: skip

"""What each model says about personal data. One test walks all models; export and erasure follow the declaration."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Retain(StrEnum):
    """How long a record is kept, counted from the end of the relation."""

    WHILE_CUSTOMER = "while_customer"  # an erasure removes the row itself
    FIVE_YEARS = "five_years"  # Insurance Law art. 26: limitation of life claims
    TEN_YEARS = "ten_years"  # contracts and money
    ONE_YEAR = "one_year"


@dataclass(frozen=True)
class Privacy:
    """Why a model holds personal data, for how long, what an erasure blanks, and what an export hands over."""

    purpose: str
    retain: Retain
    scrub: tuple[str, ...] = ()
    export: tuple[str, ...] = ()
    customer_path: str = "customer_id"


class _NoPersonalData:
    def __repr__(self) -> str:
        return "NO_PERSONAL_DATA"


NO_PERSONAL_DATA = _NoPersonalData()

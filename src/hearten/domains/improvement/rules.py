"""The rules of the closed loop as documents/rules.yaml states them, and how working days are counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from hearten.domains.improvement.types import Cause, Reason

_FILE = Path(__file__).parent / "documents" / "rules.yaml"
_SATURDAY = 5


@dataclass(frozen=True)
class Opening:
    """A low answer to `item` in one of `surveys` opens a case for `reason`."""

    item: str
    reason: Reason
    surveys: frozenset[str]


@dataclass(frozen=True)
class LoopRules:
    due_working_days: int
    reopen_at_most: int
    opens: tuple[Opening, ...]
    causes: tuple[Cause, ...]

    def cause(self, code: str) -> Cause | None:
        return next((cause for cause in self.causes if cause.code == code), None)

    def reason_for(self, survey: str, low_items: Iterable[str]) -> Reason | None:
        """Why an answer opens a case; None when it does not."""
        low = set(low_items)
        return next((o.reason for o in self.opens if survey in o.surveys and o.item in low), None)


@cache
def loop_rules() -> LoopRules:
    """The rules of this release."""
    plain = yaml.safe_load(_FILE.read_text())
    return LoopRules(
        due_working_days=plain["due_working_days"],
        reopen_at_most=plain["reopen_at_most"],
        opens=tuple(
            Opening(item=row["item"], reason=Reason(row["reason"]), surveys=frozenset(row["survey"]))
            for row in plain["opens"]
        ),
        causes=tuple(Cause(code=row["code"], zh=row["zh"], en=row["en"]) for row in plain["root_causes"]),
    )


def add_working_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day `days` working days (Monday to Friday) later; a weekend counts as its Monday morning's eve.

    Public holidays are not known here, so a case is due rather too early than too late.
    """
    local = moment.astimezone(zone)
    while days > 0:
        local += timedelta(days=1)
        if local.weekday() < _SATURDAY:
            days -= 1
    return local.astimezone(UTC)

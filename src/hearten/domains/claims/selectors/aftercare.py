"""What can be offered to a member after a paid claim, and has it been asked for?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from hearten.domains.claims.models import Claim, ClaimEvent
from hearten.domains.claims.selectors.claims import list_lines
from hearten.domains.claims.types import AFTERCARE_STEP, ClaimState
from hearten.domains.products.types import in_language

_FILE = Path(__file__).parent.parent / "documents" / "aftercare.yaml"


@dataclass(frozen=True)
class Offer:
    """One call that a health manager may make. `asked` once the member has asked for it."""

    code: str
    title: str
    text: str
    source: str
    asked: bool = False


def aftercare_offers(claim: Claim, *, now: datetime, language: str) -> list[Offer]:
    """The offers that fit a paid claim, and the days in which they are made, in `language`."""
    if claim.state != ClaimState.PAID or claim.paid_at is None:
        return []
    categories = {line.category for line in list_lines(claim)}
    fitting = [rule for rule in _rules() if _fits(rule, claim, categories, now)]
    if not fitting:
        return []
    asked = {row.note for row in ClaimEvent.objects.filter(claim=claim, kind=AFTERCARE_STEP)}
    return [_offer(rule, language, asked={_title(rule)} <= asked) for rule in fitting]


def offer_named(code: str, language: str = "zh-hans") -> Offer | None:
    """The offer with this code, whether it fits a claim or not."""
    rule = next((rule for rule in _rules() if rule["code"] == code), None)
    return None if rule is None else _offer(rule, language, asked=False)


def _title(rule: dict[str, Any]) -> str:
    """What the timeline calls the offer, the same in every language, so that it is known again."""
    return str(rule["title"]["zh"])


def _fits(rule: dict[str, Any], claim: Claim, categories: set[str], now: datetime) -> bool:
    return (
        (not rule["categories"] or bool(categories & set(rule["categories"])))
        and (not rule["causes"] or claim.cause in rule["causes"])
        and claim.paid_at is not None
        and now <= claim.paid_at + timedelta(days=rule["days"])
    )


def _offer(rule: dict[str, Any], language: str, *, asked: bool) -> Offer:
    title, text, source = (str(in_language(rule[name], language)) for name in ("title", "text", "source"))
    return Offer(rule["code"], title, text, source, asked)


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded

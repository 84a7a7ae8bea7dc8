"""Must a person look at a claim before it is decided? (L4)

One mechanism: the rules of documents/warnings.yaml, over all claims at once. Only a warning of severity review or block
sends a claim to a person; the others are kept for the examiner to see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from hearten.domains.claims.models import Claim, ClaimLine, ClaimWarning
from hearten.domains.claims.ports import risk_scorer
from hearten.domains.claims.selectors.review_facts import Around, Decided, ReviewFacts, review_facts
from hearten.domains.claims.selectors.warnings import warning_rules
from hearten.domains.claims.types import ReviewReason
from hearten.engines.review import MISSING, Severity, WarningRule, warn


@dataclass(frozen=True, slots=True)
class ReviewWarning:
    """A rule that a claim meets, with the values of its sentence."""

    code: str
    severity: Severity
    facts: Mapping[str, Any] = field(default_factory=dict)


def warnings_of(
    claims: Sequence[Claim],
    outcomes: Mapping[UUID, Decided],
    *,
    now: datetime,
    around: Mapping[UUID, Around] | None = None,
    lines: Sequence[ClaimLine] | None = None,
    straight_through: Mapping[str, int] | None = None,
) -> dict[UUID, list[ReviewWarning]]:
    """The warnings of each claim, in the order of the rule book; three queries, however many claims.

    What stands `around` the claims and the `lines` of their people are not read again where they are handed over.
    `straight_through` is, by product, the amount below which rules decide alone where the product states its own.

    Claims of one policy are looked at in the order in which they came: one that waits for a person makes later ones wait.
    """
    if not claims:
        return {}
    facts = _scored(review_facts(claims, outcomes, now=now, around=around, lines=lines))
    found: dict[UUID, list[ReviewWarning]] = {claim.pk: [] for claim in facts.claims}
    for finding in warn(facts.book, _with_own_limits(straight_through or {}), facts.lines):
        found[facts.claims[finding.case].pk].append(
            ReviewWarning(finding.code, finding.severity, dict(finding.facts))
        )
    return _in_turn(facts.claims, found)


def needs_person(warnings: Sequence[ReviewWarning]) -> bool:
    """Whether a person must decide."""
    return any(warning.severity is not Severity.INFO for warning in warnings)


def reasons_of(warnings: Sequence[ReviewWarning]) -> list[str]:
    """The codes for which a person must decide, as a claim keeps them."""
    return [warning.code for warning in warnings if warning.severity is not Severity.INFO]


def warning_rows(
    claim: Claim, warnings: Sequence[ReviewWarning], *, turn: int, now: datetime
) -> list[ClaimWarning]:
    """The rows to be kept with one decision; write those of many claims with one bulk_create."""
    return [
        ClaimWarning(
            customer_id=claim.customer_id,
            claim_id=claim.pk,
            turn=turn,
            code=warning.code,
            severity=warning.severity,
            facts=dict(warning.facts),
            at=now,
        )
        for warning in warnings
    ]


def _with_own_limits(limits: Mapping[str, int]) -> Sequence[WarningRule]:
    """The rules with the limit of the amount as each product document states it."""
    if not limits:
        return warning_rules()
    own = {product: {"limit": limit} for product, limit in limits.items()}
    return [
        replace(rule, products={**rule.products, **own}) if rule.code == ReviewReason.AMOUNT else rule
        for rule in warning_rules()
    ]


def _in_turn(
    claims: Sequence[Claim], found: dict[UUID, list[ReviewWarning]]
) -> dict[UUID, list[ReviewWarning]]:
    """The deductible is used in order: behind a claim that waits, the later ones of its policy wait too."""
    order = {rule.code: place for place, rule in enumerate(warning_rules())}
    waiting: set[UUID] = set()
    for claim in claims:
        mine = found[claim.pk]
        if claim.policy_id in waiting and all(one.code != ReviewReason.EARLIER_OPEN for one in mine):
            mine.append(ReviewWarning(ReviewReason.EARLIER_OPEN.value, Severity.REVIEW, {"value": 1}))
            mine.sort(key=lambda one: order[one.code])
        if needs_person(mine):
            waiting.add(claim.policy_id)
    return found


def _scored(facts: ReviewFacts) -> ReviewFacts:
    """With what a plugged-in scorer says, in thousandths; without one nothing is said."""
    cases = facts.book.cases
    features = [
        (
            claim.pk,
            {name: int(column[place]) for name, column in cases.numbers.items() if column[place] != MISSING},
        )
        for place, claim in enumerate(facts.claims)
    ]
    scores = risk_scorer().scores(features)
    if not scores:
        return facts
    permille = [
        round(scores[claim.pk].score * 1000) if claim.pk in scores else MISSING for claim in facts.claims
    ]
    numbers = {**cases.numbers, "risk_permille": np.array(permille, np.int64)}
    return replace(facts, book=replace(facts.book, cases=replace(cases, numbers=numbers)))

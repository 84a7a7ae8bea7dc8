"""What do benefits pay that look at no bill? Expenses of claims as the events that the engine decides over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.selectors.columns import Plan
from hearten.domains.claims.selectors.traces import LineOutcome
from hearten.domains.claims.types import Cause, Decision
from hearten.engines.costsharing import Cause as EngineCause
from hearten.engines.costsharing import Event, FixedDecision, decide, events_of
from hearten.engines.costsharing.families import AnyFamilyRules, Facts, Outcome, explain_event

FIXED = "fixed."
_FLAGS = {"finished": Facts.FINISHED, "any_occupation": Facts.ANY_OCCUPATION, "qualified": Facts.QUALIFIED}
# As they stand in `benefit_facts`, and what the engine calls them.
_NUMBERS = {
    "grade": "grade",
    "equal_grades": "equal_grades",
    "earlier_grade": "earlier_grade",
    "adl": "activities",
    "adl_later": "later_activities",
    "icu_days": "intensive_days",
    "income_minor": "income",
    "earning_minor": "earning",
    "other_income_minor": "other",
}
# A span is claimed up to and with its last day; a stay ends on the day of discharge, which is not counted.
_LAST_DAY_COUNTS = {"income", "care"}


def fixed_outcomes(rows: Sequence[tuple[ClaimLine, Plan, bool]]) -> list[LineOutcome]:
    """What each benefit pays after those of its policy that stand before it; rows of a policy stand together.

    A row says whether it is asked about; of the others those whose claim a person refused count as paid nothing.
    One call of the engine for one claim and for thousands.
    """
    if not rows:
        return []
    rules = list(dict.fromkeys(plan.rules for _, plan, _ in rows))
    places = {rule: place for place, rule in enumerate(rules)}
    policies: dict[Any, int] = {}
    events = [
        replace(
            _event(line, plan, policies.setdefault(plan.policy_id, len(policies)), places[plan.rules]),
            decided=0 if not asked and line.claim.decision == Decision.REFUSED else None,
        )
        for line, plan, asked in rows
    ]
    decision = decide(events_of(events, rules), rules)  # type: ignore[arg-type]
    return [
        _outcome(explain_event(decision, row, event, rules[event.plan]))  # type: ignore[arg-type]
        for row, event in enumerate(events)
    ]


def _event(line: ClaimLine, plan: Plan, policy: int, place: int) -> Event:
    """One benefit as the engine takes it; what was not asked is what the engine takes for granted."""
    claim, facts = line.claim, line.benefit_facts or {}
    rules: AnyFamilyRules = plan.rules  # type: ignore[assignment]
    return Event(
        benefit=line.category,
        day=line.service_date,
        until=_until(line, rules.kind),
        assessed=_day(facts.get("assessed")),
        cover_from=plan.inception,
        cover_until=plan.cover_until,
        waiting_from=plan.waiting_from,
        born=claim.customer.birth_date if rules.asks_age else None,
        cause=EngineCause.ACCIDENT if claim.cause == Cause.ACCIDENT else EngineCause.ILLNESS,
        event=facts.get("cause") or (claim.event_date or line.service_date),
        year=line.service_date.year if rules.kind == "health_account" else plan.year_of(line.service_date),
        disease=str(facts.get("disease", "")),
        facts=_flags(facts),
        amount=line.billed_minor,
        policy=policy,
        plan=place,
        **{name: int(facts[given]) for given, name in _NUMBERS.items() if given in facts},
    )


def _until(line: ClaimLine, kind: str) -> date:
    last = line.until_date or line.service_date
    return last + timedelta(days=1) if kind in _LAST_DAY_COUNTS else last


def _day(given: Any) -> date | None:
    return date.fromisoformat(str(given)) if given else None


def _flags(facts: Mapping[str, Any]) -> Facts:
    found = Facts.NONE
    for name, flag in _FLAGS.items():
        if facts.get(name):
            found |= flag
    return found


def _outcome(decision: FixedDecision) -> LineOutcome:
    return LineOutcome(
        payable_minor=decision.amount,
        left_out=not decision.why.whole,
        steps=(
            {
                "code": f"{FIXED}{decision.reason.key}",
                "amount": decision.amount,
                "clause": decision.clause,
                "label": dict(decision.said.label) if decision.said.label else None,
                "rate": None,
                "outcome": [flag.name.lower() for flag in Outcome if flag.name and flag & decision.outcome],
            },
        ),
        formula=decision.formula,
    )

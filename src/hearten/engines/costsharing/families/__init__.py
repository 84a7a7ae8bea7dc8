"""What do benefits pay that look at no bill? (docs/algorithms/fixed_benefits.md)

`decide` takes a table of events of all families mixed; `decide_event` one event in everyday types.
"""

from hearten.engines.costsharing.families.care import CareRules
from hearten.engines.costsharing.families.common import FamilyRules
from hearten.engines.costsharing.families.critical_illness import FixedRules
from hearten.engines.costsharing.families.daily_cash import CashRules
from hearten.engines.costsharing.families.deciding import FamilyDecision, decide
from hearten.engines.costsharing.families.disability import DisabilityRules
from hearten.engines.costsharing.families.events import Activity, Cause, Event, Events, Facts, events_of
from hearten.engines.costsharing.families.explanation import FixedDecision, decide_event, explain_event
from hearten.engines.costsharing.families.health_account import AccountRules
from hearten.engines.costsharing.families.income import IncomeRules
from hearten.engines.costsharing.families.reading_rules import FAMILY_KINDS, AnyFamilyRules, compile_family
from hearten.engines.costsharing.families.reasons import (
    BY_KEY,
    FAMILY_REASONS,
    OUTCOMES,
    FamilyReason,
    Outcome,
    Why,
)

__all__ = [
    "BY_KEY",
    "FAMILY_KINDS",
    "FAMILY_REASONS",
    "OUTCOMES",
    "AccountRules",
    "Activity",
    "AnyFamilyRules",
    "CareRules",
    "CashRules",
    "Cause",
    "DisabilityRules",
    "Event",
    "Events",
    "Facts",
    "FamilyDecision",
    "FamilyReason",
    "FamilyRules",
    "FixedDecision",
    "FixedRules",
    "IncomeRules",
    "Outcome",
    "Why",
    "compile_family",
    "decide",
    "decide_event",
    "events_of",
    "explain_event",
]

"""What does a policy pay for these expenses, and why not more? (docs/algorithms/cost_sharing.md)"""

from hearten.engines.costsharing.balances import Accumulators, Used, balances_of, join
from hearten.engines.costsharing.buckets import Bucket
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.engine import adjudicate
from hearten.engines.costsharing.explanation import Step, explain, formula, reasons
from hearten.engines.costsharing.families import (
    FAMILY_REASONS,
    Cause,
    Event,
    Events,
    FamilyDecision,
    FamilyReason,
    FamilyRules,
    FixedDecision,
    FixedRules,
    IncomeRules,
    Outcome,
    decide,
    decide_event,
    events_of,
)
from hearten.engines.costsharing.lines import Line, Lines, lines_of
from hearten.engines.costsharing.portfolio import Portfolio, category_codes
from hearten.engines.costsharing.reasons import REASONS, Reason, ReasonCode, Stop
from hearten.engines.costsharing.retracing import closing
from hearten.engines.costsharing.rules import (
    AnyRules,
    ParamDate,
    Rules,
    check_benefits,
    compile_rules,
)

__all__ = [
    "FAMILY_REASONS",
    "REASONS",
    "Accumulators",
    "AnyRules",
    "Bucket",
    "Cause",
    "Decision",
    "Event",
    "Events",
    "FamilyDecision",
    "FamilyReason",
    "FamilyRules",
    "FixedDecision",
    "FixedRules",
    "IncomeRules",
    "Line",
    "Lines",
    "Outcome",
    "ParamDate",
    "Portfolio",
    "Reason",
    "ReasonCode",
    "Rules",
    "Step",
    "Stop",
    "Used",
    "adjudicate",
    "balances_of",
    "category_codes",
    "check_benefits",
    "closing",
    "compile_rules",
    "decide",
    "decide_event",
    "events_of",
    "explain",
    "formula",
    "join",
    "lines_of",
    "reasons",
]

"""What does a policy pay for these expenses, and why not more? (docs/algorithms/cost_sharing.md)"""

from hearten.engines.costsharing.balances import Accumulators, Used, balances_of, join
from hearten.engines.costsharing.buckets import Bucket
from hearten.engines.costsharing.coordination import (
    Coordination,
    Payer,
    Rank,
    Share,
    birthday_key,
    coordinate,
    in_order,
)
from hearten.engines.costsharing.decision import Decision
from hearten.engines.costsharing.engine import Executor, adjudicate, warm_up
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
from hearten.engines.costsharing.replay import Decided, Difference, Replay, replay
from hearten.engines.costsharing.retracing import closing
from hearten.engines.costsharing.rules import (
    AnyRules,
    ParamDate,
    Rules,
    check_benefits,
    compile_rules,
)
from hearten.engines.costsharing.what_if import Estimate, what_if

__all__ = [
    "FAMILY_REASONS",
    "REASONS",
    "Accumulators",
    "AnyRules",
    "Bucket",
    "Cause",
    "Coordination",
    "Decided",
    "Decision",
    "Difference",
    "Estimate",
    "Event",
    "Events",
    "Executor",
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
    "Payer",
    "Portfolio",
    "Rank",
    "Reason",
    "ReasonCode",
    "Replay",
    "Rules",
    "Share",
    "Step",
    "Stop",
    "Used",
    "adjudicate",
    "balances_of",
    "birthday_key",
    "category_codes",
    "check_benefits",
    "closing",
    "compile_rules",
    "coordinate",
    "decide",
    "decide_event",
    "events_of",
    "explain",
    "formula",
    "in_order",
    "join",
    "lines_of",
    "reasons",
    "replay",
    "warm_up",
    "what_if",
]

"""May this person have this plan at once? (docs/algorithms/underwriting.md)"""

from hearten.engines.underwriting.conditions import Condition, compile_condition
from hearten.engines.underwriting.declaration import Question, asked, read_answers
from hearten.engines.underwriting.rules import (
    Decision,
    Exclusion,
    Grading,
    Reason,
    RuleBook,
    UnderwritingResult,
    compile_rule_book,
    evaluate,
    with_derived_facts,
)

__all__ = [
    "Condition",
    "Decision",
    "Exclusion",
    "Grading",
    "Question",
    "Reason",
    "RuleBook",
    "UnderwritingResult",
    "asked",
    "compile_condition",
    "compile_rule_book",
    "evaluate",
    "read_answers",
    "with_derived_facts",
]

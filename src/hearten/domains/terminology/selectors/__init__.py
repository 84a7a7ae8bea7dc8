"""Reading about codes: what a text means, and which rules hold for it."""

from hearten.domains.terminology.selectors.matching import (
    find_diagnosis,
    find_operation,
    match_drug,
    match_service,
)
from hearten.domains.terminology.selectors.rules import rule_table, rules_for

__all__ = [
    "find_diagnosis",
    "find_operation",
    "match_drug",
    "match_service",
    "rule_table",
    "rules_for",
]

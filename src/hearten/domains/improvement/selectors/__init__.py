"""Reading cases."""

from hearten.domains.improvement.selectors.cases import (
    CaseFilter,
    count_cases_for,
    get_case_for,
    list_cases_for,
    list_entries_for,
    list_own_cases,
)
from hearten.domains.improvement.selectors.causes import CauseCount, count_causes_for

__all__ = [
    "CaseFilter",
    "CauseCount",
    "count_cases_for",
    "count_causes_for",
    "get_case_for",
    "list_cases_for",
    "list_entries_for",
    "list_own_cases",
]

"""Reading cases."""

from hearten.domains.improvement.selectors.cases import (
    CaseFilter,
    count_cases_for,
    get_case_for,
    list_cases_for,
    list_entries_for,
    list_own_cases,
)

__all__ = [
    "CaseFilter",
    "count_cases_for",
    "get_case_for",
    "list_cases_for",
    "list_entries_for",
    "list_own_cases",
]

from hearten.domains.reports.selectors.reports import (
    RunPage,
    actions_for,
    deliveries_for,
    for_reader,
    get_report_for,
    get_run_for,
    list_reports_for,
    list_runs_for,
    schedules_for,
    waiting_for_reader,
)

__all__ = [
    "RunPage",
    "actions_for",
    "deliveries_for",
    "for_reader",
    "get_report_for",
    "get_run_for",
    "list_reports_for",
    "list_runs_for",
    "schedules_for",
    "waiting_for_reader",
]

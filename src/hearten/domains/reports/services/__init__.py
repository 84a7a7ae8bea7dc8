from hearten.domains.reports.services.acting import move_action, plan_action
from hearten.domains.reports.services.composing import change_report, make_report, usual_sections
from hearten.domains.reports.services.running import make_run, release_run, start_run, write_words
from hearten.domains.reports.services.scheduling import (
    deliver_run,
    make_schedule,
    mark_opened,
    run_due,
    stop_schedule,
    take_up,
    tell,
    unsubscribe,
)

__all__ = [
    "change_report",
    "deliver_run",
    "make_report",
    "make_run",
    "make_schedule",
    "mark_opened",
    "move_action",
    "plan_action",
    "release_run",
    "run_due",
    "start_run",
    "stop_schedule",
    "take_up",
    "tell",
    "unsubscribe",
    "usual_sections",
    "write_words",
]

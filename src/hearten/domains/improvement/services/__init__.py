"""Seeing to what customers are unhappy about."""

from hearten.domains.improvement.services.closing import close_case, take_up_follow_up
from hearten.domains.improvement.services.loading import load_cases
from hearten.domains.improvement.services.opening import (
    open_case_for_aftercare,
    open_case_for_answer,
    register_complaint,
)
from hearten.domains.improvement.services.working import add_note, log_call, take_case

__all__ = [
    "add_note",
    "close_case",
    "load_cases",
    "log_call",
    "open_case_for_aftercare",
    "open_case_for_answer",
    "register_complaint",
    "take_case",
    "take_up_follow_up",
]

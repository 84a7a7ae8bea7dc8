"""Doing hand-work: printing and keying, calling, talking, thanking."""

from hearten.domains.fieldwork.services.calling import (
    end_call,
    finish_interview,
    held_task,
    show_number,
    stay_on_call,
    take_next_call,
)
from hearten.domains.fieldwork.services.entering import key_form, settle_form
from hearten.domains.fieldwork.services.incentives import (
    add_coupons,
    give_owed,
    hold_draw,
    make_incentive,
    reward,
)
from hearten.domains.fieldwork.services.printing import print_forms
from hearten.domains.fieldwork.services.sessions import (
    call_off_session,
    finish_session,
    forget_interviews,
    invite_to_session,
    move_participant,
    pay_incentive,
    plan_session,
    write_session,
)

__all__ = [
    "add_coupons",
    "call_off_session",
    "end_call",
    "finish_interview",
    "finish_session",
    "forget_interviews",
    "give_owed",
    "held_task",
    "hold_draw",
    "invite_to_session",
    "key_form",
    "make_incentive",
    "move_participant",
    "pay_incentive",
    "plan_session",
    "print_forms",
    "reward",
    "settle_form",
    "show_number",
    "stay_on_call",
    "take_next_call",
    "write_session",
]

"""Which colour and which sign go with a state? The colour is never the only sign."""

from __future__ import annotations

TONE_ICONS = {
    "good": "check",
    "warn": "clock",
    "bad": "close",
    "info": "info",
    "warm": "heart",
    "quiet": "minus",
}

_STATES = {
    "good": "paid decided approved active accept accepted accurate closed sent read answered delivered done succeeded completed resolved given in_force "
    "released collected published live met ok",
    "warn": "waiting_member waiting in_review reviewing pending partial load refer referred due overdue expiring scheduled queued breached_soon "
    "paying processing working retrying",
    "bad": "refused failed rejected lapsed bounced breached error declined decline cancelled withdrawn exclude poor",
    "info": "submitted open new opened invited running started in_progress captured authorised",
    "quiet": "draft expired ended inactive superseded archived skipped unknown not_due",
}
TONES = {state: tone for tone, states in _STATES.items() for state in states.split()}


def tone_of(state: object) -> str:
    """The tone of a state; a state that is not known is quiet."""
    return TONES.get(str(getattr(state, "value", state)).lower(), "quiet")

"""What was put in: the figures that a perfect measure would find, for tests and for whoever checks the dashboard."""

from __future__ import annotations

from typing import Any

import numpy as np

from hearten.doors.demo import answers as model
from hearten.doors.demo import happenings
from hearten.doors.demo.answers import Answers
from hearten.doors.demo.happenings import Claims, Complaints


def tell_truth(
    claims: Claims, answers: Answers, complaints: Complaints, natural_lapse: np.ndarray
) -> dict[str, Any]:
    """The expected figures over those who answered (and those who complained), before chance picked the answers.

    `natural_lapse` says for each complaint whether the member's cover lapsed later for reasons of its own.
    """
    who = answers.answered > 0
    delay = claims.delay_days[answers.claim]
    return {
        "nps": {
            "answering": _net(answers, who),
            "everyone_asked": _net(answers, np.ones(len(answers), dtype=bool)),
            "answers": int(who.sum()),
        },
        "csat_mean": {"answering": round(float(answers.csat_expected[who].mean()), 4) if who.any() else None},
        "response_rate": {
            "expected": round(float(answers.answer_chance.mean()), 4) if len(answers) else None
        },
        "claim_delay_effect_on_csat": {
            "slope_per_day": _slope(delay[who], answers.csat_expected[who]),
            "unit": "steps of CSAT for each day from submission to decision, among those who answered",
        },
        "lapse_effect_of_unresolved_complaints": _lapse(complaints, natural_lapse),
        "planted": {
            name.lower(): getattr(place, name)
            for place, names in ((model, _MODEL_NAMES), (happenings, _HAPPENING_NAMES))
            for name in names
        },
    }


_MODEL_NAMES = (
    "CSAT_PER_DAY",
    "CSAT_REFUSED",
    "CSAT_PARTIAL",
    "CSAT_DOCUMENTS",
    "EASE_PER_DAY",
    "EASE_DOCUMENTS",
    "EASE_PAPER",
    "NPS_PER_DAY",
    "NPS_REFUSED",
    "NPS_PARTIAL",
    "NPS_DOCUMENTS",
    "ANSWER_SHARE",
)
_HAPPENING_NAMES = (
    "CHANNEL_FACTOR",
    "MONTH_FACTOR",
    "BACKLOG_MONTHS",
    "BACKLOG_FACTOR",
    "DOCUMENTS_SHARE",
    "AUTO_SHARE",
    "COMPLAINT_BASE",
    "COMPLAINT_PER_DAY",
    "RESOLVED_SHARE",
    "LAPSE_WHEN_UNRESOLVED",
    "LAPSE_WHEN_RESOLVED",
)


def _net(answers: Answers, who: np.ndarray) -> float | None:
    if not who.any():
        return None
    return round(100 * float((answers.promoter_chance - answers.detractor_chance)[who].mean()), 3)


def _slope(x: np.ndarray, y: np.ndarray) -> float | None:
    if len(x) < 3 or np.ptp(x) == 0:
        return None
    return round(float(np.polyfit(x, y, 1)[0]), 5)


def _lapse(complaints: Complaints, natural: np.ndarray) -> dict[str, Any]:
    """Expected shares who lapse after a closed complaint, given when each would lapse."""
    closed = complaints.closed > 0
    feasible = complaints.feasible
    expected = np.where(natural, 1.0, complaints.lapse_chance * feasible)
    groups = (closed & ~complaints.resolved, closed & complaints.resolved)
    unresolved, resolved = (float(expected[group].mean()) if group.any() else None for group in groups)
    difference = None if unresolved is None or resolved is None else unresolved - resolved
    return {
        "share_unresolved": _rounded(unresolved),
        "share_resolved": _rounded(resolved),
        "risk_difference": _rounded(difference),
        "complaints_closed": int(closed.sum()),
        "unit": "members whose complaint is closed; lapsed: a policy of theirs lapsed later",
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

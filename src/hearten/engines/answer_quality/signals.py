"""Who may be a program, who knows nothing, and who left?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hearten.engines.answer_quality.types import Flagged, FlagKind, Flags, Floats, Thresholds, flagged
from hearten.kernel.text import N_

_USUAL = Thresholds()
SIGNS = {
    "honeypot": N_("the field that people can't see was filled in"),
    "no_script": N_("the form sent none of the signals of a browser"),
    "impossible_time": N_("faster than anybody can read"),
}
_WEIGHTS = {"honeypot": 0.9, "no_script": 0.4, "impossible_time": 0.7}


def find_bots(
    people: int,
    *,
    honeypot: Flags | None = None,
    script_seen: Flags | None = None,
    seconds: Floats | None = None,
    items: NDArray[np.int64] | None = None,
    thresholds: Thresholds = _USUAL,
) -> Flagged:
    """Signs of a program; `signs` lists them (names of SIGNS). A browser without scripts is a sign only beside another.

    `seconds` is the whole time of each person (NaN unknown), `items` how many questions were answered in it.
    """
    nothing = np.zeros(people, dtype=np.bool_)
    signs = {
        "honeypot": nothing if honeypot is None else honeypot,
        "no_script": nothing if script_seen is None else ~script_seen,
        "impossible_time": _impossible(seconds, items, thresholds, nothing),
    }
    strong = signs["honeypot"] | signs["impossible_time"]
    doubt = np.ones(people)
    for name, hit in signs.items():
        doubt = np.where(hit, doubt * (1.0 - _WEIGHTS[name]), doubt)
    listed = np.full(people, "", dtype=object)
    for name, hit in signs.items():
        listed[hit] = [f"{before}, {name}" if before else name for before in listed[hit]]
    return flagged(FlagKind.BOT, strong, 1.0 - doubt, signs=listed)


def _impossible(
    seconds: Floats | None, items: NDArray[np.int64] | None, thresholds: Thresholds, nothing: Flags
) -> Flags:
    if seconds is None or items is None:
        return nothing
    with np.errstate(invalid="ignore"):
        result: Flags = (items > 1) & (seconds < thresholds.bot_seconds_per_item * items)
    return result


def find_dont_knows(
    dont_know: NDArray[np.int64], answered: NDArray[np.int64], thresholds: Thresholds = _USUAL
) -> Flagged:
    """Too many “don't know” among the answers given (the don't-knows included in `answered`)."""
    share = dont_know / np.maximum(answered, 1)
    hit = (answered >= thresholds.dont_know_items) & (share >= thresholds.dont_know_share)
    return flagged(FlagKind.DONT_KNOW, hit, share, count=dont_know, items=answered)


def find_drop_outs(
    answered: NDArray[np.int64], shown: NDArray[np.int64], finished: Flags, thresholds: Thresholds = _USUAL
) -> Flagged:
    """Left before the end with less than `drop_out_share` of the questions for them answered."""
    share = answered / np.maximum(shown, 1)
    hit = ~finished & (shown > 0) & (share < thresholds.drop_out_share)
    return flagged(FlagKind.DROP_OUT, hit, 1.0 - share, answered=answered, items=shown)

"""The measures by name: what each counts, over which rows, by what it can be cut, and how sums become a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ibis import _

from hearten.domains.insight.selectors import frames
from hearten.domains.insight.types import Dimension, Unit
from hearten.engines import satisfaction as s
from hearten.kernel.period import Period
from hearten.kernel.text import N_

Sums = Mapping[str, Sequence[float]]
_D = Dimension


@dataclass(frozen=True)
class Measure:
    """One question with its answer's recipe. `good_when` says which way is better: up, down, or neither."""

    name: str
    label: str
    about: str
    unit: Unit
    frame: Callable[[Period | None], Any]
    sums: Mapping[str, Any]
    estimate: Callable[[Sums], s.Estimates]
    dimensions: frozenset[Dimension]
    good_when: str = "up"
    from_answers: bool = False  # single answers stand behind it, so it can be opened down to them


_COUNT_ALL = _.count()
_HITS = {"n": _COUNT_ALL, "k": _.hit.sum()}


def _share(sums: Sums) -> s.Estimates:
    return s.share(sums["k"], sums["n"])


def _mean(sums: Sums) -> s.Estimates:
    return s.mean(sums["n"], sums["y"], sums["yy"])


def _nps(sums: Sums) -> s.Estimates:
    return s.nps(sums["promoters"], sums["passives"], sums["detractors"])


def _slope(sums: Sums) -> s.Estimates:
    return s.slope(n=sums["n"], x=sums["x"], y=sums["y"], xx=sums["xx"], xy=sums["xy"], yy=sums["yy"])


def _count(condition: Any) -> Any:
    return condition.sum()


_ANSWER_CUTS = frozenset({_D.MONTH, _D.CHANNEL, _D.PRODUCT, _D.SURVEY})
_CLAIM_CUTS = frozenset({_D.MONTH, _D.CHANNEL, _D.PRODUCT})
_POLICY_CUTS = frozenset({_D.CHANNEL, _D.PRODUCT})
_TWO_BY_TWO = {
    "n": _COUNT_ALL,
    "k1": _count(_.unresolved & _.lapsed),
    "n1": _count(_.unresolved),
    "k2": _count(~_.unresolved & _.lapsed),
    "n2": _count(~_.unresolved),
}
_FOUR = ("k1", "n1", "k2", "n2")

_ALL = (
    Measure(
        "nps",
        N_("Recommendation (NPS)"),
        N_("Share of promoters (9–10) less share of detractors (0–6) among those who answered."),
        Unit.POINTS,
        lambda period: frames.answers(period).filter(_.nps.notnull()),
        {
            "n": _COUNT_ALL,
            "promoters": _count(_.nps >= s.PROMOTER_LEAST),
            "detractors": _count(_.nps <= s.DETRACTOR_MOST),
            "passives": _count((_.nps > s.DETRACTOR_MOST) & (_.nps < s.PROMOTER_LEAST)),
        },
        _nps,
        _ANSWER_CUTS,
        from_answers=True,
    ),
    Measure(
        "csat",
        N_("Satisfaction (CSAT)"),
        N_("Share of answers 4 or 5 among those who answered."),
        Unit.SHARE,
        lambda period: frames.answers(period).filter(_.csat.notnull()),
        {"n": _COUNT_ALL, "k": _count(_.csat >= s.SATISFIED_LEAST)},
        _share,
        _ANSWER_CUTS,
        from_answers=True,
    ),
    Measure(
        "effort",
        N_("Ease"),
        N_("Mean agreement, from 1 to 7, that it was easy; 7 is best."),
        Unit.SCALE_7,
        lambda period: frames.answers(period).filter(_.effort.notnull()),
        {
            "n": _COUNT_ALL,
            "y": _.effort.cast("int64").sum(),
            "yy": (_.effort.cast("int64") * _.effort.cast("int64")).sum(),
        },
        _mean,
        _ANSWER_CUTS,
        from_answers=True,
    ),
    Measure(
        "case_rate",
        N_("Answers that opened a case"),
        N_("Share of answers low enough that somebody calls back."),
        Unit.SHARE,
        lambda period: frames.answers(period).mutate(hit=_.low),
        _HITS,
        _share,
        _ANSWER_CUTS,
        good_when="down",
        from_answers=True,
    ),
    Measure(
        "response_rate",
        N_("Response rate"),
        N_("Share of invitations that were answered before their link closed."),
        Unit.SHARE,
        frames.invitations,
        _HITS,
        _share,
        frozenset({_D.MONTH, _D.CHANNEL, _D.SURVEY}),
    ),
    Measure(
        "turnaround",
        N_("Days to a decision, days to the money"),
        N_("Mean days that a stage of a claim takes: from handing in to decision, unless cut by stage."),
        Unit.DAYS,
        frames.claim_stages,
        {"n": _COUNT_ALL, "y": _.y.sum(), "yy": (_.y * _.y).sum()},
        _mean,
        _CLAIM_CUTS | {_D.STAGE},
        good_when="down",
    ),
    Measure(
        "straight_through",
        N_("Decided at once"),
        N_("Share of decided claims that the rules decided without a person."),
        Unit.SHARE,
        frames.decided_claims,
        _HITS,
        _share,
        _CLAIM_CUTS,
    ),
    Measure(
        "complaint_rate",
        N_("Complaints"),
        N_("Share of policies in force whose holder complained in the period."),
        Unit.SHARE,
        frames.complaining_policies,
        _HITS,
        _share,
        _POLICY_CUTS,
        good_when="down",
    ),
    Measure(
        "lapse_rate",
        N_("Lapses"),
        N_("Share of policies in force that lapsed in the period."),
        Unit.SHARE,
        frames.policies_held,
        _HITS,
        _share,
        _POLICY_CUTS,
        good_when="down",
    ),
    Measure(
        "delay_effect",
        N_("What a day of waiting costs"),
        N_(
            "By how much satisfaction (1–5) changes with each day from handing in a claim to its decision. "
            "A straight line through all answers; an association, not a proof."
        ),
        Unit.STEPS_PER_DAY,
        frames.delayed_answers,
        {
            "n": _COUNT_ALL,
            "x": _.x.sum(),
            "y": _.y.sum(),
            "xx": (_.x * _.x).sum(),
            "xy": (_.x * _.y).sum(),
            "yy": (_.y * _.y).sum(),
        },
        _slope,
        _ANSWER_CUTS,
        good_when="up",
        from_answers=True,
    ),
    Measure(
        "lapse_effect",
        N_("What an unresolved complaint costs"),
        N_(
            "How many more members lapse when their complaint is left unresolved than when it is resolved. "
            "A difference between two groups; an association, not a proof."
        ),
        Unit.SHARE_DIFFERENCE,
        frames.complainants,
        _TWO_BY_TWO,
        lambda sums: s.share_difference(*(sums[name] for name in _FOUR)),
        frozenset(),
        good_when="down",
    ),
    Measure(
        "lapse_ratio",
        N_("Lapses after unresolved complaints, as a multiple"),
        N_("The share who lapse after an unresolved complaint, divided by the share after a resolved one."),
        Unit.TIMES,
        frames.complainants,
        _TWO_BY_TWO,
        lambda sums: s.share_ratio(*(sums[name] for name in _FOUR)),
        frozenset(),
        good_when="down",
    ),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}

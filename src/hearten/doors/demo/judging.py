"""Service quality of the demo beside what is measured: experts' scores and weights, targets, other insurers' figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import Actor
from hearten.domains.quality import services
from hearten.domains.quality.models import ExpertRound
from hearten.domains.quality.selectors.experts import groups_to_weigh, list_experts, list_rounds_for
from hearten.domains.quality.types import RoundKind, Weighing
from hearten.doors.demo.office import Office

# indicator → (what experts find, what those write down who find less)
_SCORED = {
    "hotline_and_chat": (
        7.0,
        ("早高峰平均要等两分钟以上。", "转人工的入口藏得深。", "在线客服先答非所问，第二次才对。"),
    ),
    "advice_quality": (8.0, ("免赔额讲得不够清楚。", "解答正确，但用词太专业。", "没有主动说等待期。")),
}
# What the experts hold the dimensions and some indicators to be worth beside each other; the rest alike.
_WORTH = {
    "tangibles": 1.0, "reliability": 3.2, "responsiveness": 2.8, "assurance": 1.8, "empathy": 1.5,
    "claim_turnaround": 2.5, "first_response": 1.6, "within_promise": 2.0, "complaint_rate": 1.7,
}  # fmt: skip
_TARGETS = (
    ("claim_turnaround", 1.5, 8.0, "小额理赔已全部线上，目标从 2 天提到 1.5 天。"),
    ("first_response", 12.0, 72.0, "新排班从本季度开始，半天内回应。"),
)
_INVENTED = "演示用的虚构数字，不是任何公司的公布值"
_PEERS = (
    ("甲公司（虚构）", {"claim_turnaround": "2.4", "online_share": "88%", "complaint_rate": "3.1", "within_promise": "96%"}),
    ("乙公司（虚构）", {"claim_turnaround": "3.8", "online_share": "79%", "complaint_rate": "5.6", "within_promise": "93%"}),
    ("丙公司（虚构）", {"claim_turnaround": "1.9", "online_share": "93%", "complaint_rate": "4.2", "first_response": "30"}),
)  # fmt: skip
ROUND = "季度专家评分：热线与咨询"
_EXPERTS, _WEIGHERS = 6, 5


def is_done(office: Office) -> bool:
    return any(row.name == ROUND for row in list_rounds_for(office.analyst))


def judge_service(office: Office) -> None:
    """A closed round of scores and one under way, a closed round of comparisons that weighs the index, targets, peers."""
    _targets_and_peers(office)
    first = _round(office, ROUND, RoundKind.SCORES, _EXPERTS, days=80)
    for expert in _asked(office, _EXPERTS):
        _score(office, first, expert, days=77)
    services.close_round(round_id=first.pk, by=office.analyst, now=office.at(75, 17))
    weights = _round(office, "五个维度孰轻孰重", RoundKind.WEIGHTS, _WEIGHERS, days=70)
    for expert in _asked(office, _WEIGHERS):
        services.hand_in_comparisons(
            round_id=weights.pk, comparisons=_compared(office.rng), by=expert, now=office.at(68, 15)
        )
    services.close_round(round_id=weights.pk, by=office.analyst, now=office.at(66, 17))
    services.choose_weights(
        kind=Weighing.EXPERTS, round_id=weights.pk, by=office.analyst, now=office.at(65, 9)
    )
    second = _round(office, "本季度专家评分：热线与咨询", RoundKind.SCORES, _EXPERTS, days=4)
    for expert in _asked(office, 2):
        _score(office, second, expert, days=2)


def _targets_and_peers(office: Office) -> None:
    at = office.at(60, 10)
    for code, target, floor, why in _TARGETS:
        services.set_target(
            code=code, target=target, floor=floor, from_month=at.date(), why=why, by=office.analyst, now=at
        )
    for peer, figures in _PEERS:
        for indicator, value in figures.items():
            services.enter_peer(
                peer=peer,
                indicator=indicator,
                period=str(at.year),
                value=value,
                source=_INVENTED,
                by=office.analyst,
                now=at,
            )


def _asked(office: Office, count: int) -> list[Actor]:
    actors = {user.pk: user.actor for user in list_staff(active=True)}
    return [actors[one.user_id] for one in list_experts(office.analyst)[:count]]


def _round(office: Office, name: str, kind: RoundKind, experts: int, *, days: int) -> ExpertRound:
    return services.open_round(
        name=name,
        kind=kind,
        items=list(_SCORED) if kind is RoundKind.SCORES else [],
        experts=[one.user_id for one in list_experts(office.analyst)[:experts]],
        client_token=f"demo:round:{kind.value}:{days}",
        by=office.analyst,
        now=office.at(days, 9),
    )


def _score(office: Office, found: ExpertRound, expert: Actor, *, days: int) -> None:
    scores: dict[str, Mapping[str, object]] = {}
    for code, (middle, notes) in _SCORED.items():
        score = int(np.clip(round(middle + office.rng.normal(0, 0.8)), 1, 10))
        scores[code] = {"score": score, "note": str(office.rng.choice(notes)) if score < middle else ""}
    services.hand_in_scores(round_id=found.pk, scores=scores, by=expert, now=office.at(days, 15))


def _compared(rng: np.random.Generator) -> dict[str, list[float]]:
    """One expert's judgements: ratios of worth, seen a little differently by each, on Saaty's scale from 1/9 to 9."""
    judged = {}
    for group, codes in groups_to_weigh().items():
        worth = [_WORTH.get(code, 1.0) * rng.lognormal(0, 0.12) for code in codes]
        judged[group] = [_on_scale(one / two) for one, two in combinations(worth, 2)]
    return judged


def _on_scale(ratio: float) -> float:
    whole = float(np.clip(round(max(ratio, 1 / ratio)), 1, 9))
    return whole if ratio >= 1 else 1 / whole

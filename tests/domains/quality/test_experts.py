"""Rounds of experts, weights, targets and peers: what holds, what is refused, what nobody may see too early."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.quality import services
from hearten.domains.quality.models import ExpertRound, ExpertSeat, PeerFigure, TargetSetting, WeightChoice
from hearten.domains.quality.selectors import (
    get_indicator,
    get_round_for,
    groups_to_weigh,
    medians_before,
    position,
    scores_of,
    weights_now,
    weights_of,
)
from hearten.domains.quality.selectors.experts import measured_from_experts
from hearten.domains.quality.selectors.targets import Aims
from hearten.domains.quality.types import RoundKind, Weighing
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

ITEMS = ["hotline_and_chat", "advice_quality", "within_promise"]
GIVEN = ((8, 6, 3), (9, 6, 4), (8, 5, 2), (2, 7, 3))


@pytest.fixture
def analyst(staff, db):
    return staff(Role.ANALYST)


@pytest.fixture
def scored(experts, analyst, now):
    made = services.open_round(
        name="Autumn", kind=RoundKind.SCORES, items=ITEMS, experts=[e.user_id for e in experts],
        client_token="t", by=analyst, now=now,
    )  # fmt: skip
    for expert, scores in zip(experts, GIVEN, strict=True):
        given = {code: {"score": score, "note": "n"} for code, score in zip(ITEMS, scores, strict=True)}
        services.hand_in_scores(round_id=made.pk, scores=given, by=expert, now=now)
    return made


def compared(experts, analyst, now, judgements):
    made = services.open_round(
        name="Weights", kind=RoundKind.WEIGHTS, items=[], experts=[e.user_id for e in experts],
        client_token="w", by=analyst, now=now,
    )  # fmt: skip
    given = {
        group: [1.0] * (len(codes) * (len(codes) - 1) // 2) for group, codes in groups_to_weigh().items()
    }
    for expert in experts[:2]:
        services.hand_in_comparisons(round_id=made.pk, comparisons=given | judgements, by=expert, now=now)
    return services.close_round(round_id=made.pk, by=analyst, now=now)


def test_nobody_sees_a_result_before_the_end(scored, experts, analyst, staff, now):
    assert scores_of(scored) is None
    assert get_round_for(experts[0], scored.pk) == scored
    with pytest.raises(NotFound):
        get_round_for(staff(Role.EXAMINER), scored.pk)
    closed = services.close_round(round_id=scored.pk, by=analyst, now=now)
    result = scores_of(closed)
    hotline = result.items[0]
    assert (hotline.mean.value, hotline.median, result.experts) == (6.75, 8, 4)
    assert [name for name, *_ in hotline.apart] == ["E3"]
    assert result.concordance.w == pytest.approx(0.4375)
    assert result.agreement.name == "ICC(A,k)"
    with pytest.raises(Conflict):
        services.hand_in_scores(round_id=scored.pk, scores={}, by=experts[0], now=now)


def test_the_score_becomes_the_figure_of_its_year(scored, analyst, now):
    services.close_round(round_id=scored.pk, by=analyst, now=now)
    months = [date(2026, 10, 1), date(2026, 11, 1), date(2027, 10, 1), date(2027, 11, 1)]
    figures = measured_from_experts(get_indicator("advice_quality"), months)
    assert [(f.month, f.value, f.n) for f in figures] == [(m, 6.0, 4) for m in months[1:3]]


def test_a_second_round_shows_the_median_of_the_first(scored, analyst, now):
    services.close_round(round_id=scored.pk, by=analyst, now=now)
    second = services.ask_again(round_id=scored.pk, by=analyst, now=now)
    assert medians_before(second)["advice_quality"] == (5.75, 6.0, 6.25)
    assert ExpertSeat.objects.filter(round=second).count() == 4
    assert services.ask_again(round_id=scored.pk, by=analyst, now=now) == second
    assert medians_before(scored) == {}


@pytest.mark.parametrize("score", ["0", "11", "", "7.5", "<b>", None, "９"])
def test_scores_off_the_scale_change_nothing(scored, experts, now, score):
    before = ExpertSeat.objects.get(round=scored, user_id=experts[0].user_id).scores
    given = {code: {"score": 5} for code in ITEMS} | {ITEMS[0]: {"score": score}}
    with pytest.raises(Invalid):
        services.hand_in_scores(round_id=scored.pk, scores=given, by=experts[0], now=now)
    assert ExpertSeat.objects.get(round=scored, user_id=experts[0].user_id).scores == before


def test_who_was_not_asked_or_may_not(scored, experts, analyst, staff, now):
    with pytest.raises(NotFound):
        services.hand_in_scores(round_id=scored.pk, scores={}, by=staff(Role.EXAMINER), now=now)
    with pytest.raises(NotAllowed):
        services.close_round(round_id=scored.pk, by=experts[0], now=now)
    with pytest.raises(Invalid):  # one expert is none
        services.open_round(
            name="x", kind=RoundKind.SCORES, items=ITEMS, experts=[experts[0].user_id, analyst.user_id],
            client_token="u", by=analyst, now=now,
        )  # fmt: skip
    assert ExpertRound.objects.count() == 1


def test_weights_of_consistent_comparisons_hold(experts, analyst, now):
    """Reliability three times each of the others: 3 ÷ 7 of the whole."""
    row = [1 / 3, 1, 1, 1, 3, 3, 3, 1, 1, 1]
    made = compared(experts, analyst, now, {"index": row})
    services.choose_weights(kind=Weighing.EXPERTS, round_id=made.pk, by=analyst, now=now)
    shares = weights_now().shares
    assert shares["reliability"] == pytest.approx(3 / 7)
    assert shares["within_promise"] == pytest.approx(1 / 3)
    services.choose_weights(kind=Weighing.EQUAL, by=analyst, now=now + timedelta(minutes=1))
    assert weights_now().shares["reliability"] == pytest.approx(0.2)
    assert LedgerEntry.objects.filter(kind="quality.weights_chosen").count() == 2


def test_contradicting_comparisons_are_not_taken(experts, analyst, now):
    made = compared(experts, analyst, now, {"tangibles": [9.0, 1 / 9, 9.0]})
    group = next(one for one in weights_of(made) if one.group == "tangibles")
    assert not group.weights.consistent
    with pytest.raises(Invalid, match="contradict"):
        services.choose_weights(kind=Weighing.EXPERTS, round_id=made.pk, by=analyst, now=now)
    assert not WeightChoice.objects.exists()


def test_targets_have_a_history(analyst, staff, now):
    one = get_indicator("claim_turnaround")
    given = {"code": one.code, "why": "faster", "by": analyst, "now": now}
    services.set_target(target=1.5, floor=8, from_month=date(2026, 9, 15), **given)
    services.set_target(target=1.0, floor=8, from_month=date(2026, 11, 1), **given)
    aims = Aims()
    assert [aims.of(one, date(2026, month, 1)).target for month in (8, 9, 10, 11)] == [2, 1.5, 1.5, 1.0]
    for wrong in (
        {"target": 9.0, "floor": 8.0},
        {"target": 8.0, "floor": 8.0},
        {"target": -1.0, "floor": 8.0},
    ):
        with pytest.raises(Invalid):
            services.set_target(from_month=date(2026, 11, 1), **given, **wrong)
    with pytest.raises(NotAllowed):
        services.set_target(
            target=1, floor=8, from_month=date(2026, 11, 1), **(given | {"by": staff(Role.MARKETER)})
        )
    assert TargetSetting.objects.count() == 2
    assert LedgerEntry.objects.filter(kind="quality.target_set").count() == 2


HEAD = "peer,indicator,period,value,source\n"


def test_peers_from_a_file_and_our_place(analyst, now):
    rows = "A,claim_turnaround,2025,1.6,report\nB,claim_turnaround,2025-09,3,report\nA,online_share,2025,93%,=1+1\n"
    assert services.import_peers(content=(HEAD + rows).encode(), by=analyst, now=now) == 3
    assert PeerFigure.objects.get(indicator="online_share").value == pytest.approx(0.93)
    services.import_peers(content=(HEAD + rows).encode(), by=analyst, now=now)
    assert PeerFigure.objects.count() == 3
    place = position(
        get_indicator("claim_turnaround"), 2.0, PeerFigure.objects.filter(indicator="claim_turnaround")
    )
    assert (place.standing.rank, place.standing.percentile) == (2, 50)
    assert [row.peer for row in place.peers] == ["A", "B"]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"a,b\n1,2\n", b"\xff\xfe", HEAD.encode(),
        *((HEAD + "A,online_share,2025,0.9,ok\n" + row).encode() for row in (
            "A,nothing,2025,1,s\n", "A,online_share,25,1,s\n", "A,online_share,2025,1.5,s\n",
            "A,online_share,2025,nan,s\n", "A,online_share,2025,1,\n", ",online_share,2025,1,s\n", "A\n",
            f"{'A' * 81},online_share,2025,1,s\n",
        )),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_writes_nothing(analyst, now, content):
    with pytest.raises(Invalid):
        services.import_peers(content=content, by=analyst, now=now)
    assert not PeerFigure.objects.exists()

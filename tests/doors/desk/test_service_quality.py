"""X6 at the desk: the index, one indicator, experts asked and asked again, weights, peers, files; and what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.domains.quality.models import (
    ExpertRound,
    ExpertSeat,
    IndicatorValue,
    PeerFigure,
    TargetSetting,
    WeightChoice,
)
from hearten.kernel.clock import utc_now


@pytest.fixture
def ana(door, user_of, db):
    return door(user_of(Role.ANALYST))


@pytest.fixture
def figures(db):
    """A year of one indicator and its groups, one of them hidden."""
    now = utc_now()
    last = date(now.year, now.month, 1)
    months = [date(last.year - (i >= last.month), (last.month - i - 1) % 12 + 1, 1) for i in range(12)]
    given = {"measured_at": now, "indicator": "claim_turnaround"}
    rows = [
        IndicatorValue(month=m, value=3.0 + i, low=2.0 + i, high=4.0 + i, n=80, upper_tenth=9.0, **given)
        for i, m in enumerate(months)
    ]
    rows += [
        IndicatorValue(
            month=months[1], grouping="channel", key="app", value=3.5, low=3, high=4, n=70, **given
        ),
        IndicatorValue(month=months[1], grouping="channel", key="paper", hidden=True, **given),
    ]
    IndicatorValue.objects.bulk_create(rows)


def _post(client, page, args=(), **given):
    return client.post(reverse(f"desk:{page}", args=args), given)


def test_nothing_measured_says_so_and_measuring_fills_it(ana):
    for page in ("quality", "quality_beside", "quality_peers", "quality_weights", "quality_rounds"):
        answer = ana.get(reverse(f"desk:{page}"))
        assert answer.status_code == 200, page
    assert "还没有测量" in ana.get(reverse("desk:quality")).content.decode()
    assert ana.get(reverse("desk:quality_indicator", args=["ease"])).status_code == 200
    assert _post(ana, "quality_measure").status_code == 302


def test_the_index_and_an_indicator(figures, ana):
    page = ana.get(reverse("desk:quality")).content.decode()
    assert page.count('class="ht-spark"') == 15
    assert "理赔决定用时" in page
    one = ana.get(
        reverse("desk:quality_indicator", args=["claim_turnaround"]), {"by": "channel"}
    ).content.decode()
    assert "Mann–Kendall" in one
    assert "人数太少" in one
    assert ana.get(reverse("desk:quality_indicator", args=["nothing"])).status_code == 404
    for odd in ("month=x", "month=9999-99", "by=%00", "month=2020-01"):
        assert ana.get(f"{reverse('desk:quality')}?{odd}").status_code == 200


def test_files_hold_no_formula(figures, ana):
    PeerFigure.objects.create(
        peer="=HYPERLINK(1)", indicator="ease", period="2025", value=5.5, source="+1",
        entered_at=utc_now(), entered_by="x",
    )  # fmt: skip
    peers = ana.get(reverse("desk:quality_peers_export", args=["csv"])).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1),ease,2025,5.5,'+1" in peers
    index = ana.get(reverse("desk:quality_export", args=["csv"])).content.decode("utf-8-sig")
    assert len(index.splitlines()) == 16
    assert ana.get(reverse("desk:quality_export", args=["xlsx"])).status_code == 200
    assert ana.get(reverse("desk:quality_export", args=["exe"])).status_code == 404


def test_a_target_is_set_in_the_unit_that_is_shown(ana):
    given = {"target": "95", "floor": "60", "from_month": "2026-11", "why": "<b>so</b>"}
    assert _post(ana, "quality_target", ["online_share"], **given).status_code == 302
    row = TargetSetting.objects.get()
    assert (row.target, row.floor, row.from_month) == (0.95, 0.6, date(2026, 11, 1))
    assert b"<b>so" not in ana.get(reverse("desk:quality_indicator", args=["online_share"])).content
    for wrong in ({"target": "50"}, {"from_month": "x"}, {"why": ""}, {"target": "inf"}, {"target": "950"}):
        assert _post(ana, "quality_target", ["online_share"], **(given | wrong)).status_code == 422, wrong
    assert TargetSetting.objects.count() == 1


def test_a_file_of_peers_is_taken_whole_or_not_at_all(ana):
    def send(text):
        return _post(ana, "quality_peers_import", file=SimpleUploadedFile("p.csv", text.encode()))

    head = "peer,indicator,period,value,source\n"
    assert send(head + "甲,ease,2025,5.6,report\n乙,ease,2025,8,report\n").status_code == 422
    assert not PeerFigure.objects.exists()
    assert send(head + "甲,ease,2025,5.6,report\n").status_code == 302
    assert _post(
        ana, "quality_peer_add", peer="乙", indicator="online_share", period="2025-09", value="93%", source="年报"
    ).status_code == 302  # fmt: skip
    assert PeerFigure.objects.count() == 2
    assert (
        _post(ana, "quality_peer_add", peer="乙", indicator="x", period="2025", value="1").status_code == 422
    )


@pytest.fixture
def experts(db):
    users = [
        User.objects.create_user(f"e{i}@staff.example", "x" * 12, role=Role.EXAMINER, display_name=f"专家{i}")
        for i in range(3)
    ]
    doors = [Client(headers={"accept-language": "zh-hans"}) for _ in users]
    for client, user in zip(doors, users, strict=True):
        client.force_login(user)
    return users, doors


def _open(ana, users, kind, token):
    given = {
        "name": "秋季", "kind": kind, "items": ["hotline_and_chat", "advice_quality"],
        "experts": [str(user.pk) for user in users], "token": token,
    }  # fmt: skip
    assert _post(ana, "quality_round_open", **given).status_code == 302
    return ExpertRound.objects.get(client_token=token)


def test_experts_score_closed_then_again_with_the_median(ana, experts):
    users, doors = experts
    row = _open(ana, users, "scores", "a")
    address = reverse("desk:quality_round", args=[row.pk])
    for client, score in zip(doors, (7, 8, 2), strict=True):
        given = {"hotline_and_chat": score, "hotline_and_chat.note": "试打五次", "advice_quality": score + 1}
        assert _post(client, "quality_scores", [row.pk], **given).status_code == 302
        assert client.get(reverse("desk:quality")).status_code == 403
    assert "专家1" not in doors[0].get(address).content.decode()
    assert "试打" not in ana.get(address).content.decode()
    assert _post(doors[0], "quality_scores", [row.pk], hotline_and_chat=11).status_code == 422
    assert _post(doors[0], "quality_round_close", [row.pk]).status_code == 403
    assert _post(ana, "quality_round_close", [row.pk]).status_code == 302
    page = ana.get(address).content.decode()
    assert "试打五次" in page
    assert "Kendall" in page
    assert (
        _post(doors[0], "quality_scores", [row.pk], hotline_and_chat=5, advice_quality=5).status_code == 409
    )
    again = _post(ana, "quality_round_again", [row.pk])
    assert "中位数 7" in doors[0].get(again.url).content.decode()


def test_comparisons_are_checked_live_and_weigh_the_index(ana, experts):
    users, doors = experts
    row = _open(ana, users, "weights", "b")
    page = doors[0].get(reverse("desk:quality_round", args=[row.pk])).content.decode()
    names = re.findall(r'<select[^>]* name="([a-z_:]+)"', page)
    assert len(names) == 25
    odd = {"tangibles:online_share:clause_readability": 9, "tangibles:online_share:tangibles_felt": -9,
           "tangibles:clause_readability:tangibles_felt": 9}  # fmt: skip
    check = _post(doors[0], "quality_check", [row.pk], **odd)
    assert "请再想一想" in check.content.decode()
    assert not ExpertSeat.objects.filter(handed_in_at__isnull=False).exists()
    assert _post(doors[0], "quality_compare", [row.pk], **{names[0]: "4"}).status_code == 422
    for client in doors:
        more = {name: -3 for name in names if name.startswith("index:tangibles:")}
        assert _post(client, "quality_compare", [row.pk], **more).status_code == 302
    assert _post(ana, "quality_weights_choose", round=str(row.pk)).status_code == 422  # still open
    _post(ana, "quality_round_close", [row.pk])
    assert _post(ana, "quality_weights_choose", round="x").status_code == 422
    assert not WeightChoice.objects.exists()
    assert _post(ana, "quality_weights_choose", round=str(row.pk)).status_code == 302
    assert WeightChoice.objects.get().weights["tangibles"] == pytest.approx(1 / 13)
    assert "7.7%" in ana.get(reverse("desk:quality_weights")).content.decode()

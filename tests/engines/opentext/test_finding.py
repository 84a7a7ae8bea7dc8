"""X9: quotes without personal data, new themes, rising issues, and agreement of coders against published figures."""

from __future__ import annotations

import math

import pytest

from hearten.engines.opentext.agreement import cohen_kappa, krippendorff_alpha
from hearten.engines.opentext.emerging import count_phrases, rises
from hearten.engines.opentext.masking import MASK, mask
from hearten.engines.opentext.quotes import choose_quotes
from hearten.engines.opentext.themes import find_themes

GONE = math.nan
# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GONE, GONE, GONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GONE, 3],
    [GONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GONE],
]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_as_published(level, alpha):
    assert krippendorff_alpha(FOUR_OBSERVERS, level=level) == pytest.approx(alpha, abs=5e-4)


def test_alpha_of_two_observers_as_published():
    # The same paper, section A: binary data, two observers.
    rows = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert krippendorff_alpha(rows) == pytest.approx(0.095, abs=5e-4)


def test_kappa_by_hand():
    # 20 both yes, 15 both no, 15 apart: observed 0.7, by chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5, so 0.4.
    first, second = [1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert math.isnan(cohen_kappa([], []))
    assert math.isnan(cohen_kappa([1, 1], [1, 1]))
    with pytest.raises(ValueError, match="same statements"):
        cohen_kappa([1], [1, 2])


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我叫李建国,电话13812345678", ("李建国", "13812345678")),
        ("身份证110101199003071234,卡号6222 0210 0111 2233 445", ("1101011990", "6222")),
        ("打给一三八一二三四五六七八", ("一三八",)),
        ("王经理服务很好", ("王经理",)),
        (
            "My name is John Smith, call 555-123-4567 or j.smith@mail.com",
            ("John", "Smith", "4567", "mail.com"),
        ),
        ("Ms Chen fought for me, claim CL-20260311", ("Chen", "20260311")),
        ("赵六六很耐心", ("赵六六",)),
    ],
)
def test_nobody_is_recognised_in_a_quote(text, hidden):
    shown = mask(text, names=["赵六六"])
    assert MASK in shown
    for words in hidden:
        assert words not in shown


def test_figures_that_point_to_nobody_stay():
    text = "等了45天,赔了30000元,2026年3月"
    assert mask(text) == text


def test_quotes_are_typical_short_and_masked():
    texts = ["理赔太慢了,等了一个月"] * 3 + [
        "理赔审核太慢,一个月还没到账",
        "理赔慢,催了客服也没有用,电话13812345678",
        "天气不错,出去走走散步看花",
        "慢" * 400,
    ]
    quotes = choose_quotes(texts, most=2)
    assert len(quotes) == 2
    assert all(len(quote.text) <= 120 and "138" not in quote.text for quote in quotes)
    assert "天气" not in quotes[0].text
    assert quotes[0].text != quotes[1].text


def test_a_planted_theme_is_found_and_named():
    parking = [f"医院停车场收费太贵 停车 难 第{i}次" for i in range(20)]
    soup = [f"食堂 菜汤 味道 清淡 好喝 窗口{i}" for i in range(20)]
    themes = find_themes(parking + soup, themes=2)
    assert [sorted(theme.texts) for theme in sorted(themes, key=lambda t: min(t.texts))] == [
        list(range(20)),
        list(range(20, 40)),
    ]
    assert any("停车" in word for theme in themes for word in theme.words)
    assert themes == find_themes(parking + soup, themes=2)
    assert find_themes(parking[:5]) == []


def test_a_rise_is_told_and_a_restless_past_is_not():
    found = {
        rise.name: rise
        for rise in rises(
            {"doubled": [10, 11, 9, 10, 30], "same": [50, 52, 48, 50, 51], "restless": [2, 40, 1, 35, 38]},
            [200] * 5,
        )
    }
    assert found["doubled"].rising
    assert found["doubled"].share_now == pytest.approx(0.15)
    assert not found["same"].rising
    assert not found["restless"].rising


def test_rare_issues_cost_nothing_and_no_past_tells_nothing():
    assert rises({"rare": [0, 4]}, [100, 100]) == []
    assert rises({"new": [9]}, [100]) == []
    assert rises({"empty": [0, 0]}, [0, 0]) == []


def test_among_many_steady_issues_none_is_told():
    counts = {f"issue {i}": [20 + i % 3, 21, 19 + i % 2, 20 + i % 5] for i in range(100)}
    assert not any(rise.rising for rise in rises(counts, [400] * 4))


def test_phrases_are_counted_once_a_text():
    counts = count_phrases([["停车 停车 停车"], ["停车费", "体检 停车"]])
    assert counts["停车"][0] == 1

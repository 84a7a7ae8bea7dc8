"""Texts are found by what they share; the same text is 1 whatever its width, case and blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.matching import TextIndex

NAMES = ["急性支气管炎", "慢性支气管炎", "急性化脓性支气管炎", "2型糖尿病", "2型糖尿病性肾病", "Appendicitis"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("急性支气管炎", "急性支气管炎"),
        ("２型糖尿病", "2型糖尿病"),
        ("APPENDICITIS ", "Appendicitis"),
        ("糖尿病肾病", "2型糖尿病性肾病"),
    ],
)
def test_the_best_is_first(text, name):
    place, score = TextIndex(NAMES).best(text)[0]
    assert NAMES[place] == name
    assert 0 < score <= 1


def test_what_shares_nothing_is_not_found():
    assert TextIndex(NAMES).best("骨折") == []
    assert TextIndex(NAMES).best("—— ——") == []
    assert TextIndex([]).best("骨折") == []
    assert TextIndex(NAMES).best("支气管", least=0.99) == []


@given(st.lists(st.text("炎症急性慢支气管", min_size=1, max_size=6), min_size=1, max_size=12), st.data())
def test_a_known_text_is_found_whole_and_scores_fall(names, data):
    index = TextIndex(names)
    wanted = data.draw(st.sampled_from(names))
    found = index.best(wanted, limit=len(names))
    assert found[0][1] == pytest.approx(1)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    # A text of the same pairs in another order scores as well; the very text is among the first.
    assert any(names[place] == wanted for place, score in found if score == pytest.approx(1))

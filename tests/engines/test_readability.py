import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.engines.readability import readability, syllables
from tests.tables import table_rows


@pytest.mark.parametrize(
    "row", table_rows("algorithms/readability.md", "language"), ids=lambda row: row["text"][:12]
)
def test_worked_table_holds(row):
    """P7: the figures of the page are what the engine says."""
    found = readability(row["text"], row["language"])
    assert (str(found.figure), found.level.value) == (row["figure"], row["level"])


def test_flesch_by_hand():
    """12 words in one sentence, 18 syllables: 206.835 - 1.015 × 12 - 84.6 × 18 / 12 = 67.755."""
    text = "The insurer pays the bill of the hospital within ten working days."
    assert sum(syllables(word) for word in text.rstrip(".").split()) == 18
    assert readability(text, "en").figure == 67.8


@pytest.mark.parametrize(
    ("word", "count"), [("the", 1), ("table", 2), ("free", 1), ("made", 1), ("insurance", 3)]
)
def test_syllables(word, count):
    assert syllables(word) == count


@given(text=st.text(max_size=400), language=st.sampled_from(["zh", "en", "zh-hans"]))
def test_any_text_has_a_figure(text, language):
    found = readability(text, language)
    assert found == readability(text, language)
    assert found.figure >= 0


@given(parts=st.lists(st.text("您我们赔付住院", min_size=1, max_size=30), min_size=1, max_size=10))
def test_cutting_a_chinese_sentence_never_makes_it_heavier(parts):
    assert readability("，".join(parts), "zh").figure <= readability("".join(parts), "zh").figure

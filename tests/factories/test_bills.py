"""The made-up bills: their arithmetic holds, except where it is meant not to; what is printed is what is asked for."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from tests.factories.bills import (
    CONDITIONS,
    LAYOUTS,
    WRONGS,
    BillFacts,
    draw_facts,
    make_wrong,
    render_bill,
    render_pdf,
)
from tests.factories.bills.money import in_figures, in_words

WORDS = {
    0: "零元整",
    5: "伍分",
    30: "叁角",
    100: "壹元整",
    1005: "壹拾元零伍分",
    129124: "壹仟贰佰玖拾壹元贰角肆分",
    100_500: "壹仟零伍元整",
    1_000_000: "壹万元整",
    1_000_100: "壹万零壹元整",
    10_203_040: "壹拾万贰仟零叁拾元肆角",
    100_001_000: "壹佰万零壹拾元整",
    100_000_000_00: "壹亿元整",
    100_010_000_00: "壹亿零壹万元整",
}


@pytest.mark.parametrize(("minor", "words"), WORDS.items())
def test_amounts_in_words(minor, words):
    assert in_words(minor) == words


def test_amounts_in_figures():
    styles = ("plain", "thousands", "sign", "yen", "wide")
    assert [in_figures(-1_234_05, style) for style in styles] == [
        "-1234.05", "-1,234.05", "￥-1,234.05", "¥-1234.05", "-１２３４．０５",
    ]  # fmt: skip


def broken(facts: BillFacts) -> set[str]:
    """The checks that do not hold on these facts, worked out from the facts themselves."""
    paid = facts.payments
    holds = {
        "items_make_total": sum(item.amount_minor for item in facts.items) == facts.total,
        "sources_make_total": paid.fund + paid.account + paid.cash + paid.other == facts.total,
        "words_match_figures": facts.words in {in_words(facts.total, yuan) for yuan in "元圆"},
    }
    return {name for name, held in holds.items() if not held}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_bill_adds_up_and_every_altered_one_does_not(layout):
    for seed in range(60):
        facts = draw_facts(layout, seed)
        assert broken(facts) == set()
        assert sum(item.amount_minor for item in facts.details) in {0, facts.total}
        paid = facts.payments
        assert min(paid.fund, paid.account, paid.cash, paid.other, paid.self_paid, paid.out_of_catalogue) >= 0
        for what, check in WRONGS.items():
            assert check in broken(make_wrong(facts, what))


def test_one_bill_under_another_condition_is_another_photo_of_the_same():
    photos = [render_bill("sichuan_outpatient", condition, 3) for condition in CONDITIONS]
    assert all(photo.truth == photos[0].truth for photo in photos)
    assert len({photo.image_bytes for photo in photos}) == len(CONDITIONS)
    for photo in photos:
        assert Image.open(io.BytesIO(photo.image_bytes)).get_format_mimetype() == photo.content_type
    assert render_bill("sichuan_outpatient", "creased", 3).image_bytes == photos[4].image_bytes


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_electronic_bill_can_be_read_without_looking(layout):
    bill = render_pdf(layout, 1)
    text = pypdfium2.PdfDocument(bill.image_bytes)[0].get_textpage().get_text_bounded()
    for name in ("payer_name", "total_in_words", "hospital", "visit_number"):
        assert str(bill.truth["fields"][name]) in text

"""Checks, repairs and doubts: no wrong amount passes unnoticed, and nothing is corrected without proof."""

from __future__ import annotations

import random

import pytest

from hearten.engines.bills import Page, read_bill
from hearten.engines.bills.checks import check_amounts, vouched_for
from tests.engines.bills.pages import BEIJING, INPATIENT, SHANGHAI, SICHUAN, replaced, without

LAYOUTS = {"sichuan": SICHUAN, "beijing": BEIJING, "shanghai": SHANGHAI, "inpatient": INPATIENT}


def doubtful(flat: Page) -> set[str]:
    reading = read_bill([flat])
    return {one.name for one in (*reading.fields, *reading.items) if one.doubtful}


@pytest.mark.parametrize("name", LAYOUTS)
def test_any_single_wrong_digit_is_noticed(name):
    """Every digit of every amount, changed as a sure misreading: the wrong amount is doubtful, or the total proves it right."""
    flat, draw = LAYOUTS[name], random.Random(7)
    right = read_bill([flat])
    truth = {field.name: field.value for field in right.fields}
    lines = {item.name: item.amount_minor for item in right.items}
    for box in [box for box in flat.boxes if _is_amount(box.text)]:
        places = [
            place for place, sign in enumerate(box.text) if sign.isdigit() and place > box.text.rfind("：")
        ]
        place = draw.choice(places)
        wrong = draw.choice([sign for sign in "123456789" if sign != box.text[place]])
        changed = [
            b if b is not box else _with_text(b, box.text[:place] + wrong + box.text[place + 1 :])
            for b in flat.boxes
        ]
        reading = read_bill([Page(1, flat.width, flat.height, tuple(changed))])
        for field in reading.fields:
            if field.name.endswith("_minor") and field.value != truth[field.name]:
                assert field.doubtful, (box.text, field.name)
        for item in reading.items:
            if item.amount_minor != lines.get(item.name):
                assert item.doubtful, (box.text, item.name)


def _is_amount(text: str) -> bool:
    return "." in text and text[-3:-2] == "." and text[-1].isdigit()


def _with_text(box, text):
    return type(box)(text, box.quad, box.outline, box.sureness, box.other)


def test_an_unsure_digit_that_the_sum_proves_is_put_right_and_shown():
    sure = [0.99, 0.5, 0.99, 0.99, 0.99]
    reading = read_bill([replaced(SICHUAN, "46.51", "48.51", sure=sure)])
    item = reading.items[0]
    assert (item.amount_minor, item.doubtful) == (46_51, True)
    assert all(check.holds for check in reading.checks)


def test_a_sure_digit_is_not_put_right():
    reading = read_bill([replaced(SICHUAN, "46.51", "48.51")])
    assert (reading.items[0].amount_minor, reading.items[0].doubtful) == (48_51, True)
    assert {check.code: check.difference_minor for check in reading.checks}["items_total"] == 2_00


def test_what_the_second_reader_saw_is_taken_when_the_sum_proves_it():
    flat = replaced(SICHUAN, "个人账户支付：268.69", "个人账户支付：208.89", other="个人账户支付：268.69")
    reading = read_bill([flat])
    field = next(one for one in reading.fields if one.name == "account_paid_minor")
    assert (field.value, field.doubtful) == (268_69, True)


def test_a_lost_point_is_found_by_the_sum():
    reading = read_bill([replaced(SICHUAN, "93.34", "9334")])
    assert (reading.items[2].amount_minor, reading.items[2].doubtful) == (93_34, True)


def test_of_two_possible_corrections_none_is_made():
    flat = replaced(SICHUAN, "46.51", "48.51", sure=[0.5] * 5)
    flat = replaced(flat, "93.34", "93.34", sure=[0.5] * 5)
    flat = replaced(flat, "1,264.13", "1,264.13", sure=[0.5] * 8)
    reading = read_bill([flat])
    assert [item.amount_minor for item in reading.items] == [48_51, 1264_13, 93_34]
    assert all(item.doubtful for item in reading.items)


def test_amounts_that_nothing_vouches_for_are_doubtful():
    assert doubtful(without(SICHUAN, "大写", "壹仟", "46.51", "264.13", "93.34", "现金", "统筹", "账户")) >= {
        "total_minor",
        "self_paid_minor",
        "out_of_catalogue_minor",
    }


def test_a_total_known_only_in_words_is_taken_and_doubted():
    reading = read_bill([without(SICHUAN, "小写", "1,403.98")])
    total = next(one for one in reading.fields if one.name == "total_minor")
    assert (total.value, total.doubtful) == (1403_98, True)


def test_days_out_of_order_are_doubtful():
    assert "visit_date" in doubtful(replaced(SICHUAN, "就诊日期：2024-06-08", "就诊日期：2025-06-08"))


def test_a_code_of_the_wrong_length_is_doubtful():
    assert "bill_number" in doubtful(replaced(SICHUAN, "票据号码：3824219489", "票据号码：38242194"[:-1]))


def test_a_part_above_the_total_vouches_for_nothing():
    checks = check_amounts({"total_minor": 100, "fund_paid_minor": 900}, [], None)
    assert [(check.code, check.holds) for check in checks] == [("parts_within_total", False)]
    assert vouched_for(checks) == frozenset()

"""Every text can be written in every language, and says what it is given."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hearten.domains import channels
from hearten.domains.channels.services.rendering import render_text
from hearten.domains.channels.types import TEMPLATES

FACTS = {
    "number": "CL-7K3M-9QXC-4",
    "decision": "partial",
    "payable_minor": 123450,
    "paid_minor": 5,
    "refund_minor": 38_800,
    "ended_on": date(2026, 11, 1),
    "request": "住院发票 & <原件>",
    "product": {"zh": "百万医疗", "en": "Million Medical"},
    "about": "理赔",
    "minutes": 1,
    "closes": date(2026, 12, 1),
    "link": "/app/s/abc",
    "moment": datetime(2026, 11, 2, 2, 0, tzinfo=UTC),
    "amount_minor": 50_000,
    "reason": "发票缺一页",
    "too_much_minor": 10_000,
    "changed": True,
    "sentence": "已按补充材料重新计算。",
    "promise": "周五前补付差额",
    "left_minor": 180_00,
    "tail": "0001",
    "compensation_minor": 5_000,
    "due": date(2026, 11, 5),
    "what": "谢谢您的回答",
    "coupon": "HN-7K3M",
    "won": True,
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", sorted(TEMPLATES))
def test_each_template_reads_in_each_language(code, language):
    text = render_text(code, FACTS, language=language, name="梅雪")
    assert text.subject
    assert "\n" not in text.subject
    assert "梅雪" in text.body
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text.body.replace("梅雪", ""))
    assert text.body.startswith("Dear" if language == "en" else "梅雪，您好")
    assert chinese or language == "en"
    assert "{{" not in text.subject + text.body
    assert "&lt;" not in text.body


def test_each_file_is_declared_and_each_declared_one_is_there():
    folder = Path(channels.__file__).parent / "templates" / "channels"
    assert {path.stem for path in folder.glob("*.txt")} == set(TEMPLATES)


@pytest.mark.parametrize(
    ("decision", "said", "amount"),
    [
        ("approved", "is approved. We pay", True),
        ("partial", "in part", True),
        ("refused", "not covered", False),
    ],
)
def test_a_decision_is_said_as_it_is(decision, said, amount):
    body = render_text("claim_decided", FACTS | {"decision": decision}, language="en").body
    assert said in body
    assert ("¥1,234.50" in body) == amount


def test_amounts_and_times_are_written_as_people_write_them():
    assert "¥0.05" in render_text("claim_paid", FACTS, language="en").body
    assert "10 a.m." in render_text("password_changed", FACTS, language="en").body  # Beijing time
    assert "10:00" in render_text("password_changed", FACTS, language="zh-hans").body


def test_a_missing_fact_is_said_not_left_blank():
    with pytest.raises(ValueError, match="needs number"):
        render_text("claim_paid", {"paid_minor": 5}, language="en")


def test_a_line_break_in_a_fact_cannot_make_a_header():
    text = render_text("claim_received", {"number": "X\r\nBcc: all@example.com"}, language="en")
    assert "\n" not in text.subject
    assert "\r" not in text.subject

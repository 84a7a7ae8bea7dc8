"""How amounts, days and durations read, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from hearten.doors.components import formats
from hearten.kernel.money import Money

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (Money(123450), "", "¥1,234.50"),
        (123450, "", "¥1,234.50"),
        (Money(-5), "", "−¥0.05"),
        (Money(5), "signed", "+¥0.05"),
        (Money(0), "signed", "¥0.00"),
        (Money(100_000_000), "whole", "¥1,000,000"),
        (Money(100_001), "whole", "¥1,000.01"),
        (Money(100, "USD"), "", "$1.00"),
        (Money(100, "CHF"), "", "CHF 1.00"),
        (None, "", "–"),
    ],
)
def test_money(value, style, text):
    assert formats.money_text(value, style) == text


@pytest.mark.parametrize(
    ("ratio", "decimals", "text"),
    [
        (0.123, 1, "12.3%"),
        (Decimal("0.1235"), 1, "12.4%"),
        (-0.05, 0, "−5%"),
        (1, 0, "100%"),
        (None, 1, "–"),
        (0, 1, "0.0%"),
    ],
)
def test_percent(ratio, decimals, text):
    assert formats.percent_text(ratio, decimals) == text


@pytest.mark.parametrize(
    ("points", "text"),
    [(1250, "12.5%"), (10000, "100%"), (1, "0.01%"), (0, "0%"), (-250, "−2.5%"), (None, "–")],
)
def test_basis_points(points, text):
    assert formats.basis_points_text(points) == text


def test_days_are_the_readers_own():
    """Half past eleven at night in London is the next day in Shanghai."""
    late = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    with translation.override("zh-hans"):
        assert formats.day_text(late) == "2026年11月2日"
        assert formats.moment_text(late) == "2026年11月2日 07:30"
    with translation.override("en"), timezone.override("Europe/London"):
        assert formats.day_text(late) == "1 Nov 2026"
        assert formats.moment_text(late) == "1 Nov 2026 23:30"
    with translation.override("en"):
        assert formats.day_text(date(2026, 9, 7)) == "7 Sept 2026"
    assert formats.day_text(None) == "–"


@pytest.mark.parametrize(
    ("before", "english", "chinese"),
    [
        (timedelta(seconds=59), "just now", "刚刚"),
        (timedelta(seconds=60), "1 minute ago", "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago", "59 分钟前"),
        (timedelta(hours=5), "5 hours ago", "5 小时前"),
        (timedelta(hours=25), "yesterday", "昨天"),
        (timedelta(days=7), "7 days ago", "7 天前"),
        (timedelta(days=8), "25 Oct 2026", "2026年10月25日"),
        (timedelta(minutes=-3), "in 3 minutes", "3 分钟后"),
        (timedelta(days=-1), "tomorrow", "明天"),
        (timedelta(days=-3), "in 3 days", "3 天后"),
    ],
)
def test_ago(before, english, chinese):
    with translation.override("en"):
        assert formats.ago_text(NOW - before, NOW) == english
    with translation.override("zh-hans"):
        assert formats.ago_text(NOW - before, NOW) == chinese


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (7265, "2 hours 1 minute"),
        (90061, "1 day 1 hour"),
        (timedelta(minutes=5), "5 minutes"),
        (None, "–"),
    ],
)
def test_duration(seconds, text):
    with translation.override("en"):
        assert formats.duration_text(seconds) == text

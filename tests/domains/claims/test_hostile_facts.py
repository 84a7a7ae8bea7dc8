"""Expenses and days that can't be right, handed to the draft: a sentence, and the draft stays as it was (L1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hearten.domains.claims import services
from hearten.domains.claims.types import Cause
from hearten.kernel.errors import NotFound
from tests.factories.claims import EVENT, given_draft, given_policy, line, member_actor
from tests.untouched import assert_refused, everything

pytestmark = pytest.mark.django_db

TOMORROW = date(2026, 11, 3)
UNSEEN = "This text holds characters that can't be seen."
BEFORE_1900 = "1899-12-31 lies before 1900."
NEGATIVE = "An amount can't be negative."
NOTHING = "The amount must be more than nothing."
TOO_LARGE = "The amount is larger than any bill we can take."
PARTS = "The parts add up to more than the bill."
SETTLED = "Social insurance paid a part, so the bill was settled by it."

# What is wrong with the expense → the sentence, the field.
LINES = {
    "a day to come": ({"service_date": TOMORROW}, "2026-11-03 has not come yet.", "service_date"),
    "the year 9999": ({"service_date": date(9999, 12, 31)}, "9999-12-31 has not come yet.", "service_date"),
    "before anybody was insured": ({"service_date": date(1899, 12, 31)}, BEFORE_1900, "service_date"),
    "ends tomorrow": ({"until_date": TOMORROW}, "2026-11-03 has not come yet.", "until_date"),
    "ends before it begins": (
        {"until_date": EVENT - timedelta(1)}, "The last day lies before the first.", "until_date",
    ),
    "negative bill": ({"billed_minor": -100_00, "social_fund_paid_minor": 0, "out_of_catalogue_minor": 0}, NOTHING, "billed"),
    "nothing": ({"billed_minor": 0, "social_fund_paid_minor": 0, "out_of_catalogue_minor": 0}, NOTHING, "billed"),
    "a billion yuan": ({"billed_minor": 10**11}, TOO_LARGE, "billed"),
    "more than a column holds": ({"billed_minor": 2**63}, TOO_LARGE, "billed"),
    "one fen above the largest": ({"billed_minor": 1_000_000_001}, TOO_LARGE, "billed"),
    "negative social part": ({"social_fund_paid_minor": -1}, NEGATIVE, "social_fund_paid"),
    "negative part outside": ({"out_of_catalogue_minor": -1}, NEGATIVE, "out_of_catalogue"),
    "negative classed part": ({"class_self_paid_minor": -1}, NEGATIVE, "class_self_paid"),
    "negative other part": ({"other_paid_minor": -1}, NEGATIVE, "other_paid"),
    "social part above the bill": ({"social_fund_paid_minor": 850_01, "out_of_catalogue_minor": 0}, PARTS, "billed"),
    "parts together above the bill": ({"social_fund_paid_minor": 500_00, "out_of_catalogue_minor": 350_01}, PARTS, "billed"),
    "a hidden minus": ({"other_paid_minor": 2**62, "out_of_catalogue_minor": 2**62}, PARTS, "billed"),
    "social paid but did not settle": ({"settled_by_social": False}, SETTLED, "settled_by_social"),
    "no kind": ({"category": ""}, "Choose what kind of expense it is.", "category"),
    "no hospital": ({"provider": " \t "}, "Write the name of the hospital or clinic.", "provider"),
    "hospital without an end": (
        {"provider": "医" * 121}, "This text has more than 120 characters.", "provider",
    ),
    "hospital written backwards": ({"provider": "\u202e院医一市"}, UNSEEN, "provider"),
    "hospital with a bell": ({"provider": "市一\x07医院"}, UNSEEN, "provider"),
    "half a sign": ({"provider": "市一\ud800医院"}, UNSEEN, "provider"),
}  # fmt: skip

# What is wrong with the event → the sentence, the field.
EVENTS = {
    "tomorrow": ({"event_date": TOMORROW}, "2026-11-03 has not come yet.", "event_date"),
    "the last century but one": ({"event_date": date(1899, 12, 31)}, BEFORE_1900, "event_date"),
    "beyond the limitation": (
        {"event_date": date(2024, 11, 1)},
        "2024-11-01 is more than 2 years ago; the time to claim is over.",
        "event_date",
    ),
    "diagnosis with a zero byte": ({"diagnosis": "感冒\x00"}, UNSEEN, "diagnosis"),
    "diagnosis without an end": (
        {"diagnosis": "疼" * 201}, "This text has more than 200 characters.", "diagnosis",
    ),
    "story of a million signs": ({"story": "a" * 10**6}, "This text has more than 2000 characters.", "story"),
    "story written backwards": ({"story": "\u2067x"}, UNSEEN, "story"),
    "101 expenses": ({"lines": [line()] * 101}, "A claim takes at most 100 expenses.", "lines"),
    "one wrong among three": (
        {"lines": [line(), line(day=TOMORROW), line()]}, "2026-11-03 has not come yet.", "lines.2.service_date",
    ),
}  # fmt: skip

# What passes in a draft and not when it is handed in, because the policy decides it.
COVER = {
    "a day before the policy": (
        {"event_date": date(2025, 12, 31)}, "This policy was not in force on 2025-12-31.", "event_date",
    ),
    "a bill before the policy": (
        {"lines": [line(), line(day=date(2025, 12, 31))]}, "The bill of 2025-12-31 is older than the policy.", "lines",
    ),
    "no expense": ({"lines": []}, "Add at least one expense.", "lines"),
    "no diagnosis": ({"diagnosis": " "}, "Say in a few words what the doctor found.", "diagnosis"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(mei, now):
    return given_draft(mei, given_policy(mei, now), now)


def test_no_expense_that_cannot_be_right(draft, mei, now, subtests):
    for name, (wrong, sentence, field) in LINES.items():
        with subtests.test(name):
            assert_refused(
                lambda wrong=wrong: services.add_line(
                    claim_id=draft.pk, line=replace(line(), **wrong), by=member_actor(mei), now=now
                ),
                sentence,
                field,
            )


def test_no_event_that_cannot_be_right(draft, mei, now, subtests):
    for name, (wrong, sentence, field) in EVENTS.items():
        with subtests.test(name):
            assert_refused(lambda wrong=wrong: _save(draft, mei, now, **wrong), sentence, field)


def test_no_claim_that_the_policy_does_not_cover(draft, mei, now, subtests):
    usual = {"event_date": EVENT, "lines": [line()], "diagnosis": "感冒"}
    for name, (wrong, sentence, field) in COVER.items():
        with subtests.test(name):
            _save(draft, mei, now, **usual | wrong)
            assert_refused(
                lambda: services.submit_claim(claim_id=draft.pk, by=member_actor(mei), now=now),
                sentence,
                field,
            )


def test_anothers_policy_and_no_policy_are_the_same(mei, lin, now):
    policy = given_policy(lin, now)
    before, told = everything(), set()
    for policy_id in (policy.pk, mei.pk):
        with pytest.raises(NotFound) as error:
            services.save_draft(
                customer_id=mei.pk, client_token="f", policy_id=policy_id, cause=Cause.ILLNESS,
                by=member_actor(mei), now=now,
            )  # fmt: skip
        told.add(str(error.value))
    assert len(told) == 1
    assert everything() == before


def _save(draft, customer, now, **facts):
    return services.save_draft(
        customer_id=customer.pk, client_token=draft.client_token, by=member_actor(customer), now=now, **facts
    )

"""Benefits that look at no bill, from the claim to the amount and its explanation: one product of each family."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from hearten.domains.claims import selectors
from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.types import Cause
from hearten.kernel.errors import Invalid
from tests.factories.claims import given_decided, given_draft, given_policy, line

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def benefit(category: str, day: date = DAY, until: date | None = None, billed: int = 0, **facts: Any) -> Any:
    return line(
        billed=billed, social=0, out=0, category=category, day=day, until_date=until, benefit_facts=facts
    )


@pytest.mark.parametrize(
    ("product", "cause", "given", "paid", "formula"),
    [
        (
            "accident-disability",
            Cause.ACCIDENT,
            benefit("disability", grade=9, equal_grades=2, assessed="2026-06-01", finished=1),
            90_000_00,
            "300000.00 × 30% = 90000.00",
        ),
        (
            "accident-disability",
            Cause.ACCIDENT,
            benefit("disability", grade=9, assessed="2026-06-01", finished=0),
            0,
            "",
        ),
        (
            "hospital-cash",
            Cause.ILLNESS,
            benefit("hospital", until=date(2026, 3, 11), icu_days=2),
            1_800_00,
            "200.00 × 5 + 200.00 × 200% × 2 = 1800.00",
        ),
        ("hospital-cash", Cause.ACCIDENT, benefit("major_surgery"), 5_000_00, "5000.00"),
        (
            "long-term-care",
            Cause.ACCIDENT,
            benefit("care", until=date(2026, 7, 29), adl=7, adl_later=35, assessed="2026-06-01"),
            10_000_00,
            "5000.00 × 2 = 10000.00",
        ),
        (
            "long-term-care",
            Cause.ACCIDENT,
            benefit("care", until=date(2026, 7, 29), adl=3, adl_later=3, assessed="2026-06-01"),
            0,
            "",
        ),
    ],
)
def test_each_family_pays_and_says_why(mei, now, product, cause, given, paid, formula):
    """L3, P3: the amount, the sum as one can type it, and a sentence with its clause, in both languages."""
    claim = given_decided(
        mei, given_policy(mei, now, product), now, lines=[given], cause=cause, event_date=DAY
    )
    for language in ("zh-hans", "en"):
        said = selectors.explain_claim(claim, language=language)
        assert (said.total_minor, said.lines[0].formula) == (paid, formula)
        assert said.lines[0].category != given.category
        assert said.lines[0].steps[0].why


def test_a_later_claim_of_the_same_accident_takes_off_what_was_paid(mei, now):
    policy = given_policy(mei, now, "accident-disability")
    facts = {"assessed": "2026-06-01", "finished": 1}
    claim = given_decided(
        mei, policy, now, lines=[benefit("disability", grade=10, **facts), benefit("disability", grade=9, **facts)],
        cause=Cause.ACCIDENT, event_date=DAY,
    )  # fmt: skip
    said = selectors.explain_claim(claim, language="en")
    assert [row.payable_minor for row in said.lines] == [30_000_00, 30_000_00]
    assert said.lines[0].formula == "300000.00 × 10% = 30000.00"
    assert said.lines[1].formula == "300000.00 × 20% − 30000.00 = 30000.00"


def test_what_was_asked_is_sealed(mei, now):
    """D1: the grade of a disability is health data; it stands in no column that can be read without the member's key."""
    claim = given_draft(
        mei, given_policy(mei, now, "accident-disability"), now, lines=[benefit("disability", grade=9)]
    )
    row = ClaimLine.objects.get(claim=claim)
    assert row.benefit_facts == {"grade": 9}
    with connection.cursor() as cursor:
        cursor.execute("SELECT benefit_facts FROM claims_claimline WHERE id = %s", [row.pk])
        assert b"grade" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"grade": 11}, "grade"),
        ({"grade": True}, "grade"),
        ({"adl": "three"}, "adl"),
        ({"assessed": "2026-02-30"}, "assessed"),
        ({"colour": 1}, "colour"),
        ({"disease": "x" * 61}, "disease"),
        ({"income_minor": -1}, "income_minor"),
    ],
)
def test_a_fact_that_cannot_be_is_named_and_nothing_is_kept(mei, now, facts, field):
    policy = given_policy(mei, now, "accident-disability")
    with pytest.raises(Invalid) as refusal:
        given_draft(mei, policy, now, lines=[benefit("disability", **facts)])
    assert refusal.value.field == f"lines.1.benefit_facts.{field}"
    assert not ClaimLine.objects.exists()

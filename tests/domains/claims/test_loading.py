"""Thousands of claims of the past in one go: the same amounts as one by one, all traces, exact totals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.claims import selectors, services
from hearten.domains.claims.models import Adjudication, Claim, ClaimLine, PayoutLink
from hearten.domains.claims.types import Cause, LoadRow
from hearten.kernel.errors import Invalid
from tests.factories.claims import SYSTEM, given_decided, given_policy, line

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def row(policy, days, *lines, decided=True, **facts):
    submitted = START + timedelta(days=days)
    return LoadRow(
        customer_id=policy.customer_id, policy_id=policy.pk, cause=facts.pop("cause", Cause.ILLNESS),
        event_date=submitted.date(), submitted_at=submitted, lines=lines, diagnosis="感冒",
        decided_at=submitted + timedelta(hours=2) if decided else None,
        paid_at=submitted + timedelta(hours=5) if decided and facts.pop("paid", True) else None, **facts,
    )  # fmt: skip


def test_loaded_claims_carry_everything_that_lived_ones_do(mei, now):
    policy = given_policy(mei, now)
    paid, refused, waiting = services.load_claims(
        rows=[
            row(policy, 0, line(day=date(2026, 3, 1))),
            row(policy, 30, line(day=date(2026, 3, 31), category="dental")),
            row(policy, 60, line(day=date(2026, 4, 30)), decided=False),
        ],
        by=SYSTEM,
        now=now,
    )
    assert (paid.state, paid.payable_minor, paid.auto, paid.decision) == ("paid", 270_00, True, "approved")
    assert (refused.state, refused.payable_minor, refused.auto) == ("closed", 0, False)
    assert refused.decided_by == "examiner:history"
    assert (waiting.state, waiting.decision, waiting.review_reasons) == ("in_review", None, ["no_document"])
    assert selectors.explain_claim(waiting, language="en").total_minor == 270_00
    assert selectors.explain_claim(paid, language="en").lines[0].payable_minor == 270_00
    assert PayoutLink.objects.get().amount_minor == 270_00
    assert list(LedgerEntry.objects.filter(about=paid.number).order_by("sequence").values_list("kind", flat=True)) == [
        "claims.submitted", "claims.decided", "claims.paid",
    ]  # fmt: skip
    assert Touchpoint.objects.get(kind="claim.paid").duration_s == 5 * 3600
    assert Touchpoint.objects.filter(kind="claim.submitted").count() == 3


def test_another_customers_policy_is_refused_whole(mei, lin, now):
    policy = given_policy(mei, now)
    rows = [row(policy, 0, line(day=date(2026, 3, 1)))]
    stranger = LoadRow(
        **{f: getattr(rows[0], f) for f in rows[0].__dataclass_fields__} | {"customer_id": lin.pk}
    )
    with pytest.raises(Invalid):
        services.load_claims(rows=[rows[0], stranger], by=SYSTEM, now=now)
    assert not Claim.objects.exists()


def test_the_year_to_date_goes_on_from_loaded_claims(mei, now, settings, tmp_path):
    """The deductible of the year: 6,000 + 4,000 borne by loaded claims, so the next one is paid whole."""
    settings.MEDIA_ROOT = tmp_path
    policy = given_policy(mei, now, "million-medical")
    stay = {"social": 0, "out": 0, "category": "inpatient"}
    first, second = services.load_claims(
        rows=[
            row(policy, 0, line(billed=6_000_00, day=date(2026, 3, 1), **stay), paid=False),
            row(policy, 9, line(billed=9_000_00, day=date(2026, 3, 10), **stay)),
        ],
        by=SYSTEM,
        now=now,
    )
    assert (first.payable_minor, first.decision) == (0, "within_deductible")
    assert second.payable_minor == 3_000_00  # (9,000 − 4,000) × 60 %
    deductible, limit = selectors.year_to_date(policy, date(2026, 10, 20)).items
    assert (deductible.used_minor, deductible.left_minor) == (10_000_00, 0)
    assert limit.used_minor == 3_000_00
    claim = given_decided(mei, policy, now, lines=[line(billed=3_000_00, **stay)])
    assert (claim.payable_minor, claim.auto) == (1_800_00, True)


def test_many_claims_take_few_statements_and_their_amounts_tie(mei, now, django_assert_max_num_queries):
    """One columnar call and a handful of statements for each thousand rows, the ledger included."""
    policies = [given_policy(mei, now), *_more_policies(mei, now)]
    rows = [
        row(
            policies[i % len(policies)],
            i % 240,
            line(day=date(2026, 3, 1)),
            line(day=date(2026, 3, 2), billed=500_00),
        )
        for i in range(1_500)
    ]
    with django_assert_max_num_queries(60):
        claims = services.load_claims(rows=rows, by=SYSTEM, now=now)
    paid = sum(line.payable_minor for line in ClaimLine.objects.all())
    assert (
        paid
        == sum(claim.payable_minor for claim in claims)
        == sum(a.payable_minor for a in Adjudication.objects.all())
    )
    assert LedgerEntry.objects.filter(kind="claims.decided").count() == len(claims) == 1_500
    for policy in policies[:2]:  # their years are as if they had been decided here
        assert services.settle_policy_year(policy.pk, by=SYSTEM, now=now) == []


def _more_policies(customer, now):
    return [given_policy(customer, now) for _ in range(10)]


amounts = st.integers(min_value=1, max_value=3_000_00)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bills=st.lists(st.tuples(amounts, st.integers(0, 100), st.booleans()), min_size=1, max_size=5))
def test_claims_one_after_the_other_are_paid_as_in_one_go(mei, lin, now, staff, bills):
    """Opening balances continue a policy year exactly. Two people: one person's bill is never paid twice."""
    examiner = staff(Role.EXAMINER)
    with transaction.atomic():
        policy = given_policy(mei, now, "million-medical", choices={"deductible": 500_000})
        lines = [
            line(
                billed=billed,
                social=billed * part // 100 if settled else 0,
                out=0,
                category="inpatient",
                day=date(2026, 3, 1 + i),
            )
            for i, (billed, part, settled) in enumerate(bills)
        ]
        (whole,) = services.load_claims(rows=[row(policy, 20, *lines)], by=SYSTEM, now=now)
        in_one_go = list(
            ClaimLine.objects.filter(claim=whole).order_by("position").values_list("payable_minor", flat=True)
        )
        other = given_policy(lin, now, "million-medical", choices={"deductible": 500_000})
        singles = [row(other, 20 + i, single, decided=False) for i, single in enumerate(lines)]
        one_by_one = [
            services.decide_by_person(
                claim_id=claim.pk,
                version=claim.version,
                refuse=False,
                clause="2.4",
                sentence="免赔额内",
                by=examiner,
                now=now,
            ).payable_minor
            for claim in services.load_claims(rows=singles, by=SYSTEM, now=now)
        ]
        transaction.set_rollback(True)
    assert one_by_one == in_one_go

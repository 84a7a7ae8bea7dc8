"""Claims elsewhere: exact, tied together, once (item 8, C1)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.claims.models.history import ExternalBenefit, ExternalClaim
from hearten.domains.claims.selectors.history import (
    benefit_sums,
    claim_sums,
    list_external_claims_for,
    list_external_coverages_for,
)
from hearten.domains.claims.services.history import (
    ExternalBenefitFacts,
    ExternalClaimFacts,
    ExternalCoverageFacts,
    load_external_benefits,
    load_external_claims,
    load_external_coverages,
)
from hearten.domains.partners.services import load_organizations
from hearten.domains.partners.types import OrganizationFacts
from hearten.kernel.errors import NotAllowed, NotFound
from hearten.kernel.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(mei, now):
    return ExternalClaimFacts(
        source="clinic",
        source_id="Claim/1",
        kind="professional",
        use="claim",
        status="active",
        provider="Organization/9",
        insurer="他社",
        starts_at=now,
        ends_at=None,
        made_at=now,
        currency="CNY",
        total_exact=Decimal("100.005"),
        customer_id=mei.pk,
    )


@pytest.fixture
def paid(mei, now):
    return ExternalBenefitFacts(
        source="clinic",
        source_id="ExplanationOfBenefit/1",
        claim_source_id="Claim/1",
        kind="professional",
        status="active",
        outcome="complete",
        provider="",
        insurer="他社",
        starts_at=now,
        ends_at=None,
        made_at=now,
        currency="CNY",
        totals={"submitted": "100.005"},
        payment_exact=Decimal("80.12345678901234"),
        customer_id=mei.pk,
    )


def test_benefits_find_their_claim_in_either_order(made, paid, system, now):
    load_external_benefits(rows=[paid], by=system, now=now)
    assert ExternalBenefit.objects.get().claim_id is None
    load_external_claims(rows=[made], by=system, now=now)
    assert ExternalBenefit.objects.get().claim_id == ExternalClaim.objects.get().pk


def test_a_benefit_is_never_tied_to_another_persons_claim(made, paid, lin, system, now):
    load_external_claims(rows=[replace(made, customer_id=lin.pk)], by=system, now=now)
    load_external_benefits(rows=[paid], by=system, now=now)
    assert ExternalBenefit.objects.get().claim_id is None


def test_sums_are_exact_by_currency(made, paid, system, now):
    rows = [replace(made, source_id=f"Claim/{i}", total_exact=Decimal("0.1")) for i in range(30)]
    load_external_claims(
        rows=[*rows, replace(made, source_id="Claim/usd", currency="USD")], by=system, now=now
    )
    load_external_benefits(rows=[paid], by=system, now=now)
    assert [(s.currency, s.count, s.amount) for s in claim_sums("clinic")] == [
        ("CNY", 30, Decimal("3.0")),
        ("USD", 1, Decimal("100.005")),
    ]
    assert benefit_sums()[0].amount == Decimal("80.12345678901234")
    assert claim_sums("nowhere") == []


def test_a_claim_without_a_total_has_none(made, system, now, mei, member_of):
    load_external_claims(rows=[replace(made, total_exact=None)], by=system, now=now)
    (line,) = list_external_claims_for(member_of(mei).actor, mei.pk)
    assert (line.total, line.paid) == (None, None)


def test_the_list_names_the_provider_and_what_was_paid(made, paid, system, now, mei, staff):
    hospital = OrganizationFacts(source="clinic", source_id="Organization/9", name="第一医院")
    load_organizations(rows=[hospital], by=system, now=now)
    load_external_claims(rows=[made], by=system, now=now)
    load_external_benefits(rows=[paid], by=system, now=now)
    (line,) = list_external_claims_for(staff(Role.EXAMINER), mei.pk)
    assert (line.provider, line.insurer, line.total, line.paid) == (
        "第一医院",
        "他社",
        Money(10001),
        Money(8012),
    )


def test_cover_elsewhere(mei, system, now, staff):
    cover = ExternalCoverageFacts(
        source="clinic",
        source_id="Coverage/1",
        status="active",
        kind="medicare",
        payor="medicare",
        starts_on=None,
        ends_on=None,
        customer_id=mei.pk,
    )
    assert load_external_coverages(rows=[cover], by=system, now=now).created == 1
    assert load_external_coverages(rows=[cover], by=system, now=now).unchanged == 1
    assert [c.payor for c in list_external_coverages_for(staff(Role.MANAGER), mei.pk)] == ["medicare"]


def test_who_may_not_see_claims_sees_none(made, system, now, mei, lin, staff, member_of):
    load_external_claims(rows=[made], by=system, now=now)
    for actor in (staff(Role.ANALYST), staff(Role.HEALTH_MANAGER), member_of(lin).actor):
        with pytest.raises(NotFound):
            list_external_claims_for(actor, mei.pk)
        with pytest.raises(NotFound):
            list_external_coverages_for(actor, mei.pk)


def test_only_who_may_import_loads(made, paid, staff, now):
    with pytest.raises(NotAllowed):
        load_external_claims(rows=[made], by=staff(Role.EXAMINER), now=now)
    with pytest.raises(NotAllowed):
        load_external_benefits(rows=[paid], by=staff(Role.EXAMINER), now=now)
    assert not ExternalClaim.objects.exists()

"""Network, referral, emergency and illness from before reach the engine, and a hospital we do not know is outside (P5, L3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hearten.domains.claims.models import Adjudication
from hearten.domains.claims.selectors.circumstances import asked_of
from hearten.domains.claims.selectors.columns import PlanBook
from hearten.domains.claims.services import submit_claim
from hearten.domains.claims.services.deciding import decide_claims
from hearten.domains.partners.models import Organization
from hearten.domains.partners.selectors import forget_hospitals
from tests.factories.claims import SYSTEM, given_draft, given_policy, line, member_actor

pytestmark = pytest.mark.django_db

HOSPITAL = "和平路医院"


@pytest.fixture(autouse=True)
def network(db, now):
    Organization.objects.create(
        name=HOSPITAL, source="tests", source_id="1", digest=b"", imported_at=now, network="partner"
    )
    forget_hospitals()
    yield
    forget_hospitals()


def visit(**facts):
    bill = line(billed=3_030_00, social=0, out=0, provider=facts.pop("provider", HOSPITAL))
    return replace(bill, benefit_facts=facts)


def decided(mei, now, expense):
    policy = given_policy(mei, now, code="family-doctor")
    claim = given_draft(mei, policy, now, lines=[expense])
    submit_claim(claim_id=claim.pk, by=member_actor(mei), now=now)
    decide_claims(claim_ids=[claim.pk], by=SYSTEM, now=now)
    claim.refresh_from_db()
    return claim


def test_only_plans_that_ask_are_asked(mei, now):
    rules = {
        code: PlanBook().plan_of(given_policy(mei, now, code=code)).rules
        for code in ("daily-outpatient", "family-doctor", "city-plan")
    }
    assert asked_of(rules["daily-outpatient"]) == ()
    assert {"network", "emergency", "referred"} <= set(asked_of(rules["family-doctor"]))
    assert "pre_existing" in asked_of(rules["city-plan"])


def test_a_partner_hospital_pays_its_rate_with_a_referral_and_not_without(mei, lin, now):
    with_letter, without = decided(mei, now, visit(referred=1)), decided(lin, now, visit())
    trace = {claim: trace_of(claim) for claim in (with_letter, without)}
    assert trace[with_letter]["payable"] > 0
    assert trace[without]["payable"] == 0
    assert without.state == "in_review"  # a person decides what a rule would refuse


def test_a_hospital_we_do_not_know_is_outside_but_an_emergency_is_not(mei, lin, now):
    outside = decided(mei, now, visit(referred=1, provider="远方医院"))
    urgent = decided(lin, now, visit(referred=1, emergency=1, provider="远方医院"))
    assert (trace_of(outside)["payable"], outside.state) == (0, "in_review")
    assert trace_of(urgent)["payable"] > trace_of(outside)["payable"]


def trace_of(claim):
    return Adjudication.objects.get(claim=claim).trace[0]

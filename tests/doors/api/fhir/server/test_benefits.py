"""ExplanationOfBenefit of our own claims, however they were decided: sound FHIR whose sums are the adjudication's."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from fhir.resources.R4B.explanationofbenefit import ExplanationOfBenefit

from hearten.base.accounts.types import Role
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import latest_adjudication
from hearten.domains.claims.services.person import LineRefusal
from hearten.domains.claims.types import Cause
from hearten.doors.api.fhir.server.answering import to_json
from hearten.doors.api.fhir.server.benefit import to_fhir
from hearten.kernel.errors import Conflict
from tests.factories.claims import EVENT, given_decided, given_policy, line

pytestmark = pytest.mark.django_db


def explained(claim):
    """The resource, as it leaves; checked against FHIR and against what was adjudicated."""
    text = to_json(to_fhir(claim))
    body = json.loads(text, parse_float=Decimal)
    ExplanationOfBenefit.model_validate_json(text)
    kept = latest_adjudication(claim)
    sums = {one["category"]["coding"][0]["code"]: one["amount"]["value"] * 100 for one in body["total"]}
    assert (
        sums["benefit"]
        == body["payment"]["amount"]["value"] * 100
        == claim.payable_minor
        == kept.payable_minor
    )
    assert sums["submitted"] == claim.claimed_minor
    for item, trace in zip(body["item"], kept.trace, strict=True):
        steps = [one["amount"]["value"] * 100 for one in item["adjudication"]]
        assert steps[-1] == trace["payable"]
        if steps[0]:
            assert steps[0] - sum(steps[1:-1]) == steps[-1]
    return body


def test_a_bill_of_many_expenses(mei, now):
    lines = [
        line(billed=850_00 + place * 3_33, social=place * 1_01, out=place, day=date(2026, 10, 1 + place))
        for place in range(9)
    ]
    body = explained(given_decided(mei, given_policy(mei, now), now, lines=lines))
    assert body["billablePeriod"] == {"start": "2026-10-01", "end": "2026-10-09"}
    assert len(body["item"]) == 9


def test_a_benefit_without_a_bill(mei, now):
    stay = line(
        billed=0, social=0, out=0, category="hospital", day=date(2026, 10, 1), until_date=date(2026, 10, 11)
    )
    policy = given_policy(mei, now, "hospital-cash")
    claim = given_decided(mei, policy, now, lines=[stay], event_date=date(2026, 10, 1), cause=Cause.ACCIDENT)
    assert claim.decision is not None, claim.review_reasons
    body = explained(claim)
    assert body["item"][0]["servicedPeriod"] == {"start": "2026-10-01", "end": "2026-10-11"}
    assert body["payment"]["amount"]["value"] > 0


def test_what_a_person_took_off_and_why(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=False, by=staff(Role.EXAMINER), now=now,
        refusals={1: LineRefusal(minor=100_00, reason="重复收费")}, sentence="其中 100 元为重复收费。",
    )  # fmt: skip
    body = explained(Claim.objects.get())
    assert body["processNote"][0]["text"] == "其中 100 元为重复收费。"
    assert any(
        one["reason"]["coding"][0]["code"] == "96"
        for one in body["item"][0]["adjudication"]
        if "reason" in one
    )


def test_what_a_person_refused_whole_is_paid_nothing(mei, now, staff):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    services.decide_by_person(
        claim_id=claim.pk, version=claim.version, refuse=True, clause="2.3", sentence="不属于保障范围。",
        by=staff(Role.EXAMINER), now=now,
    )  # fmt: skip
    body = explained(Claim.objects.get())
    assert body["payment"]["amount"]["value"] == 0


def test_there_is_none_before_the_decision(mei, now):
    claim = given_decided(mei, given_policy(mei, now), now, papers=False)
    assert claim.decision is None
    with pytest.raises(Conflict):
        to_fhir(claim)
    assert claim.event_date == EVENT

"""After a paid claim: an offer that fits, asked for once, becomes a case in which somebody calls (L7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.claims import services
from hearten.domains.claims.models import ClaimEvent
from hearten.domains.claims.selectors.aftercare import aftercare_offers
from hearten.domains.claims.types import Cause
from hearten.domains.improvement.models import Case
from hearten.kernel.errors import NotFound
from tests.factories.claims import given_policy, given_submitted, member_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(mei, now, settings, tmp_path):
    """`paid(Cause.ACCIDENT)` → a paid claim of Mei's."""
    settings.MEDIA_ROOT = tmp_path

    def make(cause):
        claim = given_submitted(mei, given_policy(mei, now), now, cause=cause)
        run_jobs()
        claim.refresh_from_db()
        assert claim.state == "paid"
        return claim

    return make


def test_an_accident_is_offered_a_call_and_an_ordinary_visit_none(paid, now):
    claim = paid(Cause.ACCIDENT)
    assert [offer.code for offer in aftercare_offers(claim, now=now, language="en")] == ["recovery_accident"]
    assert aftercare_offers(claim, now=now + timedelta(days=400), language="en") == []
    claim.cause = Cause.ILLNESS
    assert aftercare_offers(claim, now=now, language="en") == []


def test_asked_for_twice_it_is_one_case_with_somebody_to_call(paid, mei, now):
    claim, actor = paid(Cause.ACCIDENT), member_actor(mei)
    for _ in range(2):
        services.ask_for_aftercare(claim_id=claim.pk, offer="recovery_accident", by=actor, now=now)
        run_jobs()
    case = Case.objects.get()
    assert (case.kind, case.reason, case.claim_id, case.state) == ("request", "aftercare", claim.pk, "open")
    assert case.summary == "意外之后的康复"
    assert ClaimEvent.objects.filter(kind="aftercare_asked").count() == 1
    assert Touchpoint.objects.filter(kind="claim.aftercare_asked").count() == 1
    (offer,) = aftercare_offers(claim, now=now, language="zh-hans")
    assert offer.asked


@pytest.mark.parametrize("offer", ["care_home", "nothing"])
def test_what_is_not_offered_cannot_be_asked_for(paid, mei, now, offer):
    claim = paid(Cause.ACCIDENT)
    with pytest.raises(NotFound):
        services.ask_for_aftercare(claim_id=claim.pk, offer=offer, by=member_actor(mei), now=now)
    assert not ClaimEvent.objects.filter(kind="aftercare_asked").exists()


def test_a_stranger_cannot_ask(paid, lin, now):
    claim = paid(Cause.ACCIDENT)
    with pytest.raises(NotFound):
        services.ask_for_aftercare(
            claim_id=claim.pk, offer="recovery_accident", by=member_actor(lin), now=now
        )
    assert not ClaimEvent.objects.filter(kind="aftercare_asked").exists()

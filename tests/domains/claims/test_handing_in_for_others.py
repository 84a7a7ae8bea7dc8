"""Who may hand a claim in for somebody else, and that the same person does not decide it by hand (L1, L4)."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Permission, Role
from hearten.domains.claims import services
from hearten.domains.claims.models import Claim
from hearten.domains.claims.types import Cause, ClaimState, Decision, NewClaim
from hearten.kernel.errors import NotAllowed, NotFound
from tests.factories.claims import EVENT, given_policy, line

pytestmark = pytest.mark.django_db


def receive(policy, by, now):
    """A claim without papers: it waits for a person."""
    given = NewClaim(
        customer_id=policy.customer_id,
        policy_id=policy.pk,
        client_token="one",
        cause=Cause.ILLNESS,
        event_date=EVENT,
        diagnosis="急性支气管炎",
        bank_account="6222020000000000001",
        lines=(line(),),
    )
    return services.receive_claims([given], by=by, now=now)[0]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.HEALTH_MANAGER, Role.AGENT])
def test_seeing_claims_is_not_handing_them_in(mei, now, staff, role):
    with pytest.raises(NotFound):
        receive(given_policy(mei, now), staff(role), now)
    assert not Claim.objects.exists()


def test_service_agents_and_examiners_hand_in_for_members(mei, lin, now, staff):
    for customer, role in ((mei, Role.SERVICE_AGENT), (lin, Role.EXAMINER)):
        assert staff(role).can(Permission.CLAIMS_INTAKE)
        assert receive(given_policy(customer, now), staff(role), now).state == ClaimState.IN_REVIEW


def test_who_handed_a_claim_in_does_not_decide_it(mei, now, staff):
    own, other = staff(Role.EXAMINER), staff(Role.EXAMINER)
    claim = receive(given_policy(mei, now), own, now)
    version = Claim.objects.get(pk=claim.pk).version
    with pytest.raises(NotAllowed, match="handed this claim in"):
        services.decide_by_person(claim_id=claim.pk, version=version, refuse=False, by=own, now=now)
    assert Claim.objects.get(pk=claim.pk).decision is None
    decided = services.decide_by_person(claim_id=claim.pk, version=version, refuse=False, by=other, now=now)
    assert decided.decision == Decision.APPROVED

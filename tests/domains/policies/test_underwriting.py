"""What rules leave to a person, a person decides (P2): never an automatic refusal."""

import pytest
from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Role
from hearten.base.plumbing.models import OutboxEvent
from hearten.domains.policies.models import UnderwritingDecision
from hearten.domains.policies.selectors import latest_decision, list_referred_for
from hearten.domains.policies.services import decide_referral, decide_underwriting, declare_health
from hearten.domains.policies.types import ApplicationState, Verdict
from hearten.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
NOTE = "根据您的病历，我们目前不能承保。"


@pytest.fixture
def referred(applied, answers, actor_for, mei, now):
    application, by = applied(), actor_for(mei)
    ill = answers(application, serious_illness=["cancer"])
    declare_health(application_id=application.pk, answers=ill, by=by, now=now)
    decide_underwriting(application_id=application.pk, by=by, now=now)
    application.refresh_from_db()
    return application


def test_a_serious_illness_goes_to_a_person_and_is_not_refused(referred, staff):
    assert referred.state == ApplicationState.REFERRED
    assert latest_decision(referred).auto
    assert list(list_referred_for(staff(Role.EXAMINER))) == [referred]
    assert OutboxEvent.objects.filter(kind="policies.referred").count() == 1


def test_rules_can_not_decline_in_the_database_either(referred):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnderwritingDecision.objects.update(verdict=Verdict.DECLINE)


@pytest.mark.parametrize(
    ("verdict", "facts", "state"),
    [
        (Verdict.ACCEPT, {}, {ApplicationState.AWAITING_PAYMENT, ApplicationState.UNDERWRITTEN}),
        (Verdict.LOAD, {"loading_bp": 5000}, {ApplicationState.UNDERWRITTEN}),
        (
            Verdict.EXCLUDE,
            {"exclusions": [{"clause": "特约1", "text": "甲状腺疾病"}]},
            {ApplicationState.UNDERWRITTEN},
        ),
        (Verdict.DECLINE, {}, {ApplicationState.DECLINED}),
    ],
)
def test_a_person_decides_with_a_reason(referred, staff, now, verdict, facts, state):
    by = staff(Role.EXAMINER)
    decide_referral(application_id=referred.pk, verdict=verdict, note=NOTE, by=by, now=now, **facts)
    referred.refresh_from_db()
    assert referred.state in state
    decision = latest_decision(referred)
    assert (decision.auto, decision.note, decision.decided_by) == (False, NOTE, by.label)
    with pytest.raises(Conflict):
        decide_referral(application_id=referred.pk, verdict=Verdict.DECLINE, note=NOTE, by=by, now=now)
    assert UnderwritingDecision.objects.count() == 2


def test_a_loading_raises_the_price_by_its_rate(referred, staff, now):
    decide_referral(
        application_id=referred.pk,
        verdict=Verdict.LOAD,
        loading_bp=10_000,
        note=NOTE,
        by=staff(Role.EXAMINER),
        now=now,
    )
    referred.refresh_from_db()
    assert referred.premium_minor > referred.quote.premium_minor


@pytest.mark.parametrize(
    ("verdict", "facts", "field"),
    [
        (Verdict.REFER, {}, "verdict"),
        (Verdict.DECLINE, {"note": "no"}, "note"),
        (Verdict.LOAD, {"loading_bp": 0}, "loading"),
        (Verdict.LOAD, {"loading_bp": 30_001}, "loading"),
        (Verdict.EXCLUDE, {}, "exclusion"),
    ],
)
def test_half_a_decision_is_refused(referred, staff, now, verdict, facts, field):
    with pytest.raises(Invalid) as refused:
        decide_referral(
            **{
                "application_id": referred.pk,
                "verdict": verdict,
                "note": NOTE,
                "by": staff(Role.EXAMINER),
                "now": now,
            }
            | facts
        )
    assert refused.value.field == field
    referred.refresh_from_db()
    assert referred.state == ApplicationState.REFERRED
    assert UnderwritingDecision.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SERVICE_AGENT, Role.ANALYST, Role.MEMBER])
def test_only_underwriters_decide(referred, staff, now, role):
    with pytest.raises(NotAllowed):
        decide_referral(
            application_id=referred.pk, verdict=Verdict.ACCEPT, note=NOTE, by=staff(role), now=now
        )
    with pytest.raises(NotAllowed):
        list_referred_for(staff(role))
    assert UnderwritingDecision.objects.count() == 1


def test_deciding_twice_is_refused(referred, actor_for, mei, now):
    with pytest.raises(Conflict):
        decide_underwriting(application_id=referred.pk, by=actor_for(mei), now=now)
    assert UnderwritingDecision.objects.count() == 1

"""What the member is told when an application or a policy moves: once each, in the member's language."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from hearten.base.accounts.types import Role
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.channels.types import Medium
from hearten.domains.customers.models import Customer
from hearten.domains.engagement import receivers
from hearten.domains.policies.selectors import get_application_for, get_policy
from hearten.domains.policies.services import cancel_in_cooling_off, decide_referral, lapse_policy
from hearten.domains.policies.types import Verdict
from tests.factories.claims import given_policy, member_actor

pytestmark = pytest.mark.django_db


def inbox(customer, template=None):
    rows = Message.objects.filter(customer=customer, channel=Medium.INBOX).order_by("created_at", "id")
    return [row for row in rows if template in (None, row.template)]


def speak(customer, language):
    Customer.objects.filter(pk=customer.pk).update(language=language)


def application_of(mei, now):
    """An application just begun."""
    from hearten.domains.policies.services import make_quote, start_application
    from tests.factories.claims import given_products

    given_products(now)
    by = member_actor(mei)
    quote = make_quote(product_code="million-medical", choices={}, by=by, now=now)
    return start_application(quote_id=quote.pk, by=by, now=now)


def told(now, customer, **facts):
    return {"occurred_at": now.isoformat(), "customer_id": str(customer.pk), **facts}


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "已退保"), ("en", "within the cooling-off period")]
)
def test_a_policy_given_back_is_confirmed_with_its_refund(mei, now, language, said):
    speak(mei, language)
    policy = given_policy(mei, now, "million-medical", inception=date(2026, 11, 2))
    cancel_in_cooling_off(policy_id=policy.pk, by=member_actor(mei), now=now)
    run_jobs()
    (message,) = inbox(mei, "policy_cancelled")
    assert said in message.body
    assert "¥100.00" in message.body
    assert message.link == f"/app/cover/{policy.number}/"
    receivers.policy_cancelled(OutboxEvent.objects.get(kind="policies.cancelled").payload)
    assert len(inbox(mei, "policy_cancelled")) == 1


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "未缴"), ("en", "was not paid")])
def test_a_lapse_is_said_with_its_day(mei, now, staff, language, said):
    speak(mei, language)
    policy = given_policy(mei, now, "million-medical")
    lapse_policy(policy_id=policy.pk, on=date(2026, 11, 1), by=staff(Role.EXAMINER), now=now)
    run_jobs()
    receivers.policy_lapsed(OutboxEvent.objects.get(kind="policies.lapsed").payload)
    (message,) = inbox(mei, "policy_lapsed")
    assert said in message.body
    assert ("2026年11月1日" if language == "zh-hans" else "2026") in message.body
    assert policy.number in message.subject


@pytest.mark.parametrize(("language", "product"), [("zh-hans", "zh"), ("en", "en")])
def test_an_issued_policy_is_announced_once(mei, now, language, product):
    from hearten.domains.policies.selectors import product_of

    speak(mei, language)
    policy = given_policy(mei, now, "million-medical")
    payload = told(now, mei, policy_id=str(policy.pk))
    receivers.policy_issued(payload)
    receivers.policy_issued(payload)
    (message,) = inbox(mei)
    assert (message.template, message.link) == ("policy_issued", f"/app/cover/{policy.number}/")
    assert product_of(get_policy(policy.pk)).name[product] in message.body


def test_a_referral_and_a_persons_decision_are_told_and_rules_are_not(mei, now):
    application = application_of(mei, now)
    first = told(now, mei, application_id=str(application.pk))
    by_rules = first | {"verdict": "accept", "auto": True}
    receivers.application_decided(by_rules)
    assert inbox(mei) == []
    for _turn in range(2):
        receivers.application_referred(first)
        receivers.application_decided(by_rules | {"auto": False})
    assert sorted(row.template for row in inbox(mei)) == ["application_decided", "application_referred"]
    assert {row.link for row in inbox(mei)} == {f"/app/applications/{application.number}/decision/"}
    # referred again after another declaration: that is news
    receivers.application_referred(first | {"occurred_at": (now + timedelta(days=1)).isoformat()})
    assert len(inbox(mei, "application_referred")) == 2


@pytest.mark.parametrize(
    ("purpose", "language", "said"),
    [
        ("premium", "zh-hans", "保单尚未生效"),
        ("premium", "en", "has not begun"),
        ("renewal", "zh-hans", "尚未续保"),
        ("renewal", "en", "not renewed yet"),
    ],
)
def test_a_premium_the_bank_refused_is_told_once_for_each_payment(mei, now, purpose, language, said):
    speak(mei, language)
    premium = purpose == "premium"
    about = application_of(mei, now) if premium else given_policy(mei, now, "million-medical")
    payload = told(
        now, mei, purpose=purpose, reference=about.number, order_id=str(uuid4()), failure="refused"
    )
    receivers.payment_failed(payload)
    receivers.payment_failed(payload)
    (message,) = inbox(mei)
    assert said in message.body
    assert message.link.endswith("/pay/" if premium else "/renew/")
    receivers.payment_failed(payload | {"order_id": str(uuid4())})
    assert len(inbox(mei)) == 2


def test_payments_for_other_things_are_none_of_this_rooms_business(mei, now):
    receivers.payment_failed(told(now, mei, purpose="claim", reference="CL-0", order_id=str(uuid4())))
    assert inbox(mei) == []


def test_an_underwriters_decision_reaches_the_member_through_the_queue(mei, now, staff):
    """The whole way: declared, referred, decided by a person; two messages."""
    from hearten.domains.policies.services import decide_underwriting, declare_health
    from hearten.domains.products.selectors import get_version
    from hearten.engines.underwriting import asked
    from tests.domains.policies.conftest import HEALTHY, _mild

    application = application_of(mei, now)
    product = get_version(application.product_code, application.product_version)
    answers = {question.code: _mild(question) for question in asked(product.questions, {})}
    by = member_actor(mei)
    given = answers | HEALTHY | {"serious_illness": ["cancer"]}
    declare_health(application_id=application.pk, answers=given, by=by, now=now)
    decide_underwriting(application_id=application.pk, by=by, now=now)
    run_jobs()
    assert [row.template for row in inbox(mei)] == ["application_referred"]
    decide_referral(
        application_id=application.pk, verdict=Verdict.DECLINE, note="目前的病情我们还不能承保。", by=staff(Role.EXAMINER),
        now=now + timedelta(hours=1),
    )  # fmt: skip
    run_jobs()
    assert [row.template for row in inbox(mei)] == ["application_referred", "application_decided"]
    assert get_application_for(by, application.pk).state == "declined"

"""From a price to a policy (P1, P2): each step, what it refuses, and that it happens once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from hearten.base.accounts.models import User
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder, SandboxTransaction
from hearten.base.payments.types import OrderState
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.customers.models import Consent, Customer
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.models import Application, HealthDeclaration, Policy, Quote
from hearten.domains.policies.selectors import get_application_for, latest_decision, next_step, price_for
from hearten.domains.policies.services import (
    accept_terms,
    decide_underwriting,
    declare_health,
    enter_with_quote,
    make_quote,
    pay_premium,
    start_application,
    withdraw_application,
)
from hearten.domains.policies.types import ApplicationState, PolicyState
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import is_number
from tests.domains.policies.conftest import ACCOUNT

pytestmark = pytest.mark.django_db


def kinds(customer):
    rows = (
        Touchpoint.objects.filter(customer_id=customer.pk)
        .exclude(kind="message.sent")
        .order_by("occurred_at", "id")
    )
    return list(rows.values_list("kind", flat=True))


def test_a_visitor_gets_the_same_price_as_the_member(products, mei, actor_for, shopper, now):
    mine = make_quote(product_code="million-medical", choices={}, by=actor_for(mei), now=now)
    theirs = make_quote(product_code="million-medical", choices={}, by=None, shopper=shopper, now=now)
    assert mine.premium_minor == theirs.premium_minor
    assert price_for("million-medical", {}, shopper, now.date()).premium_minor == mine.premium_minor
    assert theirs.customer_id is None


@pytest.mark.parametrize(
    ("code", "choices", "birth", "error"),
    [
        ("million-medical", {"deductible": "1"}, date(1988, 5, 17), Invalid),
        ("million-medical", {"colour": "red"}, date(1988, 5, 17), Invalid),
        ("million-medical", {}, date(1930, 1, 1), Invalid),
        ("million-medical", {}, date(2999, 1, 1), Invalid),
        ("million-medical", {}, date(1800, 1, 1), Invalid),
        ("no-such-plan", {}, date(1988, 5, 17), NotFound),
    ],
)
def test_a_price_that_can_not_be_given_leaves_no_quote(products, code, choices, birth, error, now, shopper):
    from dataclasses import replace

    with pytest.raises(error):
        make_quote(
            product_code=code, choices=choices, by=None, shopper=replace(shopper, birth_date=birth), now=now
        )
    assert not Quote.objects.exists()


def test_an_application_begins_once_for_a_quote_and_only_for_its_person(products, mei, lin, actor_for, now):
    quote = make_quote(product_code="million-medical", choices={}, by=actor_for(mei), now=now)
    with pytest.raises(NotFound):
        start_application(quote_id=quote.pk, by=actor_for(lin), now=now)
    assert not Application.objects.exists()
    first = start_application(quote_id=quote.pk, by=actor_for(mei), now=now)
    assert start_application(quote_id=quote.pk, by=actor_for(mei), now=now).pk == first.pk
    assert is_number(first.number)
    with pytest.raises(NotFound):
        get_application_for(actor_for(lin), first.pk)


def test_a_member_does_not_get_a_price_for_someone_younger(products, mei, actor_for, shopper, now):
    """What was typed before signing in does not count against the profile."""
    from dataclasses import replace

    young = replace(shopper, birth_date=date(2006, 1, 1))
    typed = make_quote(product_code="million-medical", choices={}, by=None, shopper=young, now=now)
    mine = make_quote(product_code="million-medical", choices={}, by=actor_for(mei), now=now)
    application = start_application(quote_id=typed.pk, by=actor_for(mei), now=now)
    assert application.premium_minor == mine.premium_minor != typed.premium_minor


def test_an_old_price_does_not_hold(products, mei, actor_for, now):
    quote = make_quote(product_code="million-medical", choices={}, by=actor_for(mei), now=now)
    with pytest.raises(Conflict):
        start_application(quote_id=quote.pk, by=actor_for(mei), now=now + timedelta(days=31))
    assert not Application.objects.exists()


def test_a_healthy_person_is_accepted_pays_and_is_insured_from_tomorrow(bought, mei, now):
    policy = bought()
    assert policy.state == PolicyState.PENDING
    assert (policy.inception, policy.expiry) == (date(2026, 11, 3), date(2027, 11, 3))
    assert policy.waiting_until == date(2026, 12, 3)
    assert policy.sum_insured_minor == 200_000_000
    assert is_number(policy.number)
    assert PaymentOrder.objects.get().amount_minor == policy.premium_minor
    assert Application.objects.get().state == ApplicationState.ISSUED
    assert kinds(mei) == ["policy.quoted", "policy.declared", "policy.underwritten", "policy.purchased"]
    assert OutboxEvent.objects.filter(kind="policies.issued").count() == 1
    assert LedgerEntry.objects.filter(about=policy.number, kind="policies.issued").count() == 1


def test_the_answers_lie_sealed_and_a_missing_one_is_named(applied, answers, mei, actor_for, now):
    from django.db import connection

    application, by = applied(), actor_for(mei)
    given = answers(application)
    with pytest.raises(Invalid) as refused:
        declare_health(application_id=application.pk, answers=given | {"smokes": ""}, by=by, now=now)
    assert refused.value.field == "smokes"
    assert not HealthDeclaration.objects.exists()
    declare_health(application_id=application.pk, answers=given, by=by, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM policies_healthdeclaration")
        assert b"height" not in bytes(cursor.fetchone()[0])
    assert HealthDeclaration.objects.get().answers["height_cm"] == 165


def test_without_consent_no_health_data_is_taken(applied, answers, mei, actor_for, now):
    """C3; PIPL art. 29: separate consent."""
    withdraw_consent(customer_id=mei.pk, purpose=Purpose.HEALTH_DATA, by=actor_for(mei), now=now)
    application, by = applied(), actor_for(mei)
    with pytest.raises(Invalid) as refused:
        declare_health(application_id=application.pk, answers=answers(application), by=by, now=now)
    assert refused.value.field == "consent"
    assert not HealthDeclaration.objects.exists()
    declare_health(application_id=application.pk, answers=answers(application), by=by, now=now, consents=True)
    assert Consent.objects.filter(customer=mei, purpose=Purpose.HEALTH_DATA, withdrawn_at=None).count() == 1


def test_nobody_declares_decides_accepts_or_pays_for_another(
    applied, accepted, answers, lin, mei, actor_for, now
):
    mine, ready, thief = applied(), accepted(), actor_for(lin)
    for attempt in (
        lambda: declare_health(application_id=mine.pk, answers=answers(mine), by=thief, now=now),
        lambda: decide_underwriting(application_id=mine.pk, by=thief, now=now),
        lambda: accept_terms(application_id=ready.pk, by=thief, now=now),
        lambda: withdraw_application(application_id=mine.pk, by=thief, now=now),
        lambda: pay_premium(application_id=ready.pk, account=ACCOUNT, by=thief, now=now),
    ):
        with pytest.raises(NotFound):
            attempt()
    mine.refresh_from_db()
    ready.refresh_from_db()
    assert (mine.state, ready.state) == (ApplicationState.QUOTED, ApplicationState.AWAITING_PAYMENT)
    assert not PaymentOrder.objects.exists()


def test_a_higher_price_waits_for_the_member_to_agree(applied, answers, mei, actor_for, now):
    application, by = applied(), actor_for(mei)
    heavy = answers(application, smokes="yes", cigarettes_per_day="30", systolic="150", exercises="no")
    declare_health(application_id=application.pk, answers=heavy, by=by, now=now)
    decide_underwriting(application_id=application.pk, by=by, now=now)
    application.refresh_from_db()
    assert application.state == ApplicationState.UNDERWRITTEN
    assert application.premium_minor > application.quote.premium_minor
    assert latest_decision(application).reasons
    with pytest.raises(Conflict):
        pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    assert not PaymentOrder.objects.exists()
    accept_terms(application_id=application.pk, by=by, now=now)
    paid = pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    assert paid.policy.premium_minor == application.premium_minor


def test_the_answers_can_be_corrected_until_it_is_paid(accepted, answers, mei, actor_for, now):
    application, by = accepted(), actor_for(mei)
    declare_health(application_id=application.pk, answers=answers(application), by=by, now=now)
    application.refresh_from_db()
    assert application.state == ApplicationState.DECLARED
    assert HealthDeclaration.objects.count() == 2
    decide_underwriting(application_id=application.pk, by=by, now=now)
    pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    with pytest.raises(Conflict):
        declare_health(application_id=application.pk, answers=answers(application), by=by, now=now)
    assert HealthDeclaration.objects.count() == 2


def test_paying_twice_is_one_payment_and_one_policy(accepted, mei, actor_for, now):
    application, by = accepted(), actor_for(mei)
    first = pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    again = pay_premium(application_id=application.pk, account="6222020000005678", by=by, now=now)
    run_jobs()
    assert first.policy.pk == again.policy.pk
    assert (PaymentOrder.objects.count(), Policy.objects.count()) == (1, 1)


def test_a_refused_payment_can_be_tried_from_another_account(accepted, mei, actor_for, now):
    application, by = accepted(), actor_for(mei)
    refused = pay_premium(application_id=application.pk, account="6222020000006666", by=by, now=now)
    run_jobs()
    assert (refused.order.state, refused.policy) == (OrderState.FAILED, None)
    assert not Policy.objects.exists()
    assert kinds(mei)[-1] == "policy.payment_failed"
    paid = pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    assert paid.policy is not None
    assert SandboxTransaction.objects.filter(kind="capture").count() == 1


@pytest.mark.parametrize(
    "account", ["", "12", "x" * 16, "６２２２０２０００００００００１", "1" * 31, "<script>alert(1)</script>"]
)
def test_something_that_is_not_an_account_is_refused(accepted, mei, actor_for, now, account):
    application = accepted()
    with pytest.raises(Invalid):
        pay_premium(application_id=application.pk, account=account, by=actor_for(mei), now=now)
    assert not PaymentOrder.objects.exists()


def test_a_premium_that_settles_late_still_becomes_a_policy(accepted, answers, mei, actor_for, now):
    from hearten.base.payments.providers.sandbox import notification_for, ripen
    from hearten.base.payments.services import receive_webhook

    application, by = accepted(), actor_for(mei)
    waiting = pay_premium(application_id=application.pk, account="6222020000008888", by=by, now=now)
    assert (waiting.order.state, waiting.policy) == (OrderState.PENDING, None)
    for attempt in (
        lambda: declare_health(application_id=application.pk, answers=answers(application), by=by, now=now),
        lambda: withdraw_application(application_id=application.pk, by=by, now=now),
    ):
        with pytest.raises(Conflict):
            attempt()
    row = SandboxTransaction.objects.get(kind="capture")
    ripen(row, row.due_at)
    body, headers = notification_for(row, now)
    receive_webhook(provider_name="sandbox", headers=headers, body=body, now=now)
    run_jobs()
    assert Policy.objects.get().application_id == application.pk
    assert PaymentOrder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_payment_and_one_policy(accepted, mei, actor_for, now):
    application, by = accepted(), actor_for(mei)
    barrier, errors = threading.Barrier(4), []

    def press():
        try:
            barrier.wait(timeout=20)
            pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (PaymentOrder.objects.count(), Policy.objects.count()) == (1, 1)
    assert SandboxTransaction.objects.filter(kind="capture").count() == 1


def test_a_withdrawn_application_is_over(accepted, mei, actor_for, now):
    application, by = accepted(), actor_for(mei)
    withdraw_application(application_id=application.pk, by=by, now=now)
    with pytest.raises(Conflict):
        pay_premium(application_id=application.pk, account=ACCOUNT, by=by, now=now)
    application.refresh_from_db()
    assert (application.state, next_step(application)) == (ApplicationState.WITHDRAWN, "underwriting")
    assert not PaymentOrder.objects.exists()


def test_a_visitor_becomes_a_member_with_the_application(products, shopper, now):
    quote = make_quote(product_code="million-medical", choices={}, by=None, shopper=shopper, now=now)
    user, application = enter_with_quote(
        quote_id=quote.pk,
        name="王晓梅",
        phone="13800000009",
        email="xiaomei@example.com",
        password="open sesame 2026",
        purposes=(Purpose.HEALTH_DATA,),
        now=now,
    )
    customer = Customer.objects.get(pk=user.customer_id)
    assert (customer.name, customer.birth_date, customer.sex) == ("王晓梅", date(1988, 5, 17), "female")
    assert application.customer_id == customer.pk
    assert user.check_password("open sesame 2026")


def test_a_visitor_with_a_known_address_or_a_wrong_fact_leaves_nothing(
    products, shopper, mei, member_of, now
):
    member_of(mei, email="mei@example.com")
    quote = make_quote(product_code="million-medical", choices={}, by=None, shopper=shopper, now=now)
    good = {
        "quote_id": quote.pk,
        "name": "王晓梅",
        "phone": "13800000009",
        "email": "new@example.com",
        "now": now,
    }
    for change in (
        {"email": "MEI@example.com"},
        {"email": "no address"},
        {"email": ""},
        {"phone": "x"},
        {"name": " "},
    ):
        with pytest.raises(Invalid), transaction.atomic():
            enter_with_quote(**good | change)
    assert (Customer.objects.count(), User.objects.count(), Application.objects.count()) == (1, 1, 0)


def test_the_database_refuses_an_issued_application_without_an_end(accepted):
    application = accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state=ApplicationState.ISSUED)

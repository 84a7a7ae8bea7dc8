"""Buying on the phone (P1, P2): each page, its errors, back, twice, and other people's pages."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from hearten.base.accounts.models import User
from hearten.base.payments.models import PaymentOrder
from hearten.domains.customers.models import Customer
from hearten.domains.policies.models import Application, HealthDeclaration, Policy, Quote
from hearten.domains.policies.types import ApplicationState
from tests.domains.policies.conftest import ACCOUNT

pytestmark = pytest.mark.django_db

VISITOR = {
    "birth_date": "1990-03-04",
    "sex": "female",
    "region": "310000",
    "occupation_class": "1",
    "has_social_insurance": "yes",
    "choice_deductible": "1000000",
    "choice_limit": "200000000",
}
PERSON = {
    "name": "王晓梅",
    "phone": "13800000009",
    "email": "xiaomei@example.com",
    "health_data": "on",
    "password": "",
}


@pytest.fixture
def now():
    """Pages ask the clock."""
    return datetime.now(UTC)


def page(name, *args):
    return reverse(f"member:{name}", args=args)


def test_a_visitor_goes_all_the_way_to_a_policy(client, products, answers):
    assert client.get(page("buy"), {"product": "million-medical", "age": "41"}).status_code == 302
    first = client.get(page("quote", "million-medical"), {"age": "41", "choice_deductible": "2000000"})
    assert first.status_code == 200
    answer = client.post(page("quote", "million-medical"), VISITOR)
    quote = Quote.objects.get()
    assert answer.url == page("join", quote.pk)
    assert client.get(answer.url).status_code == 200
    answer = client.post(answer.url, PERSON)
    application = Application.objects.get()
    assert answer.url == page("declare", application.number)
    assert client.get(answer.url).status_code == 200
    answer = client.post(answer.url, answers(application))
    assert answer.url == page("underwriting", application.number)
    assert client.get(answer.url).status_code == 200
    application.refresh_from_db()
    if application.state == ApplicationState.UNDERWRITTEN:
        client.post(page("accept_terms", application.number))
    assert client.get(page("pay", application.number)).status_code == 200
    answer = client.post(page("pay", application.number), {"account": "6222 0200 0000 1234"})
    assert answer.url == page("policy_issued", application.number)
    assert client.get(answer.url).status_code == 200
    policy = Policy.objects.get()
    for name in ("cover",):
        assert policy.number in client.get(page(name)).content.decode()
    assert client.get(page("policy", policy.number)).status_code == 200


def test_the_price_answers_as_one_types(client, products):
    low = client.get(page("quote_price", "million-medical"), VISITOR | {"choice_deductible": "2000000"})
    high = client.get(page("quote_price", "million-medical"), VISITOR | {"choice_deductible": "500000"})
    assert low.status_code == high.status_code == 200
    assert low.context["price"].premium_minor < high.context["price"].premium_minor
    assert "<html" not in low.content.decode()
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": "1800-01-01"},
        {"birth_date": "2999-01-01"},
        {"birth_date": "<script>"},
        {"birth_date": ""},
        {"choice_deductible": "-1"},
        {"sex": "💥"},
        {"region": "../../etc"},
        {"occupation_class": "9" * 40},
    ],
)
def test_hostile_facts_get_a_sentence_and_no_quote(client, products, change):
    for answer in (
        client.post(page("quote", "million-medical"), VISITOR | change),
        client.get(page("quote_price", "million-medical"), VISITOR | change),
    ):
        assert answer.status_code in {200, 422}
        assert "ht-alert" in answer.content.decode()
    assert not Quote.objects.exists()


def test_only_the_browser_that_got_the_price_can_join_with_it(client, products):
    from django.test import Client

    client.post(page("quote", "million-medical"), VISITOR)
    stranger = Client()
    address = page("join", Quote.objects.get().pk)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, PERSON).status_code == 404
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"email": "x"}, {"phone": "abc"}, {"health_data": ""}, {"password": "short"}]
)
def test_a_visitor_who_leaves_something_out_is_asked_again(client, products, change):
    client.post(page("quote", "million-medical"), VISITOR)
    answer = client.post(page("join", Quote.objects.get().pk), PERSON | change)
    assert answer.status_code == 422
    assert (Customer.objects.count(), User.objects.count()) == (0, 0)


def test_a_member_is_not_asked_who_they_are(door, member_of, mei, products):
    browser = door(member_of(mei))
    shown = browser.get(page("quote", "million-medical"))
    assert "birth_date" not in shown.content.decode()
    answer = browser.post(
        page("quote", "million-medical"), {"choice_deductible": "1000000", "choice_limit": "200000000"}
    )
    application = Application.objects.get()
    assert answer.url == page("declare", application.number)
    assert application.customer_id == mei.pk


def test_missing_answers_are_all_named_at_once(door, member_of, mei, applied):
    application = applied()
    answer = door(member_of(mei)).post(page("declare", application.number), {"height_cm": "9999"})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {"height_cm", "weight_kg", "smokes", "serious_illness"} <= set(errors)
    assert "cigarettes_per_day" not in errors
    assert not HealthDeclaration.objects.exists()


def test_answers_can_be_corrected_and_are_shown_again(door, member_of, mei, accepted):
    application = accepted()
    shown = door(member_of(mei)).get(page("declare", application.number)).content.decode()
    assert 'value="165"' in shown


def test_each_page_leads_to_the_step_that_is_due(door, member_of, mei, applied, accepted):
    browser = door(member_of(mei))
    begun, ready = applied(), accepted()
    assert browser.get(page("underwriting", begun.number)).url == page("declare", begun.number)
    assert browser.get(page("pay", begun.number)).url == page("declare", begun.number)
    assert browser.get(page("policy_issued", ready.number)).url == page("pay", ready.number)
    assert page("declare", begun.number) in browser.get(page("cover")).content.decode()


def test_pressing_pay_twice_leads_to_the_same_policy(door, member_of, mei, accepted):
    application = accepted()
    browser = door(member_of(mei))
    first = browser.post(page("pay", application.number), {"account": ACCOUNT})
    second = browser.post(page("pay", application.number), {"account": ACCOUNT})
    assert first.url == second.url == page("policy_issued", application.number)
    assert (Policy.objects.count(), PaymentOrder.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("account", "says"),
    [("6222020000006666", "ht-alert"), ("6222020000008888", "every 4s"), ("abc", "ht-error")],
)
def test_a_payment_that_does_not_settle_says_so(door, member_of, mei, accepted, account, says):
    application = accepted()
    browser = door(member_of(mei))
    answer = browser.post(page("pay", application.number), {"account": account}, follow=True)
    assert says in answer.content.decode()
    assert not Policy.objects.exists()


def test_a_referred_application_says_that_a_person_looks_at_it(door, member_of, mei, applied, answers):
    application = applied()
    browser = door(member_of(mei))
    browser.post(page("declare", application.number), answers(application, serious_illness=["cancer"]))
    application.refresh_from_db()
    assert application.state == ApplicationState.REFERRED
    shown = browser.get(page("underwriting", application.number)).content.decode()
    assert page("pay", application.number) not in shown
    assert browser.get(page("declare", application.number)).url == page("underwriting", application.number)
    assert browser.post(page("declare", application.number), answers(application)).status_code == 409
    assert HealthDeclaration.objects.count() == 1


def test_another_members_pages_are_not_there(door, member_of, mei, lin, accepted, bought):
    ready, policy = accepted(), bought()
    thief = door(member_of(lin))
    addresses = [
        page(name, ready.number)
        for name in (
            "declare",
            "underwriting",
            "pay",
            "policy_issued",
            "accept_terms",
            "application_withdraw",
        )
    ]
    addresses += [page(name, policy.number) for name in ("policy", "policy_cancel", "policy_renew")]
    for address in addresses:
        for method in (thief.get, thief.post):
            assert method(address, {}).status_code in {404, 405}, address
    ready.refresh_from_db()
    policy.refresh_from_db()
    assert (ready.state, policy.state) == (ApplicationState.AWAITING_PAYMENT, "pending")


def test_giving_a_policy_back_from_its_page(door, member_of, mei, bought):
    policy = bought()
    browser = door(member_of(mei))
    assert page("policy_cancel", policy.number) in browser.get(page("policy", policy.number)).content.decode()
    browser.post(page("policy_cancel", policy.number))
    policy.refresh_from_db()
    assert policy.state == "cancelled"
    assert (
        page("policy_cancel", policy.number)
        not in browser.get(page("policy", policy.number)).content.decode()
    )


def test_a_policy_near_its_end_is_renewed_from_its_page(door, member_of, mei, products, system, now):
    from datetime import timedelta

    from hearten.domains.policies.services import load_policies
    from hearten.domains.policies.types import PolicyFacts

    start = now.date() - timedelta(days=350)
    facts = PolicyFacts(
        customer_id=mei.pk,
        product_code="million-medical",
        inception=start,
        issued_at=now - timedelta(days=351),
        premium_minor=388_00,
    )
    old = load_policies(rows=[facts], by=system, now=now)[0]
    browser = door(member_of(mei))
    assert page("policy_renew", old.number) in browser.get(page("policy", old.number)).content.decode()
    assert browser.get(page("policy_renew", old.number)).status_code == 200
    answer = browser.post(page("policy_renew", old.number), {"account": ACCOUNT})
    fresh = Policy.objects.get(renewal_of=old)
    assert answer.url == page("policy", fresh.number)
    assert fresh.inception == old.expiry


def test_withdrawing_ends_it(door, member_of, mei, accepted):
    application = accepted()
    browser = door(member_of(mei))
    browser.post(page("application_withdraw", application.number))
    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN
    assert browser.post(page("pay", application.number), {"account": ACCOUNT}).status_code == 409
    assert not PaymentOrder.objects.exists()


def test_a_declaration_left_undecided_is_decided_when_its_page_is_opened(
    door, member_of, mei, applied, answers, actor_for, now
):
    from hearten.domains.policies.services import declare_health

    application = applied()
    declare_health(application_id=application.pk, answers=answers(application), by=actor_for(mei), now=now)
    assert door(member_of(mei)).get(page("underwriting", application.number)).status_code == 200
    application.refresh_from_db()
    assert application.state != ApplicationState.DECLARED

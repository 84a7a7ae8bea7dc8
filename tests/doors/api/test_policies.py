"""REST: products, prices, one's own policies."""

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.policies.models import Quote

pytestmark = pytest.mark.django_db
PERSON = {"birth_date": "1990-03-04", "sex": "female", "region": "310000"}


def post(browser, body):
    return browser.post("/api/v1/quotes", body, content_type="application/json")


def test_strangers_get_nothing(client, products):
    for answer in (
        client.get("/api/v1/products"),
        client.get("/api/v1/policies"),
        post(client, {"product_code": "x"}),
    ):
        assert answer.status_code == 401
    assert not Quote.objects.exists()


def test_a_member_sees_products_a_price_and_only_their_own_policies(door, member_of, mei, lin, bought):
    mine, _other = bought(), bought(lin)
    browser = door(member_of(mei))
    assert "million-medical" in {row["code"] for row in browser.get("/api/v1/products").json()}
    answer = post(browser, {"product_code": "million-medical", "choices": {"deductible": 500000}})
    assert answer.status_code == 201
    assert Quote.objects.get(pk=answer.json()["id"]).customer_id == mei.pk
    assert [row["number"] for row in browser.get("/api/v1/policies").json()] == [mine.number]


def test_staff_price_for_a_person_described(door, user_of, products):
    browser = door(user_of(Role.AGENT))
    assert post(browser, {"product_code": "million-medical", "person": PERSON}).status_code == 201
    assert Quote.objects.get().customer_id is None
    assert post(browser, {"product_code": "million-medical"}).status_code == 403
    assert browser.get("/api/v1/policies").status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"product_code": "million-medical", "choices": {"deductible": -5}}, 400, "deductible"),
        ({"product_code": "no-such"}, 404, None),
        ({"product_code": "million-medical", "choices": {"x" * 500: 1}}, 400, "x" * 500),
    ],
)
def test_a_bad_request_says_what_and_where(door, member_of, mei, products, body, status, field):
    answer = post(door(member_of(mei)), body)
    assert (answer.status_code, answer.json()["field"]) == (status, field)
    assert answer.json()["message"]
    assert not Quote.objects.exists()


def test_a_body_that_can_not_be_read_is_refused(door, member_of, mei, products):
    browser = door(member_of(mei))
    for body in ("{", "[]", '{"product_code": 5, "choices": []}'):
        answer = browser.post("/api/v1/quotes", body, content_type="application/json")
        assert answer.status_code in {400, 422}
    assert not Quote.objects.exists()

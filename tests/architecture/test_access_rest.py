"""Who gets what over REST: strangers a 401, members their own, staff what their role carries (M3)."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from hearten.base.accounts.types import ROLE_PERMISSIONS, Permission, Role
from hearten.domains.policies.models import Quote
from hearten.domains.products.services import load_documents
from tests.factories.claims import given_policy

PERSON = {"birth_date": "1988-05-17", "sex": "female", "region": "310000"}
ASKED = {"product_code": "million-medical", "choices": {}, "person": PERSON}


@pytest.fixture(autouse=True)
def products(db, system, now):
    load_documents(by=system, now=now)


def _quote(client):
    return client.post(reverse("rest:create_quote"), json.dumps(ASKED), content_type="application/json")


def test_strangers_get_a_401_and_write_nothing(client):
    assert client.get(reverse("rest:products")).status_code == 401
    assert client.get(reverse("rest:policies")).status_code == 401
    assert _quote(client).status_code == 401
    assert not Quote.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MEMBER])
def test_staff_price_when_they_may_see_products_and_have_no_policies(role, door, user_of):
    desk = door(user_of(role))
    may = Permission.PRODUCTS_VIEW in ROLE_PERMISSIONS[role]
    assert _quote(desk).status_code == (201 if may else 403)
    assert Quote.objects.count() == may
    assert desk.get(reverse("rest:policies")).status_code == 403


def test_a_member_gets_their_own_policies_only(door, member_of, mei, lin, now):
    policy = given_policy(mei, now)
    shown = door(member_of(mei)).get(reverse("rest:policies")).json()
    assert [row["number"] for row in shown] == [policy.number]
    assert door(member_of(lin)).get(reverse("rest:policies")).json() == []

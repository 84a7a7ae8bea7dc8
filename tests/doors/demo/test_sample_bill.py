"""The bill to try with: its arithmetic holds, it is drawn for its member, and nobody else is offered one."""

from __future__ import annotations

import io
from datetime import date

import numpy as np
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.domains.customers.models import Customer
from hearten.domains.policies.models import Policy
from hearten.doors.demo.sample_bill import draw_bill, in_words
from hearten.engines.bills.capitals import minor_of_capitals


@given(st.integers(0, 2**32), st.booleans(), st.integers(1, 40))
def test_the_arithmetic_holds(seed, insured, scale):
    rng = np.random.default_rng(seed)
    bill = draw_bill(rng, payer="王小明", female=False, day=date(2026, 11, 2), insured=insured, scale=scale)
    assert bill.fund + bill.account + bill.cash == bill.total == sum(item.amount for item in bill.items)
    assert bill.self_paid + bill.classed + bill.own == bill.account + bill.cash
    assert min(bill.fund, bill.account, bill.cash, bill.self_paid, bill.own, bill.classed) >= 0


@given(st.integers(1, 9_999_999_99))
def test_the_words_say_the_amount(minor):
    assert minor_of_capitals(in_words(minor)) == minor


def test_a_demo_member_gets_a_picture_and_others_nothing(demo):
    demo()
    member = User.objects.filter(role=Role.MEMBER).order_by("email").first()
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("member:claim_new")).content.decode()
    assert reverse("demo:sample_bill") in page
    answer = client.get(reverse("demo:sample_bill"))
    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert answer.content != client.get(reverse("demo:sample_bill")).content  # another bill each time
    Customer.objects.filter(pk=member.customer_id).update(source="import")
    assert client.get(reverse("demo:sample_bill")).status_code == 404
    assert reverse("demo:sample_bill") not in client.get(reverse("member:claim_new")).content.decode()
    assert Policy.objects.filter(customer_id=member.customer_id).exists()
    assert Client().get(reverse("demo:sample_bill")).status_code in {302, 403}

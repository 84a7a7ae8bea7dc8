"""Accounts of staff: an address once, members kept apart."""

from __future__ import annotations

import pytest

from hearten.base.accounts.models import User
from hearten.base.accounts.selectors import find_staff, list_staff
from hearten.base.accounts.services import open_account_of_staff, open_member_account
from hearten.base.accounts.types import Role
from hearten.kernel.errors import Invalid

pytestmark = pytest.mark.django_db


def open_one(email="lu@staff.example"):
    return open_account_of_staff(email=email, name="陆静怡", role=Role.EXAMINER, language="zh-hans")


def test_an_address_is_taken_once_whatever_its_case(mei):
    user = open_one()
    assert not user.has_usable_password()
    with pytest.raises(Invalid) as taken:
        open_one("LU@staff.example")
    assert (taken.value.field, taken.value.hint) == ("email", None)
    with pytest.raises(Invalid) as taken:
        open_member_account(
            email="lu@staff.example", password=None, customer_id=mei.pk, name="梅雪", language="en"
        )
    assert taken.value.hint
    assert User.objects.count() == 1


def test_members_are_not_among_the_staff(mei, member_of):
    user, member = open_one(), member_of(mei)
    assert list(list_staff()) == [user]
    assert list(list_staff(text="静")) == [user]
    assert not list_staff(role=Role.MANAGER).exists()
    assert not list_staff(active=False).exists()
    assert find_staff(user.pk, lock=True) == user
    assert find_staff(member.pk) is None

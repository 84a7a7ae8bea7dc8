"""Who may make claims for whom (L1): given by the customer or by law, ended by either side, closed to all others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.customers.models import Representation
from hearten.domains.customers.selectors import may_claim_for, represented_by
from hearten.domains.customers.services import appoint_representative, end_representation
from hearten.domains.customers.types import REPRESENTATION_ENDED, REPRESENTATION_GIVEN, Basis, Relation
from hearten.kernel.errors import Conflict, HeartenError, Invalid, NotFound
from hearten.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def member(customer):
    return Actor(
        user_id=new_id(), role=Role.MEMBER, customer_id=customer.pk, permissions=ROLE_PERMISSIONS[Role.MEMBER]
    )


def name_lin(mei, lin, *, by, now, **given):
    facts = {"number": lin.number, "phone": "13800000002", "relation": Relation.SPOUSE} | given
    return appoint_representative(customer_id=mei.pk, by=by, now=now, **facts)


def test_a_mandate_lets_the_other_claim_until_either_ends_it(mei, lin, now):
    assert not may_claim_for(member(lin), mei.pk)
    row = name_lin(mei, lin, by=member(mei), now=now)
    again = name_lin(mei, lin, by=member(mei), now=now)
    assert (again.pk, row.basis) == (row.pk, Basis.MANDATE)
    assert may_claim_for(member(lin), mei.pk)
    assert not may_claim_for(member(mei), lin.pk)
    assert [found.customer_id for found in represented_by(member(lin))] == [mei.pk]
    end_representation(representation_id=row.pk, by=member(lin), now=now)
    end_representation(representation_id=row.pk, by=member(mei), now=now)
    assert not may_claim_for(member(lin), mei.pk)
    kinds = LedgerEntry.objects.filter(subject_id=mei.pk).values_list("kind", flat=True)
    assert [kind for kind in kinds if kind in {REPRESENTATION_GIVEN, REPRESENTATION_ENDED}] == [
        REPRESENTATION_GIVEN,
        REPRESENTATION_ENDED,
    ]


def test_staff_write_down_the_guardian_of_a_minor_only(make_customer, mei, lin, staff, now):
    child = make_customer(name="小梅", birth_date=date(2019, 6, 1), phone="", email="")
    row = name_lin(child, lin, by=staff(Role.SERVICE_AGENT), now=now, relation=Relation.PARENT)
    assert row.basis == Basis.GUARDIAN
    with pytest.raises(Invalid, match="of age"):
        name_lin(mei, lin, by=staff(Role.SERVICE_AGENT), now=now)
    assert Representation.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"number": "HM-0000-0000"}, Invalid),
        ({"phone": "13800000009"}, Invalid),
        ({"phone": ""}, Invalid),
        ({"number": ""}, Invalid),
    ],
)
def test_number_and_telephone_must_belong_together(mei, lin, now, given, wrong):
    with pytest.raises(wrong):
        name_lin(mei, lin, by=member(mei), now=now, **given)
    assert not Representation.objects.exists()


def test_nobody_names_themselves_a_minor_or_a_sixth(make_customer, mei, lin, now):
    child = make_customer(name="小梅", birth_date=date(2019, 6, 1), phone="13800000005")
    for number, phone in ((mei.number, "13800000001"), (child.number, "13800000005")):
        with pytest.raises(Invalid):
            name_lin(mei, lin, by=member(mei), now=now, number=number, phone=phone)
    for i in range(5):
        other = make_customer(phone=f"1390000000{i}", email=f"o{i}@example.com")
        name_lin(mei, other, by=member(mei), now=now, phone=f"1390000000{i}")
    with pytest.raises(Conflict):
        name_lin(mei, lin, by=member(mei), now=now)
    assert Representation.objects.count() == 5


def test_strangers_neither_give_nor_end(mei, lin, make_customer, staff, now):
    stranger = member(make_customer(phone="13800000007", email="s@example.com"))
    row = name_lin(mei, lin, by=member(mei), now=now)
    with pytest.raises(NotFound):
        name_lin(mei, lin, by=stranger, now=now)
    for by in (stranger, staff(Role.ANALYST)):
        with pytest.raises(HeartenError):
            end_representation(representation_id=row.pk, by=by, now=now)
    assert may_claim_for(member(lin), mei.pk)


def test_a_guardian_acts_until_the_child_is_of_age(make_customer, lin, staff, now):
    child = make_customer(name="小梅", birth_date=date(2008, 11, 3), phone="", email="")
    with time_machine.travel(now, tick=False):  # on 2 November 2026, the day before the child is 18
        name_lin(child, lin, by=staff(Role.SERVICE_AGENT), now=now, relation=Relation.PARENT)
        assert may_claim_for(member(lin), child.pk)
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert not may_claim_for(member(lin), child.pk)
        assert not represented_by(member(lin)).exists()

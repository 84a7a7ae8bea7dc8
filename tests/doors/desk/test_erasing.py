"""C3: a person with the right decides an erasure in two steps; everything else changes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.base.ledger.selectors import list_entries
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.customers.models import Customer, Erasure
from hearten.domains.customers.services import load_customers
from hearten.domains.customers.types import CustomerFacts, Sex
from hearten.kernel.errors import NotFound
from tests.factories.claims import given_policy
from tests.untouched import everything


@pytest.fixture
def manager(door, user_of):
    return door(user_of(Role.MANAGER))


def pages(customer):
    names = ("desk:customer_erasure", "desk:customer_erasure_decide", "desk:customer")
    return [reverse(name, args=[customer.pk]) for name in names]


def test_weighed_then_decided_then_done(manager, make_customer, mei, lin, system, now):
    weigh, decide, page = pages(mei)
    shown = manager.post(weigh).content.decode()
    assert mei.number in shown
    assert mei.name not in shown
    assert [entry.kind for entry in list_entries(subject_id=mei.pk)][-1] == "customers.erasure_weighed"
    answer = manager.post(decide, {"number": mei.number.lower(), "reason": "asked"})
    assert answer["Location"] == page
    manager.post(decide, {"number": mei.number, "reason": "asked"})
    assert Erasure.objects.count() == 1
    run_jobs()
    gone = Customer.objects.get(pk=mei.pk)
    assert (gone.name, gone.birth_date, gone.phone, gone.phone_index) == ("", None, None, None)
    assert Erasure.objects.get().done_at is not None
    assert Customer.objects.get(pk=lin.pk).phone == "13800000002"
    kept = manager.get(page).content.decode()
    assert mei.number in kept
    assert "erased on" in kept or "已于" in kept


def test_who_was_erased_stays_erased_whatever_a_source_tells(manager, make_customer, system, now):
    told = CustomerFacts(
        name="梅雪", sex=Sex.FEMALE, birth_date=now.date().replace(year=1988), source="crm", source_id="7"
    )
    (mei,) = load_customers(rows=[told], by=system, now=now)
    manager.post(pages(mei)[1], {"number": mei.number, "reason": "asked"})
    run_jobs()
    with pytest.raises(NotFound):
        load_customers(rows=[told], by=system, now=now)
    assert Customer.objects.get(pk=mei.pk).name == ""


@pytest.mark.parametrize(("number", "reason"), [("HC-0000", "asked"), ("", "asked"), (None, "because")])
def test_another_number_or_no_reason_decides_nothing(manager, mei, number, reason):
    given = {"number": mei.number if number is None else number, "reason": reason}
    assert manager.post(pages(mei)[1], given).status_code == 422
    assert not Erasure.objects.exists()
    assert run_jobs() == []
    assert Customer.objects.get(pk=mei.pk).phone == mei.phone


def test_who_is_covered_is_not_erased(manager, mei, now):
    given_policy(mei, now)
    weigh, decide, _page = pages(mei)
    assert reverse("desk:customer_erasure_decide", args=[mei.pk]) not in manager.post(weigh).content.decode()
    assert manager.post(decide, {"number": mei.number, "reason": "asked"}).status_code == 409
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SERVICE_AGENT])
def test_without_the_right_nothing_happens(door, user_of, mei, role):
    desk = door(user_of(role))
    before = everything()
    for address in pages(mei)[:2]:
        assert desk.post(address, {"number": mei.number, "reason": "asked"}).status_code == 403
    changed = {name for name, figure in everything().items() if figure != before.get(name)}
    assert changed <= {"django_session"}

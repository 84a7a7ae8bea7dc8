"""What becomes of a policy: coverage on a day, cooling off, lapse, renewal, the calendar, loading many."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.selectors import refunded_minor
from hearten.base.plumbing.models import OutboxEvent
from hearten.base.plumbing.testing import run_jobs
from hearten.base.touchpoints.models import Touchpoint
from hearten.domains.policies.models import Policy
from hearten.domains.policies.selectors import (
    coverage_on,
    find_policies_for,
    get_policy_for,
    list_policies_for,
    policies_in_force,
)
from hearten.domains.policies.services import (
    cancel_in_cooling_off,
    lapse_policy,
    load_policies,
    renew_policy,
    renewal_price,
    turn_day,
)
from hearten.domains.policies.types import EndReason, PolicyFacts, PolicyState
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.domains.policies.conftest import ACCOUNT

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(products, mei, system, now):
    """`loaded(inception=...)` → one policy of Mei's from the past."""

    def make(**facts):
        inception = facts.get("inception", date(2026, 1, 10))
        given = {
            "customer_id": mei.pk,
            "product_code": "million-medical",
            "inception": inception,
            "issued_at": datetime.combine(inception - timedelta(days=1), datetime.min.time(), UTC),
            "premium_minor": 388_00,
        } | facts
        return load_policies(rows=[PolicyFacts(**given)], by=system, now=now)[0]

    return make


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2026, 1, 9), False),
        (date(2026, 1, 10), True),
        (date(2027, 1, 9), True),
        (date(2027, 1, 10), False),
    ],
)
def test_a_policy_covers_its_first_day_and_not_its_expiry(loaded, mei, day, covered):
    policy = loaded()
    assert list(policies_in_force(mei.pk, day)) == ([policy] if covered else [])
    assert coverage_on(policy.pk, day).in_force is covered


def test_a_lapsed_policy_still_covers_the_days_before(loaded, mei):
    policy = loaded(ended_on=date(2026, 4, 1), end_reason=EndReason.UNPAID)
    assert list(policies_in_force(mei.pk, date(2026, 3, 31))) == [policy]
    assert list(policies_in_force(mei.pk, date(2026, 4, 1))) == []
    assert not coverage_on(policy.pk, date(2026, 4, 1)).in_force


def test_the_terms_of_a_day_name_waiting_year_and_version(loaded):
    policy = loaded(inception=date(2025, 3, 1))
    terms = coverage_on(policy.pk, date(2025, 6, 1))
    assert terms.waiting_until == {"illness": date(2025, 3, 31), "accident": date(2025, 3, 1)}
    assert (terms.year_start, terms.year_end) == (date(2025, 3, 1), date(2026, 3, 1))
    assert terms.product_version == "2022.1"
    assert terms.benefits["deductible"]["amount"] == "$deductible"
    assert terms.choices["deductible"] == 1_000_000
    assert loaded(inception=date(2026, 6, 1)).product_version == "2026.1"


def test_a_renewal_waits_for_nothing(loaded):
    first = loaded(inception=date(2025, 2, 1))
    second = loaded(inception=date(2026, 2, 1), renewal_of=first.pk)
    assert coverage_on(second.pk, date(2026, 2, 1)).waiting_until["illness"] == date(2026, 2, 1)
    assert second.waiting_until is None


def test_policies_are_seen_by_their_holder_and_by_those_who_may(loaded, mei, lin, actor_for, staff):
    policy = loaded()
    assert get_policy_for(actor_for(mei), policy.pk) == policy
    assert get_policy_for(staff(Role.SERVICE_AGENT), policy.pk) == policy
    assert list_policies_for(actor_for(mei), mei.pk) == [policy]
    assert list(find_policies_for(staff(Role.EXAMINER), policy.number[:6])) == [policy]
    assert list(find_policies_for(staff(Role.EXAMINER), "林")) == []
    for stranger in (actor_for(lin), staff(Role.ANALYST)):
        with pytest.raises(NotFound):
            get_policy_for(stranger, policy.pk)
        with pytest.raises(NotFound):
            list_policies_for(stranger, mei.pk)


def test_given_back_within_fifteen_days_the_whole_premium_returns(bought, mei, actor_for, now):
    policy, by, day15 = bought(), actor_for(mei), now + timedelta(days=15)
    assert cancel_in_cooling_off(policy_id=policy.pk, by=by, now=day15).state == PolicyState.CANCELLED
    cancel_in_cooling_off(policy_id=policy.pk, by=by, now=day15)
    run_jobs()
    taken = PaymentOrder.objects.get(direction="in")
    back = PaymentOrder.objects.get(direction="out")
    assert (back.state, back.refund_of_id, refunded_minor(taken.pk)) == (
        "settled",
        taken.pk,
        policy.premium_minor,
    )
    assert not policies_in_force(mei.pk, policy.inception).exists()
    assert Touchpoint.objects.filter(kind="policy.cancelled", stage="leave").count() == 1


def test_on_the_sixteenth_day_it_is_too_late(bought, mei, actor_for, now):
    policy = bought()
    with pytest.raises(Conflict):
        cancel_in_cooling_off(policy_id=policy.pk, by=actor_for(mei), now=now + timedelta(days=16))
    policy.refresh_from_db()
    assert policy.state == PolicyState.PENDING
    assert PaymentOrder.objects.count() == 1


def test_only_the_holder_gives_it_back(bought, lin, actor_for, staff, now):
    policy = bought()
    with pytest.raises(NotFound):
        cancel_in_cooling_off(policy_id=policy.pk, by=actor_for(lin), now=now)
    with pytest.raises(Conflict):
        cancel_in_cooling_off(policy_id=policy.pk, by=staff(Role.SERVICE_AGENT), now=now)
    policy.refresh_from_db()
    assert policy.state == PolicyState.PENDING
    assert PaymentOrder.objects.count() == 1


def test_a_policy_lapses_once_and_tells_why(loaded, system, now):
    policy = loaded()
    for _ in range(2):
        lapse_policy(policy_id=policy.pk, on=date(2026, 11, 1), by=system, now=now)
    policy.refresh_from_db()
    assert (policy.state, policy.ended_on, policy.end_reason) == ("lapsed", date(2026, 11, 1), "unpaid")
    assert OutboxEvent.objects.filter(kind="policies.lapsed").count() == 1
    assert LedgerEntry.objects.filter(kind="policies.lapsed").count() == 1


@pytest.mark.parametrize(
    ("day", "role", "error"),
    [(date(2028, 1, 1), Role.MANAGER, Invalid), (date(2026, 11, 1), Role.ANALYST, NotAllowed)],
)
def test_a_lapse_outside_the_term_or_without_the_right_changes_nothing(loaded, staff, now, day, role, error):
    policy = loaded()
    with pytest.raises(error):
        lapse_policy(policy_id=policy.pk, on=day, by=staff(role), now=now)
    policy.refresh_from_db()
    assert policy.state == PolicyState.ACTIVE


def test_a_renewal_follows_without_a_gap_at_the_new_age(loaded, mei, actor_for, now):
    policy = loaded(inception=date(2025, 12, 1))
    price = renewal_price(policy).premium_minor
    paid = renew_policy(policy_id=policy.pk, account=ACCOUNT, by=actor_for(mei), now=now)
    again = renew_policy(policy_id=policy.pk, account=ACCOUNT, by=actor_for(mei), now=now)
    run_jobs()
    assert paid.policy.pk == again.policy.pk
    assert (paid.policy.inception, paid.policy.premium_minor) == (policy.expiry, price)
    assert paid.policy.product_version == "2026.1"
    assert PaymentOrder.objects.count() == 1
    assert Touchpoint.objects.filter(kind="policy.renewed", stage="renew").count() == 1


def test_too_early_or_by_another_nothing_is_renewed(loaded, mei, lin, actor_for, now):
    policy = loaded(inception=date(2026, 3, 1))
    with pytest.raises(Conflict):
        renew_policy(policy_id=policy.pk, account=ACCOUNT, by=actor_for(mei), now=now)
    with pytest.raises(NotFound):
        renew_policy(policy_id=policy.pk, account=ACCOUNT, by=actor_for(lin), now=now)
    assert Policy.objects.count() == 1
    assert not PaymentOrder.objects.exists()


def test_the_calendar_begins_and_ends_policies(bought, loaded, now):
    fresh, old = bought(), loaded(inception=date(2025, 11, 20))
    assert turn_day(now=now + timedelta(days=30)) == (1, 1)
    fresh.refresh_from_db()
    old.refresh_from_db()
    assert (fresh.state, old.state, old.ended_on) == ("active", "expired", old.expiry)
    assert turn_day(now=now + timedelta(days=30)) == (0, 0)


def test_many_policies_load_in_few_statements_and_in_order(
    products, mei, lin, system, now, django_assert_max_num_queries
):
    def rows(count):
        return [
            PolicyFacts(
                customer_id=(mei, lin)[i % 2].pk,
                product_code="daily-outpatient",
                inception=date(2025, 1, 1) + timedelta(days=i),
                issued_at=datetime(2025, 1, 1, tzinfo=UTC),
                premium_minor=100_00 + i,
            )
            for i in range(count)
        ]

    load_policies(rows=rows(3), by=system, now=now)
    with django_assert_max_num_queries(14):
        policies = load_policies(rows=rows(300), by=system, now=now)
    assert [policy.premium_minor for policy in policies] == [100_00 + i for i in range(300)]
    assert Policy.objects.count() == 303
    assert Touchpoint.objects.filter(kind="policy.purchased").count() == 303
    states = {policy.state for policy in policies}
    assert states == {PolicyState.EXPIRED}


def test_a_row_that_can_not_be_right_keeps_all_out(loaded, mei):
    with pytest.raises(Invalid), transaction.atomic():
        loaded(ended_on=date(2030, 1, 1), end_reason=EndReason.UNPAID)
    with pytest.raises(Invalid), transaction.atomic():
        loaded(choices={"deductible": 7})
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"expiry": date(2020, 1, 1)},
        {"state": PolicyState.LAPSED},
        {"ended_on": date(2026, 5, 1)},
        {"premium_minor": 0},
        {"waiting_until": date(2020, 1, 1)},
    ],
)
def test_the_database_refuses_an_impossible_policy(loaded, change):
    policy = loaded()
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.filter(pk=policy.pk).update(**change)
